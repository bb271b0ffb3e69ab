import type { ITerraformDependable } from 'cdktn';
import { AzurermResource } from '../../providers/azurerm.gen.ts';
import type { Reference } from '../../providers/resource.ts';
import type { Secrets } from '../../release/eyrie-release.ts';
import { tell } from '../../release/tell.ts';
import { grant, type Ground } from './ground.ts';
import { closeIn, type Network } from './network.ts';

export interface EncryptionKey {
  /** The vault that the key, the secrets and the certificate are in. */
  readonly vault: Reference;
  readonly vaultEndpoint: Reference;
  /** Without a version: it is exchanged every year. */
  readonly id: Reference;
  /** As what database, cache, nodes and files use the key. */
  readonly user: Reference;
  /** That they may, and that whoever runs Terraform may write into the vault. */
  readonly ready: readonly ITerraformDependable[];
}

/** A vault that only administrators and the network reach, with one key of our own for all that is kept. */
export function makeEncryptionKey(ground: Ground, network: Network): EncryptionKey {
  const { stack, settings, place, unique } = ground;
  const vault = new AzurermResource(
    stack,
    'azurerm_key_vault',
    'vault',
    {
      name: unique,
      ...place,
      tenant_id: ground.tenant,
      sku_name: 'premium',
      rbac_authorization_enabled: true,
      purge_protection_enabled: true,
      soft_delete_retention_days: 90,
      network_acls: {
        default_action: 'Deny',
        bypass: 'AzureServices',
        ip_rules: settings.administrators,
      },
    },
    { lifecycle: { preventDestroy: true } },
  );
  const on = vault.get('id');
  const vaultEndpoint = closeIn(ground, network, {
    id: 'vault',
    of: on,
    kind: 'vault',
    zone: 'privatelink.vaultcore.azure.net',
  });
  const may = 'Key Vault Administrator';
  const writable = grant(ground, 'caller-in-vault', { who: ground.caller, may, on });
  const key = new AzurermResource(
    stack,
    'azurerm_key_vault_key',
    'key',
    {
      name: settings.name,
      key_vault_id: on,
      key_type: 'RSA-HSM',
      key_size: 3_072,
      key_opts: ['wrapKey', 'unwrapKey'],
      rotation_policy: {
        automatic: { time_after_creation: 'P1Y' },
        expire_after: 'P2Y',
        notify_before_expiry: 'P30D',
      },
    },
    { dependsOn: [writable], lifecycle: { preventDestroy: true } },
  );
  const user = new AzurermResource(stack, 'azurerm_user_assigned_identity', 'key-user', {
    name: `${settings.name}-key-user`,
    ...place,
  });
  const used = grant(ground, 'key-user-in-vault', {
    who: user.get('principal_id'),
    may: 'Key Vault Crypto Service Encryption User',
    on,
  });
  return {
    vault: on,
    vaultEndpoint,
    id: key.get('versionless_id'),
    user: user.get('id'),
    ready: [writable, used],
  };
}

/** A copy outside of the cluster: without the master key no backup of the database can be used. */
export function keepSecrets({ stack }: Ground, key: EncryptionKey, secrets: Secrets): void {
  new AzurermResource(
    stack,
    'azurerm_key_vault_secret',
    'secrets',
    {
      name: 'eyrie-secrets',
      key_vault_id: key.vault,
      value: JSON.stringify(secrets),
      content_type: 'application/json',
    },
    { dependsOn: key.ready, lifecycle: { preventDestroy: true } },
  );
  const where = 'Vault in which master key, passwords and the first password of the owner are kept';
  tell(stack, 'secrets', key.vault, where);
}
