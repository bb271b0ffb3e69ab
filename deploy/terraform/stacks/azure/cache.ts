import { AzurermResource } from '../../providers/azurerm.gen.ts';
import type { Surroundings } from './database.ts';
import type { Ground } from './ground.ts';
import { closeIn } from './network.ts';

/** Azure's Redis listens here. */
export const cachePort = 10_000;

/** Redis in two zones, for wake-ups between replicas and for limits. What is in it may be lost. Gives its URL. */
export function makeCache(ground: Ground, { network, key }: Surroundings): string {
  const { stack, machine, place, unique } = ground;
  const cache = new AzurermResource(
    stack,
    'azurerm_managed_redis',
    'cache',
    {
      name: `${unique}-cache`,
      ...place,
      sku_name: machine.cache,
      high_availability_enabled: true,
      public_network_access: 'Disabled',
      identity: { type: 'UserAssigned', identity_ids: [key.user] },
      customer_managed_key: { key_vault_key_id: key.id, user_assigned_identity_id: key.user },
      default_database: {
        client_protocol: 'Encrypted',
        // The cloud-api speaks to one Redis, and does not ask where a key is.
        clustering_policy: 'NoCluster',
        eviction_policy: 'AllKeysLRU',
        access_keys_authentication_enabled: true,
      },
    },
    { dependsOn: key.ready },
  );
  closeIn(ground, network, {
    id: 'cache',
    of: cache.get('id'),
    kind: 'redisEnterprise',
    zone: 'privatelink.redis.azure.net',
  });
  const password = `${cache.fqn}.default_database[0].primary_access_key`;
  // It may hold any character, and the URL may not.
  return `rediss://:\${urlencode(${password})}@${cache.get('hostname')}:${cachePort}`;
}
