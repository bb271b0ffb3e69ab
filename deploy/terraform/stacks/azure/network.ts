import { AzurermResource } from '../../providers/azurerm.gen.ts';
import type { Reference } from '../../providers/resource.ts';
import type { Ground } from './ground.ts';

export const wholeNetwork = '10.20.0.0/16';
export const nodeNetwork = '10.20.0.0/22';
/** In the nodes' network: where the gateway finds the API. */
export const apiAddress = '10.20.3.250';
export const zones = ['1', '2', '3'] as const;

export interface Network {
  readonly id: Reference;
  readonly nodes: Reference;
  readonly entrance: Reference;
  readonly database: Reference;
  readonly media: Reference;
  readonly endpoints: Reference;
}

/** Subnets without public addresses; what goes out goes through one way. */
export function makeNetwork({ stack, settings, place }: Ground): Network {
  const network = new AzurermResource(stack, 'azurerm_virtual_network', 'network', {
    name: settings.name,
    ...place,
    address_space: [wholeNetwork],
  });
  const subnet = (id: string, prefix: string, delegatedTo?: string): Reference =>
    new AzurermResource(stack, 'azurerm_subnet', `${id}-network`, {
      name: id,
      resource_group_name: place.resource_group_name,
      virtual_network_name: network.get('name'),
      address_prefixes: [prefix],
      default_outbound_access_enabled: false,
      ...(delegatedTo === undefined
        ? {}
        : { delegation: [{ name: id, service_delegation: { name: delegatedTo } }] }),
    }).get('id');
  const nodes = subnet('nodes', nodeNetwork);
  guard({ stack, settings, place }, 'nodes', nodes);
  const address = new AzurermResource(stack, 'azurerm_public_ip', 'way-out-address', {
    name: `${settings.name}-way-out`,
    ...place,
    allocation_method: 'Static',
    sku: 'Standard',
    zones,
  });
  const wayOut = new AzurermResource(stack, 'azurerm_nat_gateway', 'way-out', {
    name: settings.name,
    ...place,
    sku_name: 'Standard',
  });
  const nat_gateway_id = wayOut.get('id');
  new AzurermResource(stack, 'azurerm_nat_gateway_public_ip_association', 'way-out-by-address', {
    nat_gateway_id,
    public_ip_address_id: address.get('id'),
  });
  new AzurermResource(stack, 'azurerm_subnet_nat_gateway_association', 'nodes-way-out', {
    nat_gateway_id,
    subnet_id: nodes,
  });
  return {
    id: network.get('id'),
    nodes,
    entrance: subnet('entrance', '10.20.4.0/24'),
    database: subnet('database', '10.20.5.0/24', 'Microsoft.DBforPostgreSQL/flexibleServers'),
    media: subnet('media', '10.20.6.0/24', 'Microsoft.Netapp/volumes'),
    endpoints: subnet('endpoints', '10.20.7.0/24'),
  };
}

interface Allowed {
  readonly name: string;
  readonly from: string;
  readonly ports: string;
}

/** A group by which Azure's own rules hold: nothing comes in from outside but what is allowed here. */
export function guard(
  { stack, settings, place }: Pick<Ground, 'stack' | 'settings' | 'place'>,
  id: string,
  subnet_id: Reference,
  allowed: readonly Allowed[] = [],
): AzurermResource<'azurerm_subnet_network_security_group_association'> {
  const group = new AzurermResource(stack, 'azurerm_network_security_group', `${id}-guard`, {
    name: `${settings.name}-${id}`,
    ...place,
  });
  for (const [index, { name, from, ports }] of allowed.entries()) {
    new AzurermResource(stack, 'azurerm_network_security_rule', `${id}-${name}`, {
      name,
      resource_group_name: place.resource_group_name,
      network_security_group_name: group.get('name'),
      priority: 100 + 10 * index,
      direction: 'Inbound',
      access: 'Allow',
      protocol: 'Tcp',
      source_address_prefix: from,
      source_port_range: '*',
      destination_address_prefix: '*',
      destination_port_range: ports,
    });
  }
  return new AzurermResource(
    stack,
    'azurerm_subnet_network_security_group_association',
    `${id}-guarded`,
    { subnet_id, network_security_group_id: group.get('id') },
  );
}

/** Gives a service of Azure's an address in our network, and its name there. */
export function closeIn(
  { stack, settings, place }: Ground,
  network: Network,
  service: {
    readonly id: string;
    readonly of: Reference;
    readonly kind: string;
    readonly zone: string;
  },
): Reference {
  const zone = makePrivateZone({ stack, place }, network, service.id, service.zone);
  return new AzurermResource(stack, 'azurerm_private_endpoint', `${service.id}-endpoint`, {
    name: `${settings.name}-${service.id}`,
    ...place,
    subnet_id: network.endpoints,
    private_service_connection: {
      name: service.id,
      is_manual_connection: false,
      private_connection_resource_id: service.of,
      subresource_names: [service.kind],
    },
    private_dns_zone_group: { name: service.id, private_dns_zone_ids: [zone.get('id')] },
  }).get('id');
}

export function makePrivateZone(
  { stack, place }: Pick<Ground, 'stack' | 'place'>,
  network: Network,
  id: string,
  name: string,
): AzurermResource<'azurerm_private_dns_zone'> {
  const { resource_group_name } = place;
  const zone = new AzurermResource(stack, 'azurerm_private_dns_zone', `${id}-names`, {
    name,
    resource_group_name,
  });
  new AzurermResource(stack, 'azurerm_private_dns_zone_virtual_network_link', `${id}-names-here`, {
    name: id,
    resource_group_name,
    private_dns_zone_name: zone.get('name'),
    virtual_network_id: network.id,
  });
  return zone;
}
