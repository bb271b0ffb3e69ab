import { GoogleResource } from '../../providers/google.gen.ts';
import type { Surroundings } from './database.ts';
import type { Ground } from './ground.ts';

/** Google's Redis listens here where it speaks TLS. */
export const cachePort = 6_378;

export interface Cache {
  readonly url: string;
  /** In PEM. */
  readonly authority: string;
}

/** Redis in two zones, for wake-ups between replicas and for limits. What is in it may be lost. */
export function makeCache(
  { stack, settings, size }: Ground,
  { network, key }: Surroundings,
): Cache {
  const cache = new GoogleResource(
    stack,
    'google_redis_instance',
    'cache',
    {
      name: `${settings.name}-cache`,
      region: settings.region,
      tier: 'STANDARD_HA',
      redis_version: 'REDIS_7_2',
      memory_size_gb: size.cacheGib,
      authorized_network: network.id,
      connect_mode: 'PRIVATE_SERVICE_ACCESS',
      auth_enabled: true,
      transit_encryption_mode: 'SERVER_AUTHENTICATION',
      customer_managed_key: key.id,
    },
    { dependsOn: [...network.ready, ...key.ready] },
  );
  return {
    url: `rediss://:${cache.get('auth_string')}@${cache.get('host')}:${cachePort}`,
    authority: cache.get('server_ca_certs[0].cert'),
  };
}
