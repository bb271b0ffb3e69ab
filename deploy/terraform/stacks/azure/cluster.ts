import type { ITerraformDependable } from 'cdktn';
import { AzurermResource } from '../../providers/azurerm.gen.ts';
import { HelmProvider } from '../../providers/helm.gen.ts';
import { KubernetesProvider } from '../../providers/kubernetes.gen.ts';
import { tell } from '../../release/tell.ts';
import { grant, type Ground } from './ground.ts';
import { zones, type Network } from './network.ts';
import type { EncryptionKey } from './secrets.ts';

export interface Cluster {
  /** All that must stand before anything is installed. */
  readonly ready: readonly ITerraformDependable[];
}

/** Kubernetes in three zones: nodes have no public addresses, and only administrators reach its API. */
export function makeCluster(ground: Ground, network: Network, key: EncryptionKey): Cluster {
  const { stack, settings, place } = ground;
  const identity = new AzurermResource(
    stack,
    'azurerm_user_assigned_identity',
    'cluster-identity',
    {
      name: `${settings.name}-cluster`,
      ...place,
    },
  );
  const disks = new AzurermResource(
    stack,
    'azurerm_disk_encryption_set',
    'node-disks',
    {
      name: `${settings.name}-node-disks`,
      ...place,
      key_vault_key_id: key.id,
      auto_key_rotation_enabled: true,
      identity: { type: 'UserAssigned', identity_ids: [key.user] },
    },
    { dependsOn: key.ready },
  );
  const who = identity.get('principal_id');
  const rights = [
    grant(ground, 'cluster-in-network', { who, may: 'Network Contributor', on: network.id }),
    grant(ground, 'cluster-and-disks', { who, may: 'Reader', on: disks.get('id') }),
  ];
  const cluster = new AzurermResource(
    stack,
    'azurerm_kubernetes_cluster',
    'cluster',
    {
      name: settings.name,
      ...place,
      dns_prefix: settings.name,
      sku_tier: 'Standard',
      automatic_upgrade_channel: 'patch',
      node_os_upgrade_channel: 'NodeImage',
      // People come with Azure's own accounts: there is no certificate that would open the cluster for years.
      local_account_disabled: true,
      azure_active_directory_role_based_access_control: {
        azure_rbac_enabled: true,
        tenant_id: ground.tenant,
      },
      oidc_issuer_enabled: true,
      workload_identity_enabled: true,
      run_command_enabled: false,
      api_server_access_profile: { authorized_ip_ranges: settings.administrators },
      disk_encryption_set_id: disks.get('id'),
      identity: { type: 'UserAssigned', identity_ids: [identity.get('id')] },
      default_node_pool: nodePool(ground, network),
      network_profile: {
        network_plugin: 'azure',
        network_plugin_mode: 'overlay',
        // It enforces network policies.
        network_policy: 'cilium',
        network_data_plane: 'cilium',
        load_balancer_sku: 'standard',
        outbound_type: 'userAssignedNATGateway',
        pod_cidr: '10.24.0.0/14',
        service_cidr: '10.28.0.0/20',
        dns_service_ip: '10.28.0.10',
      },
    },
    { dependsOn: rights },
  );
  const administrator = grant(ground, 'caller-in-cluster', {
    who: ground.caller,
    may: 'Azure Kubernetes Service RBAC Cluster Admin',
    on: cluster.get('id'),
  });
  configureProviders(ground, cluster);
  return { ready: [cluster, administrator] };
}

function nodePool({ size, machine }: Ground, network: Network): NodePool {
  return {
    name: 'nodes',
    vm_size: machine.node,
    zones,
    vnet_subnet_id: network.nodes,
    node_public_ip_enabled: false,
    auto_scaling_enabled: true,
    min_count: zones.length * size.nodes.perZone,
    max_count: zones.length * size.nodes.perZoneMax,
    os_disk_size_gb: 64,
    temporary_name_for_rotation: 'exchange',
    upgrade_settings: { max_surge: '33%' },
  };
}

type NodePool = ConstructorParameters<
  typeof AzurermResource<'azurerm_kubernetes_cluster'>
>[3]['default_node_pool'];

/** Of Azure's Kubernetes, for all who ask for a token to it. */
const serverId = '6dae42f8-4368-4678-94ff-3960e28e3630';

function configureProviders(
  { stack, settings }: Ground,
  cluster: AzurermResource<'azurerm_kubernetes_cluster'>,
): void {
  const authority = `${cluster.fqn}.kube_config[0].cluster_ca_certificate`;
  const access = {
    host: cluster.get('kube_config[0].host'),
    cluster_ca_certificate: `\${base64decode(${authority})}`,
  };
  // A token of an hour for whoever runs Terraform: nothing that lasts is written down.
  const exec = {
    api_version: 'client.authentication.k8s.io/v1beta1',
    command: 'kubelogin',
    args: ['get-token', '--login', 'azurecli', '--server-id', serverId],
  };
  const binding = KubernetesProvider.binding;
  new KubernetesProvider(stack, 'kubernetes', binding, { ...access, exec: [exec] });
  new HelmProvider(stack, 'helm', HelmProvider.binding, { kubernetes: { ...access, exec } });
  const where = `--resource-group ${settings.name} --name ${settings.name}`;
  tell(stack, 'kubectl', `az aks get-credentials ${where}`, 'Lets kubectl reach the cluster');
}
