import { AwsData, AwsResource } from '../../providers/aws.gen.ts';
import type { Reference } from '../../providers/resource.ts';
import type { Ground } from './ground.ts';

export const wholeNetwork = '10.20.0.0/16';
export const zones = [0, 1, 2] as const;

export interface Network {
  readonly vpc: Reference;
  /** For the load balancer and the ways out, and nothing else. */
  readonly publicSubnets: readonly Reference[];
  /** For nodes, database, cache and media. */
  readonly privateSubnets: readonly Reference[];
}

/** Three zones, each with a way out of its own, so that none of them needs another one. */
export function makeNetwork({ stack, settings: { name } }: Ground): Network {
  const vpc = new AwsResource(stack, 'aws_vpc', 'network', {
    cidr_block: wholeNetwork,
    enable_dns_hostnames: true,
    enable_dns_support: true,
    tags: { Name: name },
  });
  const vpc_id = vpc.get('id');
  // Without rules, the group that everything would fall into lets nothing through.
  new AwsResource(stack, 'aws_default_security_group', 'closed', { vpc_id });
  const gateway = new AwsResource(stack, 'aws_internet_gateway', 'internet', { vpc_id });
  const names = new AwsData(stack, 'aws_availability_zones', 'zones', { state: 'available' });

  const subnet = (id: string, zone: number, cidr_block: string): Reference =>
    new AwsResource(stack, 'aws_subnet', id, {
      vpc_id,
      availability_zone: names.get(`names[${zone}]`),
      cidr_block,
      map_public_ip_on_launch: false,
      tags: { Name: `${name}-${id}` },
    }).get('id');
  const routes = (
    id: string,
    out: { gateway_id: Reference } | { nat_gateway_id: Reference },
  ): Reference => {
    const table = new AwsResource(stack, 'aws_route_table', `${id}-routes`, { vpc_id });
    const route_table_id = table.get('id');
    const destination_cidr_block = '0.0.0.0/0';
    new AwsResource(stack, 'aws_route', `${id}-out`, {
      route_table_id,
      destination_cidr_block,
      ...out,
    });
    return route_table_id;
  };
  const associate = (id: string, subnet_id: Reference, route_table_id: Reference): object =>
    new AwsResource(stack, 'aws_route_table_association', `${id}-association`, {
      subnet_id,
      route_table_id,
    });

  const publicRoutes = routes('public', { gateway_id: gateway.get('id') });
  const subnets = zones.map((zone) => {
    const open = subnet(`public-${zone}`, zone, `10.20.${zone}.0/24`);
    associate(`public-${zone}`, open, publicRoutes);
    const address = new AwsResource(stack, 'aws_eip', `way-out-${zone}`, { domain: 'vpc' });
    const nat = new AwsResource(
      stack,
      'aws_nat_gateway',
      `nat-${zone}`,
      { subnet_id: open, allocation_id: address.get('id') },
      { dependsOn: [gateway] },
    );
    const closed = subnet(`private-${zone}`, zone, `10.20.${32 * (zone + 1)}.0/19`);
    const privateRoutes = routes(`private-${zone}`, { nat_gateway_id: nat.get('id') });
    associate(`private-${zone}`, closed, privateRoutes);
    return { open, closed };
  });
  return {
    vpc: vpc_id,
    publicSubnets: subnets.map(({ open }) => open),
    privateSubnets: subnets.map(({ closed }) => closed),
  };
}

/** A group that only what runs in the cluster may come into, at one port. */
export function makeDoor(
  { stack, settings }: Ground,
  network: Network,
  door: { readonly id: string; readonly port: number; readonly from: Reference },
): Reference {
  const group = new AwsResource(stack, 'aws_security_group', `${door.id}-door`, {
    name: `${settings.name}-${door.id}`,
    description: `From the cluster to the ${door.id}`,
    vpc_id: network.vpc,
  });
  new AwsResource(stack, 'aws_vpc_security_group_ingress_rule', `${door.id}-from-cluster`, {
    security_group_id: group.get('id'),
    referenced_security_group_id: door.from,
    ip_protocol: 'tcp',
    from_port: door.port,
    to_port: door.port,
  });
  return group.get('id');
}
