import { AzurermResource } from '../../providers/azurerm.gen.ts';
import type { Secrets } from '../../release/eyrie-release.ts';
import type { Ground } from './ground.ts';
import { makePrivateZone, type Network } from './network.ts';
import type { EncryptionKey } from './secrets.ts';

export interface Surroundings {
  readonly network: Network;
  readonly key: EncryptionKey;
  readonly secrets: Secrets;
}

/** Storage grows in these steps, by itself too. */
const stepsGib = [32, 64, 128, 256, 512, 1_024, 2_048, 4_096];

/** Postgres in two zones, of which one waits. Its log is put away every five minutes: that is how much can be lost. */
export function makeDatabase(
  { stack, settings, size, machine, place, unique }: Ground,
  { network, key, secrets }: Surroundings,
): string {
  const zoneName = `${unique}.private.postgres.database.azure.com`;
  const names = makePrivateZone({ stack, place }, network, 'database', zoneName);
  const step = stepsGib.find((gib) => gib >= size.database.storageGib) ?? size.database.storageGib;
  const server = new AzurermResource(
    stack,
    'azurerm_postgresql_flexible_server',
    'database',
    {
      name: `${unique}-database`,
      ...place,
      version: '17',
      sku_name: machine.database,
      administrator_login: 'eyrie',
      administrator_password: secrets.databasePassword,
      authentication: { password_auth_enabled: true },
      public_network_access_enabled: false,
      delegated_subnet_id: network.database,
      private_dns_zone_id: names.get('id'),
      zone: '1',
      high_availability: { mode: 'ZoneRedundant', standby_availability_zone: '2' },
      storage_mb: step * 1_024,
      auto_grow_enabled: true,
      backup_retention_days: settings.backupDays,
      identity: { type: 'UserAssigned', identity_ids: [key.user] },
      customer_managed_key: {
        key_vault_key_id: key.id,
        primary_user_assigned_identity_id: key.user,
      },
    },
    // Zones are exchanged when the one that waits takes over.
    {
      dependsOn: key.ready,
      lifecycle: {
        preventDestroy: true,
        ignoreChanges: ['zone', 'high_availability[0].standby_availability_zone'],
      },
    },
  );
  const server_id = server.get('id');
  const setting = (name: string, value: string): object =>
    new AzurermResource(stack, 'azurerm_postgresql_flexible_server_configuration', name, {
      server_id,
      name,
      value,
    });
  setting('require_secure_transport', 'on');
  setting('log_min_duration_statement', '1000');
  const type = 'azurerm_postgresql_flexible_server_database';
  const database = new AzurermResource(
    stack,
    type,
    'database-eyrie',
    { server_id, name: 'eyrie' },
    { lifecycle: { preventDestroy: true } },
  );
  const login = `eyrie:${secrets.databasePassword}`;
  const host = server.get('fqdn');
  return `postgresql://${login}@${host}:5432/${database.get('name')}?sslmode=verify-full`;
}
