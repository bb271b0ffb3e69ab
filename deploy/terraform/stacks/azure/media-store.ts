import type { ITerraformDependable } from 'cdktn';
import { AzurermResource } from '../../providers/azurerm.gen.ts';
import { installManifests, podUser } from '../../release/eyrie-release.ts';
import type { VolumeSource } from '../../release/media-volume.ts';
import type { Surroundings } from './database.ts';
import type { Ground } from './ground.ts';
import { nodeNetwork } from './network.ts';

export interface MediaStore {
  readonly volume: VolumeSource;
  readonly gibibytes: number;
  readonly nfs: { readonly server: string; readonly path: string };
}

/**
 * A file system of NetApp's, for the cloud-api keeps pictures in a folder, not yet in a bucket. Azure's own shares would
 * need a key that lasts (SMB), or have no backups (NFS). Every day a backup, every hour a snapshot beside it.
 */
export function makeMediaStore(
  { stack, settings, size, place }: Ground,
  { network, key }: Surroundings,
): MediaStore {
  const account = new AzurermResource(stack, 'azurerm_netapp_account', 'media-account', {
    name: settings.name,
    ...place,
    identity: { type: 'UserAssigned', identity_ids: [key.user] },
  });
  const account_name = account.get('name');
  const encrypted = new AzurermResource(
    stack,
    'azurerm_netapp_account_encryption',
    'media-key',
    {
      netapp_account_id: account.get('id'),
      user_assigned_identity_id: key.user,
      encryption_key: key.id,
    },
    { dependsOn: key.ready },
  );
  const service_level = 'Premium';
  const pool = new AzurermResource(stack, 'azurerm_netapp_pool', 'media-pool', {
    name: 'media',
    ...place,
    account_name,
    service_level,
    size_in_tb: size.mediaTib,
  });
  const gibibytes = size.mediaTib * 1_024;
  const files = new AzurermResource(
    stack,
    'azurerm_netapp_volume',
    'media',
    {
      name: 'media',
      ...place,
      account_name,
      pool_name: pool.get('name'),
      service_level,
      volume_path: `${settings.name}-media`,
      subnet_id: network.media,
      zone: '1',
      network_features: 'Standard',
      protocols: ['NFSv4.1'],
      storage_quota_in_gb: gibibytes,
      encryption_key_source: 'Microsoft.KeyVault',
      key_vault_private_endpoint_id: key.vaultEndpoint,
      export_policy_rule: [
        {
          rule_index: 1,
          allowed_clients: [nodeNetwork],
          protocol: ['NFSv4.1'],
          unix_read_write: true,
          // For the one job that hands the folder to the pods' user.
          root_access_enabled: true,
        },
      ],
      ...protection({ stack, settings, place }, account),
    },
    { dependsOn: [encrypted], lifecycle: { preventDestroy: true } },
  );
  const nfs = { server: files.get('mount_ip_addresses[0]'), path: `/${settings.name}-media` };
  const mountOptions = ['nfsvers=4.1', 'hard'];
  return { nfs, gibibytes, volume: { source: { nfs }, mountOptions } };
}

function protection(
  { stack, settings, place }: Pick<Ground, 'stack' | 'settings' | 'place'>,
  account: AzurermResource<'azurerm_netapp_account'>,
): Protection {
  const account_name = account.get('name');
  const vault = new AzurermResource(
    stack,
    'azurerm_netapp_backup_vault',
    'backups',
    { name: `${settings.name}-backups`, ...place, account_name },
    { lifecycle: { preventDestroy: true } },
  );
  const daily = new AzurermResource(stack, 'azurerm_netapp_backup_policy', 'daily-backup', {
    name: 'daily',
    ...place,
    account_name,
    enabled: true,
    daily_backups_to_keep: settings.backupDays,
  });
  const hourly = new AzurermResource(stack, 'azurerm_netapp_snapshot_policy', 'hourly-snapshot', {
    name: 'hourly',
    ...place,
    account_name,
    enabled: true,
    hourly_schedule: { minute: 0, snapshots_to_keep: 24 },
  });
  return {
    data_protection_snapshot_policy: { snapshot_policy_id: hourly.get('id') },
    data_protection_backup_policy: {
      backup_vault_id: vault.get('id'),
      backup_policy_id: daily.get('id'),
      policy_enabled: true,
    },
  };
}

type Protection = Required<
  Pick<
    ConstructorParameters<typeof AzurermResource<'azurerm_netapp_volume'>>[3],
    'data_protection_snapshot_policy' | 'data_protection_backup_policy'
  >
>;

/** A new volume is root's. One job, in a namespace of its own, hands it to the pods' user once. */
export function handOverMedia(
  { stack }: Ground,
  { nfs }: MediaStore,
  after: readonly ITerraformDependable[],
): ITerraformDependable {
  const container = {
    name: 'hand-over',
    image: 'mcr.microsoft.com/azurelinux/base/core:3.0',
    command: ['chown', `${podUser}:${podUser}`, '/media'],
    volumeMounts: [{ name: 'media', mountPath: '/media' }],
    resources: { requests: { cpu: '10m', memory: '32Mi' }, limits: { memory: '32Mi' } },
    securityContext: {
      allowPrivilegeEscalation: false,
      readOnlyRootFilesystem: true,
      capabilities: { drop: ['ALL'], add: ['CHOWN'] },
    },
  };
  const job = {
    apiVersion: 'batch/v1',
    kind: 'Job',
    metadata: { name: 'hand-over-media' },
    spec: {
      backoffLimit: 5,
      template: {
        spec: {
          restartPolicy: 'OnFailure',
          automountServiceAccountToken: false,
          containers: [container],
          volumes: [{ name: 'media', nfs }],
        },
      },
    },
  };
  const name = 'media-hand-over';
  return installManifests(stack, { name, namespace: name, objects: [job], after });
}
