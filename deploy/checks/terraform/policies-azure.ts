import { all, each, isAtLeast, isEverybody, isFrom, isKept, type Demand } from './policy.ts';

const isOurs = (key: unknown): boolean => isFrom(key, 'azurerm_key_vault_key');
const threeZones = JSON.stringify(['1', '2', '3']);

/** Demands on the stack for Microsoft Azure. */
export const azureDemands: readonly Demand[] = [
  // Nothing public but 443.
  {
    type: 'azurerm_network_security_rule',
    demand: 'must let everybody in at port 443 alone',
    holds: (at) =>
      at('direction') !== 'Inbound' ||
      at('access') !== 'Allow' ||
      !(isEverybody(at('source_address_prefix')) || isEverybody(at('source_address_prefixes'))) ||
      (at('destination_port_range') === '443' && at('destination_port_ranges') === undefined),
  },
  {
    type: 'azurerm_network_security_group',
    demand: 'must have its rules one by one, where policies see them',
    holds: (at) => at('security_rule') === undefined,
  },
  {
    type: 'azurerm_subnet',
    demand: 'must not have a way out of Azure’s own making',
    holds: (at) => at('default_outbound_access_enabled') === false,
  },
  {
    type: 'azurerm_kubernetes_cluster',
    demand: 'must have private nodes, and show its API to administrators alone',
    holds: (at) =>
      at('default_node_pool.node_public_ip_enabled') === false &&
      Array.isArray(at('api_server_access_profile.authorized_ip_ranges')) &&
      !isEverybody(at('api_server_access_profile.authorized_ip_ranges')),
  },
  {
    type: 'azurerm_postgresql_flexible_server',
    demand: 'must not be public',
    holds: (at) => at('public_network_access_enabled') === false,
  },
  {
    type: 'azurerm_managed_redis',
    demand: 'must not be public',
    holds: (at) => at('public_network_access') === 'Disabled',
  },
  {
    type: 'azurerm_key_vault',
    demand: 'must be open to administrators alone',
    holds: (at) =>
      at('network_acls.default_action') === 'Deny' && !isEverybody(at('network_acls.ip_rules')),
  },
  {
    type: 'azurerm_application_gateway',
    demand: 'must speak TLS 1.2 or newer, at 443 alone',
    holds: (at) =>
      all(at('frontend_port'), (one) => one('port') === 443) &&
      all(at('http_listener'), (one) => one('protocol') === 'Https') &&
      at('ssl_policy.policy_name') === 'AppGwSslPolicy20220101',
  },
  {
    type: 'azurerm_kubernetes_cluster',
    demand: 'must know people and pods by Azure’s accounts, and enforce network policies',
    holds: (at) =>
      at('local_account_disabled') === true &&
      at('workload_identity_enabled') === true &&
      at('azure_active_directory_role_based_access_control.azure_rbac_enabled') === true &&
      at('network_profile.network_policy') === 'cilium',
  },
  // Encryption, with a key of our own.
  {
    type: 'azurerm_key_vault_key',
    demand: 'must be exchanged every year, and outlive a mistake',
    holds: (at) => at('rotation_policy.automatic.time_after_creation') === 'P1Y' && isKept(at),
  },
  {
    type: 'azurerm_key_vault',
    demand: 'must be protected from being deleted, and from being purged',
    holds: (at) =>
      at('purge_protection_enabled') === true &&
      isAtLeast(at('soft_delete_retention_days'), 7) &&
      isKept(at),
  },
  {
    type: 'azurerm_disk_encryption_set',
    demand: 'must encrypt with our own key',
    holds: (at) => isOurs(at('key_vault_key_id')),
  },
  {
    type: 'azurerm_kubernetes_cluster',
    demand: 'must encrypt disks with our own key',
    holds: (at) => isFrom(at('disk_encryption_set_id'), 'azurerm_disk_encryption_set'),
  },
  {
    type: 'azurerm_postgresql_flexible_server',
    demand: 'must be encrypted with our own key',
    holds: (at) => isOurs(at('customer_managed_key.key_vault_key_id')),
  },
  {
    type: 'azurerm_postgresql_flexible_server_configuration',
    demand: 'must refuse whoever does not encrypt',
    holds: (at) => at('name') !== 'require_secure_transport' || at('value') === 'on',
  },
  {
    type: 'azurerm_managed_redis',
    demand: 'must be encrypted with our own key, under way too',
    holds: (at) =>
      isOurs(at('customer_managed_key.key_vault_key_id')) &&
      at('default_database.client_protocol') === 'Encrypted',
  },
  {
    type: 'azurerm_netapp_account_encryption',
    demand: 'must encrypt with our own key',
    holds: (at) => isOurs(at('encryption_key')),
  },
  {
    type: 'azurerm_netapp_volume',
    demand: 'must be encrypted with our own key, and open to nodes alone',
    holds: (at) =>
      at('encryption_key_source') === 'Microsoft.KeyVault' &&
      each(at('export_policy_rule')).every((one) => !isEverybody(one('allowed_clients'))),
  },
  // Backups.
  {
    type: 'azurerm_postgresql_flexible_server',
    demand: 'must be restorable to any moment of the last seven days or more',
    holds: (at) => isAtLeast(at('backup_retention_days'), 7),
  },
  {
    type: 'azurerm_netapp_volume',
    demand: 'must have backups and snapshots',
    holds: (at) =>
      at('data_protection_backup_policy.policy_enabled') === true &&
      isFrom(
        at('data_protection_snapshot_policy.snapshot_policy_id'),
        'azurerm_netapp_snapshot_policy',
      ),
  },
  {
    type: 'azurerm_netapp_backup_policy',
    demand: 'must keep daily backups for seven days or more',
    holds: (at) => at('enabled') === true && isAtLeast(at('daily_backups_to_keep'), 7),
  },
  // Deletion protection.
  {
    type: 'azurerm_management_lock',
    demand: 'must keep anybody from deleting anything',
    holds: (at) => at('lock_level') === 'CanNotDelete',
  },
  {
    type: 'azurerm_postgresql_flexible_server',
    demand: 'must be protected from being deleted',
    holds: isKept,
  },
  {
    type: 'azurerm_netapp_volume',
    demand: 'must be protected from being deleted',
    holds: isKept,
  },
  {
    type: 'azurerm_netapp_backup_vault',
    demand: 'must be protected from being deleted',
    holds: isKept,
  },
  // Several zones.
  {
    type: 'azurerm_postgresql_flexible_server',
    demand: 'must have a second one in another zone',
    holds: (at) => at('high_availability.mode') === 'ZoneRedundant',
  },
  {
    type: 'azurerm_managed_redis',
    demand: 'must have a second one in another zone',
    holds: (at) => at('high_availability_enabled') === true,
  },
  {
    type: 'azurerm_kubernetes_cluster',
    demand: 'must have nodes in three zones',
    holds: (at) => JSON.stringify(at('default_node_pool.zones')) === threeZones,
  },
  {
    type: 'azurerm_application_gateway',
    demand: 'must be in three zones',
    holds: (at) => JSON.stringify(at('zones')) === threeZones,
  },
];
