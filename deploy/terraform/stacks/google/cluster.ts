import type { ITerraformDependable } from 'cdktn';
import { GoogleData, GoogleResource } from '../../providers/google.gen.ts';
import { HelmProvider } from '../../providers/helm.gen.ts';
import { KubernetesProvider } from '../../providers/kubernetes.gen.ts';
import { tell } from '../../release/tell.ts';
import { makeAccount, type Ground } from './ground.ts';
import type { Network } from './network.ts';
import type { EncryptionKey } from './secrets.ts';

export interface Cluster {
  /** All that must stand before anything is installed. */
  readonly ready: readonly ITerraformDependable[];
}

/** Kubernetes in all zones of the region: nodes have no public addresses, and only administrators reach its API. */
export function makeCluster(ground: Ground, network: Network, key: EncryptionKey): Cluster {
  const { stack, settings } = ground;
  const cluster = new GoogleResource(
    stack,
    'google_container_cluster',
    'cluster',
    {
      name: settings.name,
      location: settings.region,
      deletion_protection: true,
      network: network.id,
      subnetwork: network.subnet,
      networking_mode: 'VPC_NATIVE',
      // It enforces network policies.
      datapath_provider: 'ADVANCED_DATAPATH',
      ip_allocation_policy: {
        cluster_secondary_range_name: 'pods',
        services_secondary_range_name: 'services',
      },
      private_cluster_config: {
        enable_private_nodes: true,
        enable_private_endpoint: false,
        master_ipv4_cidr_block: '10.28.16.0/28',
      },
      master_authorized_networks_config: {
        gcp_public_cidrs_access_enabled: false,
        cidr_blocks: settings.administrators.map((cidr_block) => ({ cidr_block })),
      },
      workload_identity_config: { workload_pool: `${settings.project}.svc.id.goog` },
      database_encryption: { state: 'ENCRYPTED', key_name: key.id },
      addons_config: {
        gcp_filestore_csi_driver_config: { enabled: true },
        http_load_balancing: { disabled: false },
      },
      release_channel: { channel: 'REGULAR' },
      logging_config: { enable_components: ['SYSTEM_COMPONENTS', 'WORKLOADS', 'APISERVER'] },
      monitoring_config: { enable_components: ['SYSTEM_COMPONENTS'] },
      // The pool that comes with it cannot be set up as ours is.
      remove_default_node_pool: true,
      initial_node_count: 1,
      enable_shielded_nodes: true,
    },
    { dependsOn: [...key.ready, ...network.ready] },
  );
  const nodes = makeNodes(ground, cluster, key);
  configureProviders(ground, cluster);
  return { ready: [cluster, nodes] };
}

function makeNodes(
  ground: Ground,
  cluster: GoogleResource<'google_container_cluster'>,
  key: EncryptionKey,
): ITerraformDependable {
  const { stack, settings, size, machine } = ground;
  return new GoogleResource(stack, 'google_container_node_pool', 'nodes', {
    name: 'nodes',
    cluster: cluster.get('id'),
    location: settings.region,
    // A regional pool counts in each of its three zones.
    initial_node_count: size.nodes.perZone,
    autoscaling: { min_node_count: size.nodes.perZone, max_node_count: size.nodes.perZoneMax },
    management: { auto_repair: true, auto_upgrade: true },
    node_config: {
      machine_type: machine.node,
      disk_size_gb: 50,
      disk_type: 'pd-balanced',
      boot_disk_kms_key: key.id,
      service_account: makeAccount(ground, 'nodes', ['roles/container.defaultNodeServiceAccount']),
      oauth_scopes: ['https://www.googleapis.com/auth/cloud-platform'],
      shielded_instance_config: { enable_secure_boot: true, enable_integrity_monitoring: true },
      // Pods get no credentials of the node.
      workload_metadata_config: { mode: 'GKE_METADATA' },
    },
  });
}

function configureProviders(
  { stack, settings }: Ground,
  cluster: GoogleResource<'google_container_cluster'>,
): void {
  // A token of an hour for whoever runs Terraform: nothing that lasts is written down.
  const caller = new GoogleData(stack, 'google_client_config', 'caller', {});
  const access = {
    host: `https://${cluster.get('endpoint')}`,
    cluster_ca_certificate: `\${base64decode(${cluster.fqn}.master_auth[0].cluster_ca_certificate)}`,
    token: caller.get('access_token'),
  };
  new KubernetesProvider(stack, 'kubernetes', KubernetesProvider.binding, access);
  new HelmProvider(stack, 'helm', HelmProvider.binding, { kubernetes: access });
  const where = `--region ${settings.region} --project ${settings.project}`;
  const command = `gcloud container clusters get-credentials ${settings.name} ${where}`;
  tell(stack, 'kubectl', command, 'Lets kubectl reach the cluster');
}
