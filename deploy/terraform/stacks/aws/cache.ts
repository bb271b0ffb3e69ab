import { AwsResource } from '../../providers/aws.gen.ts';
import type { Surroundings } from './database.ts';
import type { Ground } from './ground.ts';
import { makeDoor } from './network.ts';

/** Redis in two zones, for wake-ups between replicas and for limits. What is in it may be lost. Gives its URL. */
export function makeCache(
  ground: Ground,
  { network, cluster, key, secrets }: Surroundings,
): string {
  const { stack, settings, machine } = ground;
  const subnets = new AwsResource(stack, 'aws_elasticache_subnet_group', 'cache-subnets', {
    name: `${settings.name}-cache`,
    subnet_ids: network.privateSubnets,
  });
  const door = makeDoor(ground, network, { id: 'cache', port: 6379, from: cluster.securityGroup });
  const cache = new AwsResource(stack, 'aws_elasticache_replication_group', 'cache', {
    replication_group_id: `${settings.name}-cache`,
    description: 'Wake-ups between replicas, and limits',
    engine: 'redis',
    engine_version: '7.1',
    node_type: machine.cache,
    num_cache_clusters: 2,
    automatic_failover_enabled: true,
    multi_az_enabled: true,
    subnet_group_name: subnets.get('name'),
    security_group_ids: [door],
    at_rest_encryption_enabled: 'true',
    kms_key_id: key,
    transit_encryption_enabled: true,
    auth_token: secrets.cachePassword,
    snapshot_retention_limit: 7,
  });
  return `rediss://:${secrets.cachePassword}@${cache.get('primary_endpoint_address')}:6379`;
}
