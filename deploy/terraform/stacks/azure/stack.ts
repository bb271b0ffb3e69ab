import { AzurermBackend, TerraformStack } from 'cdktn';
import type { Construct } from 'constructs';
import { AzurermData, AzurermProvider, AzurermResource } from '../../providers/azurerm.gen.ts';
import { RandomProvider } from '../../providers/random.gen.ts';
import { installEyrie, makeNamespace, makeSecrets } from '../../release/eyrie-release.ts';
import { claimMediaVolume, mediaClaimName } from '../../release/media-volume.ts';
import type { AzureSettings } from '../../settings.ts';
import { sizes, type MachineNames } from '../../sizes.ts';
import { cachePort, makeCache } from './cache.ts';
import { makeCluster } from './cluster.ts';
import { makeDatabase } from './database.ts';
import { makeEntrance } from './entrance.ts';
import type { Ground } from './ground.ts';
import { handOverMedia, makeMediaStore } from './media-store.ts';
import { apiAddress, makeNetwork, wholeNetwork } from './network.ts';
import { keepSecrets, makeEncryptionKey } from './secrets.ts';

export const azureMachines: MachineNames = {
  '1k-devices': {
    node: 'Standard_D2s_v5',
    database: 'GP_Standard_D2ds_v5',
    cache: 'Balanced_B1',
  },
  '10k-devices': {
    node: 'Standard_D4s_v5',
    database: 'GP_Standard_D4ds_v5',
    cache: 'Balanced_B3',
  },
  '100k-devices': {
    node: 'Standard_D8s_v5',
    database: 'GP_Standard_D8ds_v5',
    cache: 'Balanced_B5',
  },
};

const loadBalancer = 'service.beta.kubernetes.io/azure-load-balancer';

/** Eyrie on Microsoft Azure, from the network to the release. */
export class EyrieOnAzure extends TerraformStack {
  constructor(scope: Construct, settings: AzureSettings) {
    super(scope, settings.name);
    const ground = this.ground(settings);

    const secrets = makeSecrets(this);
    const network = makeNetwork(ground);
    const key = makeEncryptionKey(ground, network);
    keepSecrets(ground, key, secrets);
    const cluster = makeCluster(ground, network, key);
    const surroundings = { network, key, secrets };
    const databaseUrl = makeDatabase(ground, surroundings);
    const redisUrl = makeCache(ground, surroundings);
    const media = makeMediaStore(ground, surroundings);
    makeEntrance(ground, network, key);

    const namespace = makeNamespace(this, cluster.ready);
    const { gibibytes } = media;
    const claim = claimMediaVolume(this, namespace, { ...media.volume, gibibytes });
    installEyrie(this, {
      settings,
      secrets,
      databaseUrl,
      redisUrl,
      namespace,
      after: [claim, handOverMedia(ground, media, cluster.ready)],
      values: {
        media: { existingClaim: mediaClaimName },
        service: {
          type: 'LoadBalancer',
          annotations: {
            [`${loadBalancer}-internal`]: 'true',
            [`${loadBalancer}-ipv4`]: apiAddress,
          },
        },
        // The gateway is the one proxy before the API.
        config: { EYRIE_TRUSTED_PROXIES: '1' },
        networkPolicy: {
          enabled: true,
          clientsFrom: [{ ipBlock: { cidr: wholeNetwork } }],
          extraEgress: [{ ports: [{ port: cachePort, protocol: 'TCP' }] }],
        },
      },
    });
  }

  private ground(settings: AzureSettings): Ground {
    const { state, name, subscription, location } = settings;
    new AzurermBackend(this, {
      resourceGroupName: state.resourceGroup,
      storageAccountName: state.storageAccount,
      containerName: state.container,
      key: `${name}.tfstate`,
      useAzureadAuth: true,
    });
    const providerSettings = { subscription_id: subscription, features: [{}] };
    new AzurermProvider(this, 'azurerm', AzurermProvider.binding, providerSettings);
    new RandomProvider(this, 'random', RandomProvider.binding, {});
    const caller = new AzurermData(this, 'azurerm_client_config', 'caller', {});
    const tags = { application: 'eyrie', installation: name };
    const group = new AzurermResource(this, 'azurerm_resource_group', 'group', {
      name,
      location,
      tags,
    });
    // Nobody deletes anything in it by mistake, Terraform neither: the lock is taken away first.
    new AzurermResource(this, 'azurerm_management_lock', 'lock', {
      name: 'keep',
      scope: group.get('id'),
      lock_level: 'CanNotDelete',
      notes: 'Database, pictures and backups of Eyrie',
    });
    return {
      stack: this,
      settings,
      size: sizes[settings.size],
      machine: azureMachines[settings.size],
      unique: `${name}-${subscription.slice(0, 8)}`,
      place: { resource_group_name: group.get('name'), location },
      tenant: caller.get('tenant_id'),
      caller: caller.get('object_id'),
    };
  }
}
