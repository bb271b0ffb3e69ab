import type { ITerraformDependable } from 'cdktn';
import { GoogleResource } from '../../providers/google.gen.ts';
import type { Reference } from '../../providers/resource.ts';
import type { Ground } from './ground.ts';

export const nodeNetwork = '10.20.0.0/20';
export const podNetwork = '10.24.0.0/14';
/** From these Google's load balancers ask. */
export const loadBalancerNetworks = ['35.191.0.0/16', '130.211.0.0/22'];

export interface Network {
  readonly id: Reference;
  readonly subnet: Reference;
  /** The way to database, cache and media, which are in a network of Google's. */
  readonly ready: readonly ITerraformDependable[];
}

/** A network without a public address in it; what goes out goes through one way. */
export function makeNetwork({ stack, settings, apis }: Ground): Network {
  const { name, region } = settings;
  const network = new GoogleResource(
    stack,
    'google_compute_network',
    'network',
    { name, auto_create_subnetworks: false },
    { dependsOn: apis },
  );
  const subnet = new GoogleResource(stack, 'google_compute_subnetwork', 'nodes-network', {
    name: `${name}-nodes`,
    region,
    network: network.get('id'),
    ip_cidr_range: nodeNetwork,
    private_ip_google_access: true,
    secondary_ip_range: [
      { range_name: 'pods', ip_cidr_range: podNetwork },
      { range_name: 'services', ip_cidr_range: '10.28.0.0/20' },
    ],
  });
  const router = new GoogleResource(stack, 'google_compute_router', 'router', {
    name,
    region,
    network: network.get('id'),
  });
  new GoogleResource(stack, 'google_compute_router_nat', 'way-out', {
    name,
    region,
    router: router.get('name'),
    nat_ip_allocate_option: 'AUTO_ONLY',
    source_subnetwork_ip_ranges_to_nat: 'ALL_SUBNETWORKS_ALL_IP_RANGES',
    log_config: { enable: true, filter: 'ERRORS_ONLY' },
  });
  const range = new GoogleResource(stack, 'google_compute_global_address', 'services-range', {
    name: `${name}-services`,
    purpose: 'VPC_PEERING',
    address_type: 'INTERNAL',
    prefix_length: 16,
    network: network.get('id'),
  });
  const peering = new GoogleResource(
    stack,
    'google_service_networking_connection',
    'services-peering',
    {
      network: network.get('id'),
      service: 'servicenetworking.googleapis.com',
      reserved_peering_ranges: [range.get('name')],
    },
  );
  return { id: network.get('id'), subnet: subnet.get('id'), ready: [peering] };
}
