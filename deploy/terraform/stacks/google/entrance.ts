import type { ITerraformDependable } from 'cdktn';
import type { ChartValues } from '../../../helm/values-schema.ts';
import { GoogleData, GoogleResource } from '../../providers/google.gen.ts';
import { installManifests, namespaceName } from '../../release/eyrie-release.ts';
import { loadBalancerNetworks } from './network.ts';
import type { Ground } from './ground.ts';

export interface Entrance {
  /** By these the chart asks Google for the load balancer. */
  readonly values: Pick<ChartValues, 'ingress' | 'service' | 'networkPolicy' | 'config'>;
  readonly ready: readonly ITerraformDependable[];
}

const frontendName = 'eyrie-frontend';
const backendName = 'eyrie-backend';

/** The address, its name, and the certificate; the load balancer itself comes with the chart's ingress, at port 443. */
export function makeEntrance(
  { stack, settings }: Ground,
  namespace: ITerraformDependable,
): Entrance {
  const { name, host, dnsZone } = settings;
  const address = new GoogleResource(stack, 'google_compute_global_address', 'entrance', { name });
  const zone = new GoogleData(stack, 'google_dns_managed_zone', 'zone', { name: dnsZone });
  new GoogleResource(stack, 'google_dns_record_set', 'name', {
    managed_zone: zone.get('name'),
    name: `${host}.`,
    type: 'A',
    ttl: 300,
    rrdatas: [address.get('address')],
  });
  // Signed by Google once the name leads here, and renewed by it.
  const certificate = new GoogleResource(
    stack,
    'google_compute_managed_ssl_certificate',
    'certificate',
    { name: `${name}-certificate`, managed: { domains: [host] } },
    { lifecycle: { createBeforeDestroy: true } },
  );
  const tls = new GoogleResource(stack, 'google_compute_ssl_policy', 'tls', {
    name: `${name}-tls`,
    profile: 'MODERN',
    min_tls_version: 'TLS_1_2',
  });
  const objects = [
    {
      apiVersion: 'networking.gke.io/v1beta1',
      kind: 'FrontendConfig',
      metadata: { name: frontendName },
      spec: { sslPolicy: tls.get('name') },
    },
    {
      apiVersion: 'cloud.google.com/v1',
      kind: 'BackendConfig',
      metadata: { name: backendName },
      spec: {
        // Event streams stay open; Google would cut them after 30 seconds.
        timeoutSec: 3_600,
        connectionDraining: { drainingTimeoutSec: 30 },
        healthCheck: { type: 'HTTP', requestPath: '/health', port: 3_000, checkIntervalSec: 10 },
      },
    },
  ];
  const after = [namespace];
  const release = { name: 'entrance-settings', namespace: namespaceName, objects, after };
  return {
    ready: [installManifests(stack, release)],
    values: {
      ingress: {
        enabled: true,
        host,
        annotations: {
          'kubernetes.io/ingress.class': 'gce',
          'kubernetes.io/ingress.allow-http': 'false',
          'kubernetes.io/ingress.global-static-ip-name': address.get('name'),
          'ingress.gcp.kubernetes.io/pre-shared-cert': certificate.get('name'),
          'networking.gke.io/v1beta1.FrontendConfig': frontendName,
        },
      },
      service: {
        annotations: {
          'cloud.google.com/neg': '{"ingress":true}',
          'cloud.google.com/backend-config': JSON.stringify({ default: backendName }),
        },
      },
      networkPolicy: {
        enabled: true,
        clientsFrom: loadBalancerNetworks.map((cidr) => ({ ipBlock: { cidr } })),
      },
      // Google's load balancer appends two addresses: the caller's and its own.
      config: { EYRIE_TRUSTED_PROXIES: '2' },
    },
  };
}
