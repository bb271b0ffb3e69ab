import { GoogleResource } from '../../providers/google.gen.ts';
import type { Secrets } from '../../release/eyrie-release.ts';
import type { Ground } from './ground.ts';
import type { Network } from './network.ts';
import type { EncryptionKey } from './secrets.ts';

export interface Database {
  readonly url: string;
  /** In PEM. */
  readonly authority: string;
}

export interface Surroundings {
  readonly network: Network;
  readonly key: EncryptionKey;
  readonly secrets: Secrets;
}

/** Postgres in two zones, of which one waits. Its log is kept for a week, for any moment of it. */
export function makeDatabase(
  { stack, settings, size, machine }: Ground,
  { network, key, secrets }: Surroundings,
): Database {
  const server = new GoogleResource(
    stack,
    'google_sql_database_instance',
    'database',
    {
      name: `${settings.name}-database`,
      region: settings.region,
      database_version: 'POSTGRES_17',
      encryption_key_name: key.id,
      deletion_protection: true,
      settings: {
        tier: machine.database,
        edition: 'ENTERPRISE',
        availability_type: 'REGIONAL',
        deletion_protection_enabled: true,
        retain_backups_on_delete: true,
        disk_type: 'PD_SSD',
        disk_size: size.database.storageGib,
        disk_autoresize: true,
        disk_autoresize_limit: size.database.storageGibMax,
        backup_configuration: {
          enabled: true,
          start_time: '03:00',
          point_in_time_recovery_enabled: true,
          // More than a week is to be had only in the edition above.
          transaction_log_retention_days: 7,
          backup_retention_settings: { retained_backups: settings.backupDays },
        },
        ip_configuration: {
          ipv4_enabled: false,
          private_network: network.id,
          ssl_mode: 'ENCRYPTED_ONLY',
        },
        database_flags: [{ name: 'log_min_duration_statement', value: '1000' }],
        insights_config: { query_insights_enabled: true },
      },
    },
    { dependsOn: [...network.ready, ...key.ready] },
  );
  const instance = server.get('name');
  const database = new GoogleResource(stack, 'google_sql_database', 'database-eyrie', {
    instance,
    name: 'eyrie',
    deletion_policy: 'ABANDON',
  });
  const user = new GoogleResource(stack, 'google_sql_user', 'database-user', {
    instance,
    name: 'eyrie',
    password: secrets.databasePassword,
    deletion_policy: 'ABANDON',
  });
  const login = `${user.get('name')}:${secrets.databasePassword}`;
  const host = server.get('private_ip_address');
  // The certificate names the instance and not its address, and an authority of its own signs it: it is held against that one.
  const tls = 'uselibpqcompat=true&sslmode=verify-ca&sslrootcert=/run/authorities/ca.pem';
  return {
    url: `postgresql://${login}@${host}:5432/${database.get('name')}?${tls}`,
    authority: server.get('server_ca_cert[0].cert'),
  };
}
