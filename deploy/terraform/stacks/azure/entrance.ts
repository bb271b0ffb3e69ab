import { TerraformVariable } from 'cdktn';
import { AzurermData, AzurermResource } from '../../providers/azurerm.gen.ts';
import type { Reference } from '../../providers/resource.ts';
import { grant, type Ground } from './ground.ts';
import { apiAddress, guard, zones, type Network } from './network.ts';
import type { EncryptionKey } from './secrets.ts';

/** The certificate, the gateway that has it, and the name of both: the one way in, at port 443. */
export function makeEntrance(ground: Ground, network: Network, key: EncryptionKey): void {
  const { stack, settings, place } = ground;
  const guarded = guard(ground, 'entrance', network.entrance, [
    { name: 'https', from: 'Internet', ports: '443' },
    // By these Azure itself looks after its gateways; it demands them.
    { name: 'azure-manages', from: 'GatewayManager', ports: '65200-65535' },
    { name: 'azure-asks', from: 'AzureLoadBalancer', ports: '*' },
  ]);
  const address = new AzurermResource(stack, 'azurerm_public_ip', 'entrance-address', {
    name: `${settings.name}-entrance`,
    ...place,
    allocation_method: 'Static',
    sku: 'Standard',
    zones,
  });
  const identity = new AzurermResource(
    stack,
    'azurerm_user_assigned_identity',
    'entrance-identity',
    {
      name: `${settings.name}-entrance`,
      ...place,
    },
  );
  const who = identity.get('principal_id');
  const may = 'Key Vault Secrets User';
  const allowed = grant(ground, 'entrance-in-vault', { who, may, on: key.vault });
  new AzurermResource(
    stack,
    'azurerm_application_gateway',
    'entrance',
    {
      name: settings.name,
      ...place,
      zones,
      sku: { name: 'Standard_v2', tier: 'Standard_v2' },
      autoscale_configuration: { min_capacity: 2, max_capacity: 10 },
      identity: { type: 'UserAssigned', identity_ids: [identity.get('id')] },
      gateway_ip_configuration: [{ name: 'network', subnet_id: network.entrance }],
      frontend_ip_configuration: [{ name: 'public', public_ip_address_id: address.get('id') }],
      frontend_port: [{ name: 'https', port: 443 }],
      ssl_certificate: [{ name: 'host', key_vault_secret_id: makeCertificate(ground, key) }],
      ssl_policy: { policy_type: 'Predefined', policy_name: 'AppGwSslPolicy20220101' },
      http_listener: [
        {
          name: 'https',
          protocol: 'Https',
          frontend_ip_configuration_name: 'public',
          frontend_port_name: 'https',
          ssl_certificate_name: 'host',
          host_name: settings.host,
        },
      ],
      ...towardsTheApi(settings.host),
    },
    { dependsOn: [guarded, allowed] },
  );
  nameIt(ground, address.get('ip_address'));
}

type Gateway = ConstructorParameters<typeof AzurermResource<'azurerm_application_gateway'>>[3];

function towardsTheApi(
  host: string,
): Pick<
  Gateway,
  | 'backend_address_pool'
  | 'backend_http_settings'
  | 'probe'
  | 'rewrite_rule_set'
  | 'request_routing_rule'
> {
  return {
    backend_address_pool: [{ name: 'replicas', ip_addresses: [apiAddress] }],
    backend_http_settings: [
      {
        name: 'replicas',
        protocol: 'Http',
        port: 80,
        cookie_based_affinity: 'Disabled',
        // Event streams stay open.
        request_timeout: 3_600,
        probe_name: 'health',
      },
    ],
    probe: [
      {
        name: 'health',
        protocol: 'Http',
        host,
        path: '/health',
        interval: 10,
        timeout: 5,
        unhealthy_threshold: 3,
      },
    ],
    rewrite_rule_set: [
      {
        name: 'callers-address',
        rewrite_rule: [
          {
            name: 'without-port',
            rule_sequence: 100,
            // The gateway would append the caller's port, too, and then it is no address.
            request_header_configuration: [
              {
                header_name: 'X-Forwarded-For',
                header_value: '{var_add_x_forwarded_for_proxy}',
              },
            ],
          },
        ],
      },
    ],
    request_routing_rule: [
      {
        name: 'all',
        rule_type: 'Basic',
        priority: 1,
        http_listener_name: 'https',
        backend_address_pool_name: 'replicas',
        backend_http_settings_name: 'replicas',
        rewrite_rule_set_name: 'callers-address',
      },
    ],
  };
}

/** Renewed a month before its end by the authority that Key Vault has an account with. Gives the vault's id of it. */
function makeCertificate({ stack, settings }: Ground, key: EncryptionKey): Reference {
  const { certificateIssuer: issuer, host } = settings;
  const signed =
    issuer === 'Self'
      ? []
      : [
          new AzurermResource(
            stack,
            'azurerm_key_vault_certificate_issuer',
            'authority',
            {
              name: issuer,
              key_vault_id: key.vault,
              provider_name: issuer,
              account_id: ask(stack, 'certificate_account', 'Account with the authority'),
              org_id: ask(stack, 'certificate_organisation', 'Number of the organisation there'),
              password: ask(stack, 'certificate_password', 'Password or API key of the account'),
            },
            { dependsOn: key.ready },
          ),
        ];
  const certificate = new AzurermResource(
    stack,
    'azurerm_key_vault_certificate',
    'certificate',
    {
      name: 'eyrie-host',
      key_vault_id: key.vault,
      certificate_policy: {
        issuer_parameters: { name: issuer },
        key_properties: { key_type: 'RSA', key_size: 3_072, exportable: true, reuse_key: false },
        secret_properties: { content_type: 'application/x-pkcs12' },
        lifetime_action: [
          { action: { action_type: 'AutoRenew' }, trigger: { days_before_expiry: 30 } },
        ],
        x509_certificate_properties: {
          subject: `CN=${host}`,
          subject_alternative_names: { dns_names: [host] },
          key_usage: ['digitalSignature', 'keyEncipherment'],
          extended_key_usage: ['1.3.6.1.5.5.7.3.1'],
          validity_in_months: 6,
        },
      },
    },
    { dependsOn: [...key.ready, ...signed] },
  );
  return certificate.get('versionless_secret_id');
}

function ask(stack: Ground['stack'], name: string, description: string): string {
  const settings = { type: 'string', description, sensitive: name.endsWith('password') };
  return new TerraformVariable(stack, name, settings).stringValue;
}

function nameIt({ stack, settings }: Ground, address: Reference): void {
  const { host, dnsZone, dnsResourceGroup: resource_group_name } = settings;
  const takes = { name: dnsZone, resource_group_name };
  const zone = new AzurermData(stack, 'azurerm_dns_zone', 'zone', takes);
  new AzurermResource(stack, 'azurerm_dns_a_record', 'name', {
    name: host === dnsZone ? '@' : host.slice(0, -dnsZone.length - 1),
    zone_name: zone.get('name'),
    resource_group_name,
    ttl: 300,
    records: [address],
  });
}
