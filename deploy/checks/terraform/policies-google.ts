import { all, isAtLeast, isEverybody, isFrom, isKept, type Demand } from './policy.ts';

const isOurs = (key: unknown): boolean => isFrom(key, 'google_kms_crypto_key');

/** Demands on the stack for Google Cloud. */
export const googleDemands: readonly Demand[] = [
  // Nothing public but 443.
  {
    type: 'google_compute_firewall',
    demand: 'must not let everybody in',
    holds: (at) => !isEverybody(at('source_ranges')),
    isNeeded: false,
  },
  {
    type: 'google_container_cluster',
    demand: 'must have private nodes, and show its API to administrators alone',
    holds: (at) =>
      at('private_cluster_config.enable_private_nodes') === true &&
      at('master_authorized_networks_config.gcp_public_cidrs_access_enabled') === false &&
      all(
        at('master_authorized_networks_config.cidr_blocks'),
        (one) => !isEverybody(one('cidr_block')),
      ),
  },
  {
    type: 'google_sql_database_instance',
    demand: 'must not be public',
    holds: (at) =>
      at('settings.ip_configuration.ipv4_enabled') === false &&
      isFrom(at('settings.ip_configuration.private_network'), 'google_compute_network'),
  },
  {
    type: 'helm_release',
    demand: 'must be reached by TLS alone, at 443',
    holds: (at) =>
      at('name') !== 'eyrie' ||
      ['allow-http\\": \\"false', 'pre-shared-cert', 'FrontendConfig'].every((words) =>
        JSON.stringify(at('values')).includes(words),
      ),
  },
  {
    type: 'google_compute_ssl_policy',
    demand: 'must take TLS 1.2 or newer',
    holds: (at) => at('min_tls_version') === 'TLS_1_2' && at('profile') !== 'COMPATIBLE',
  },
  {
    type: 'google_container_node_pool',
    demand: 'must keep the node’s credentials from pods, and start what is signed',
    holds: (at) =>
      at('node_config.workload_metadata_config.mode') === 'GKE_METADATA' &&
      at('node_config.shielded_instance_config.enable_secure_boot') === true,
  },
  {
    type: 'google_container_cluster',
    demand: 'must know its pods to Google without keys, and enforce network policies',
    holds: (at) =>
      at('workload_identity_config.workload_pool') !== undefined &&
      at('datapath_provider') === 'ADVANCED_DATAPATH',
  },
  // Encryption, with a key of our own.
  {
    type: 'google_kms_crypto_key',
    demand: 'must be exchanged every year, and outlive a mistake',
    holds: (at) => at('rotation_period') === '31536000s' && isKept(at),
  },
  {
    type: 'google_container_cluster',
    demand: 'must encrypt its secrets with our own key',
    holds: (at) =>
      at('database_encryption.state') === 'ENCRYPTED' && isOurs(at('database_encryption.key_name')),
  },
  {
    type: 'google_container_node_pool',
    demand: 'must encrypt disks with our own key',
    holds: (at) => isOurs(at('node_config.boot_disk_kms_key')),
  },
  {
    type: 'google_sql_database_instance',
    demand: 'must be encrypted with our own key, and refuse whoever does not encrypt',
    holds: (at) =>
      isOurs(at('encryption_key_name')) &&
      at('settings.ip_configuration.ssl_mode') === 'ENCRYPTED_ONLY',
  },
  {
    type: 'google_redis_instance',
    demand: 'must be encrypted with our own key, under way too, and ask for a password',
    holds: (at) =>
      isOurs(at('customer_managed_key')) &&
      at('transit_encryption_mode') === 'SERVER_AUTHENTICATION' &&
      at('auth_enabled') === true,
  },
  {
    type: 'google_filestore_instance',
    demand: 'must be encrypted with our own key, and open to nodes alone',
    holds: (at) =>
      isOurs(at('kms_key_name')) &&
      all(at('file_shares.nfs_export_options'), (one) => !isEverybody(one('ip_ranges'))),
  },
  {
    type: 'google_secret_manager_secret',
    demand: 'must be encrypted with our own key, and outlive a mistake',
    holds: (at) =>
      all(at('replication.user_managed.replicas'), (one) =>
        isOurs(one('customer_managed_encryption.kms_key_name')),
      ) && at('deletion_protection') === true,
  },
  // Backups.
  {
    type: 'google_sql_database_instance',
    demand: 'must be restorable to any moment of the last seven days',
    holds: (at) => {
      const backups = 'settings.backup_configuration';
      return (
        at(`${backups}.enabled`) === true &&
        at(`${backups}.point_in_time_recovery_enabled`) === true &&
        isAtLeast(at(`${backups}.transaction_log_retention_days`), 7) &&
        isAtLeast(at(`${backups}.backup_retention_settings.retained_backups`), 7) &&
        at('settings.retain_backups_on_delete') === true
      );
    },
  },
  {
    type: 'google_workflows_workflow',
    demand: 'must keep backups of pictures for seven days or more',
    holds: (at) =>
      isFrom(at('user_env_vars.INSTANCE'), 'google_filestore_instance') &&
      isAtLeast(at('user_env_vars.DAYS'), 7),
  },
  {
    type: 'google_cloud_scheduler_job',
    demand: 'must make a backup of pictures every day',
    holds: (at) =>
      /^\d+ \d+ \* \* \*$/.test(String(at('schedule'))) &&
      String(at('http_target.uri')).includes('${google_workflows_workflow.'),
  },
  // Deletion protection.
  {
    type: 'google_sql_database_instance',
    demand: 'must be protected from being deleted',
    holds: (at) =>
      at('deletion_protection') === true && at('settings.deletion_protection_enabled') === true,
  },
  {
    type: 'google_container_cluster',
    demand: 'must be protected from being deleted',
    holds: (at) => at('deletion_protection') === true,
  },
  {
    type: 'google_filestore_instance',
    demand: 'must be protected from being deleted',
    holds: (at) => at('deletion_protection_enabled') === true && isKept(at),
  },
  // Several zones.
  {
    type: 'google_sql_database_instance',
    demand: 'must have a second one in another zone',
    holds: (at) => at('settings.availability_type') === 'REGIONAL',
  },
  {
    type: 'google_redis_instance',
    demand: 'must have a second one in another zone',
    holds: (at) => at('tier') === 'STANDARD_HA',
  },
  {
    type: 'google_filestore_instance',
    demand: 'must be in several zones',
    holds: (at) => at('tier') === 'REGIONAL',
  },
  {
    type: 'google_container_node_pool',
    demand: 'must be in several zones',
    holds: (at) => /^[a-z]+-[a-z]+\d+$/.test(String(at('location'))),
  },
];
