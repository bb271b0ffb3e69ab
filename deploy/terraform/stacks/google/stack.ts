import { GcsBackend, TerraformStack } from 'cdktn';
import type { Construct } from 'constructs';
import { GoogleProvider } from '../../providers/google.gen.ts';
import { RandomProvider } from '../../providers/random.gen.ts';
import { installEyrie, makeNamespace, makeSecrets } from '../../release/eyrie-release.ts';
import { claimMediaVolume, mediaClaimName } from '../../release/media-volume.ts';
import type { GoogleSettings } from '../../settings.ts';
import { sizes, type MachineNames } from '../../sizes.ts';
import { keepBackups } from './backups.ts';
import { cachePort, makeCache } from './cache.ts';
import { makeCluster } from './cluster.ts';
import { makeDatabase } from './database.ts';
import { makeEntrance } from './entrance.ts';
import { switchOnApis, type Ground } from './ground.ts';
import { makeMediaStore } from './media-store.ts';
import { makeNetwork } from './network.ts';
import { keepSecrets, makeEncryptionKey } from './secrets.ts';

export const googleMachines: MachineNames = {
  '1k-devices': { node: 'n2-standard-2', database: 'db-custom-2-8192', cache: '1 GB' },
  '10k-devices': { node: 'n2-standard-4', database: 'db-custom-4-16384', cache: '3 GB' },
  '100k-devices': { node: 'n2-standard-8', database: 'db-custom-8-32768', cache: '6 GB' },
};

/** Eyrie on Google Cloud, from the network to the release. */
export class EyrieOnGoogle extends TerraformStack {
  constructor(scope: Construct, settings: GoogleSettings) {
    super(scope, settings.name);
    this.keepStateAndConfigure(settings);
    const size = sizes[settings.size];
    const machine = googleMachines[settings.size];
    const ground: Ground = { stack: this, settings, size, machine, ...switchOnApis(this) };

    const secrets = makeSecrets(this);
    const key = makeEncryptionKey(ground);
    keepSecrets(ground, key, secrets);
    const network = makeNetwork(ground);
    const cluster = makeCluster(ground, network, key);
    const surroundings = { network, key, secrets };
    const database = makeDatabase(ground, surroundings);
    const cache = makeCache(ground, surroundings);
    const media = makeMediaStore(ground, surroundings);
    keepBackups(ground, media);

    const namespace = makeNamespace(this, cluster.ready);
    const entrance = makeEntrance(ground, namespace);
    const { gibibytes } = media;
    const claim = claimMediaVolume(this, namespace, { ...media.volume, gibibytes });
    installEyrie(this, {
      settings,
      secrets,
      databaseUrl: database.url,
      redisUrl: cache.url,
      authorities: `${database.authority}\n${cache.authority}\n`,
      namespace,
      after: [claim, ...entrance.ready],
      values: {
        ...entrance.values,
        media: { existingClaim: mediaClaimName },
        networkPolicy: {
          ...entrance.values.networkPolicy,
          extraEgress: [{ ports: [{ port: cachePort, protocol: 'TCP' }] }],
        },
      },
    });
  }

  private keepStateAndConfigure({ state, name, project, region }: GoogleSettings): void {
    new GcsBackend(this, {
      bucket: state.bucket,
      prefix: name,
      ...(state.kmsKey === undefined ? {} : { kmsEncryptionKey: state.kmsKey }),
    });
    const default_labels = { application: 'eyrie', installation: name };
    const settings = { project, region, default_labels };
    new GoogleProvider(this, 'google', GoogleProvider.binding, settings);
    new RandomProvider(this, 'random', RandomProvider.binding, {});
  }
}
