import { S3Backend, TerraformStack } from 'cdktn';
import type { Construct } from 'constructs';
import { AwsProvider } from '../../providers/aws.gen.ts';
import { HttpData, HttpProvider } from '../../providers/http.gen.ts';
import { RandomProvider } from '../../providers/random.gen.ts';
import { installEyrie, makeNamespace, makeSecrets } from '../../release/eyrie-release.ts';
import type { AwsSettings } from '../../settings.ts';
import { sizes, type MachineNames } from '../../sizes.ts';
import { keepBackups } from './backups.ts';
import { makeCache } from './cache.ts';
import { makeCluster } from './cluster.ts';
import { makeDatabase } from './database.ts';
import { makeEntrance, nodePort } from './entrance.ts';
import type { Ground } from './ground.ts';
import { makeMediaStore } from './media-store.ts';
import { makeNetwork, wholeNetwork } from './network.ts';
import { keepSecrets, makeEncryptionKey } from './secrets.ts';

export const awsMachines: MachineNames = {
  '1k-devices': { node: 'm7i.large', database: 'db.m7g.large', cache: 'cache.t4g.small' },
  '10k-devices': { node: 'm7i.xlarge', database: 'db.m7g.xlarge', cache: 'cache.t4g.medium' },
  '100k-devices': { node: 'm7i.2xlarge', database: 'db.m7g.2xlarge', cache: 'cache.m7g.large' },
};

/** Who hands the pods their role, on their own node. */
const identityAgent = {
  ports: [{ port: 80, protocol: 'TCP' }],
  to: [{ ipBlock: { cidr: '169.254.170.23/32' } }],
};

/** Eyrie on Amazon Web Services, from the network to the release. */
export class EyrieOnAws extends TerraformStack {
  constructor(scope: Construct, settings: AwsSettings) {
    super(scope, settings.name);
    const size = sizes[settings.size];
    const ground: Ground = { stack: this, settings, size, machine: awsMachines[settings.size] };
    this.keepStateAndConfigure(settings);

    const secrets = makeSecrets(this);
    const key = makeEncryptionKey(ground);
    keepSecrets(ground, key, secrets);
    const network = makeNetwork(ground);
    const cluster = makeCluster(ground, network, key);
    const surroundings = { network, cluster, key, secrets };
    const database = makeDatabase(ground, surroundings);
    const redisUrl = makeCache(ground, surroundings);
    const media = makeMediaStore(ground, surroundings);
    keepBackups(ground, key, [database.arn, media.arn]);
    makeEntrance(ground, network, cluster);

    const namespace = makeNamespace(this, cluster.ready);
    installEyrie(this, {
      settings,
      secrets,
      databaseUrl: database.url,
      redisUrl,
      authorities: this.authoritiesOfRds(settings.region),
      namespace,
      after: media.ready,
      values: {
        media: { s3: { bucket: media.bucket, region: settings.region, credentials: 'role' } },
        service: { type: 'NodePort', nodePort },
        // The load balancer is the one proxy before the API.
        config: { EYRIE_TRUSTED_PROXIES: '1' },
        networkPolicy: {
          enabled: true,
          clientsFrom: [{ ipBlock: { cidr: wholeNetwork } }],
          extraEgress: [identityAgent],
        },
      },
    });
  }

  /** Amazon signs for its databases itself, and Node does not know that authority. */
  private authoritiesOfRds(region: string): string {
    const url = `https://truststore.pki.rds.amazonaws.com/${region}/${region}-bundle.pem`;
    return new HttpData(this, 'http', 'rds-authorities', { url }).get('response_body');
  }

  private keepStateAndConfigure({ state, name, region }: AwsSettings): void {
    new S3Backend(this, {
      bucket: state.bucket,
      key: `${name}/terraform.tfstate`,
      region: state.region,
      encrypt: true,
      useLockfile: true,
      ...(state.kmsKeyId === undefined ? {} : { kmsKeyId: state.kmsKeyId }),
    });
    const tags = { application: 'eyrie', installation: name };
    new AwsProvider(this, 'aws', AwsProvider.binding, { region, default_tags: [{ tags }] });
    new RandomProvider(this, 'random', RandomProvider.binding, {});
    new HttpProvider(this, 'http', HttpProvider.binding, {});
  }
}
