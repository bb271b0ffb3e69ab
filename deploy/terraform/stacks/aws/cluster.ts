import type { ITerraformDependable } from 'cdktn';
import { AwsResource } from '../../providers/aws.gen.ts';
import { HelmProvider } from '../../providers/helm.gen.ts';
import { KubernetesProvider } from '../../providers/kubernetes.gen.ts';
import type { Reference } from '../../providers/resource.ts';
import { tell } from '../../release/tell.ts';
import { makeRole, type Ground } from './ground.ts';
import { zones, type Network } from './network.ts';

export interface Cluster {
  /** Of the nodes and of the pods on them. */
  readonly securityGroup: Reference;
  /** What starts and ends nodes. */
  readonly nodeGroup: Reference;
  readonly name: Reference;
  /** All that must stand before anything is installed. */
  readonly ready: readonly ITerraformDependable[];
}

/** Kubernetes whose nodes have no public addresses, and whose API only administrators reach. */
export function makeCluster(ground: Ground, network: Network, key: Reference): Cluster {
  const { stack, settings } = ground;
  const role = makeRole(ground, 'cluster-role', 'eks.amazonaws.com', ['AmazonEKSClusterPolicy']);
  const eks = new AwsResource(
    stack,
    'aws_eks_cluster',
    'cluster',
    {
      name: settings.name,
      role_arn: role.arn,
      deletion_protection: true,
      enabled_cluster_log_types: ['api', 'audit', 'authenticator'],
      access_config: {
        authentication_mode: 'API',
        bootstrap_cluster_creator_admin_permissions: true,
      },
      encryption_config: { provider: { key_arn: key }, resources: ['secrets'] },
      vpc_config: {
        subnet_ids: network.privateSubnets,
        endpoint_private_access: true,
        endpoint_public_access: true,
        public_access_cidrs: settings.administrators,
      },
    },
    { dependsOn: role.policies },
  );
  const addOn = (
    addon_name: string,
    more: { configuration_values?: string },
    after: readonly ITerraformDependable[],
  ): ITerraformDependable => {
    const takes = { cluster_name: eks.get('name'), addon_name, ...more };
    return new AwsResource(stack, 'aws_eks_addon', addon_name, takes, { dependsOn: after });
  };
  // It gives nodes their network, so it comes before them; and it is what enforces network policies.
  const policies = { configuration_values: JSON.stringify({ enableNetworkPolicy: 'true' }) };
  const networkAddOn = addOn('vpc-cni', policies, []);
  const nodes = makeNodes(ground, network, { eks, after: networkAddOn });
  const others = ['kube-proxy', 'coredns', 'metrics-server', 'eks-pod-identity-agent'];
  const addOns = others.map((name) => addOn(name, {}, [nodes]));
  configureProviders(ground, eks);
  return {
    name: eks.get('name'),
    securityGroup: eks.get('vpc_config[0].cluster_security_group_id'),
    nodeGroup: nodes.get('resources[0].autoscaling_groups[0].name'),
    ready: [nodes, ...addOns],
  };
}

function makeNodes(
  ground: Ground,
  network: Network,
  { eks, after }: { eks: AwsResource<'aws_eks_cluster'>; after: ITerraformDependable },
): AwsResource<'aws_eks_node_group'> {
  const { stack, settings, size, machine } = ground;
  const role = makeRole(ground, 'node-role', 'ec2.amazonaws.com', [
    'AmazonEKSWorkerNodePolicy',
    'AmazonEC2ContainerRegistryPullOnly',
    'AmazonEKS_CNI_Policy',
  ]);
  const template = new AwsResource(stack, 'aws_launch_template', 'node', {
    name_prefix: `${settings.name}-node-`,
    // Pods are one hop further away than nodes, so they get no credentials of the node.
    metadata_options: { http_tokens: 'required', http_put_response_hop_limit: 1 },
    // With the account's key: ours would have to be handed to autoscaling, and nodes keep nothing.
    block_device_mappings: [
      { device_name: '/dev/xvda', ebs: { volume_size: 50, volume_type: 'gp3', encrypted: 'true' } },
    ],
  });
  const wanted = zones.length * size.nodes.perZone;
  return new AwsResource(
    stack,
    'aws_eks_node_group',
    'nodes',
    {
      cluster_name: eks.get('name'),
      node_group_name_prefix: 'eyrie-',
      node_role_arn: role.arn,
      subnet_ids: network.privateSubnets,
      ami_type: 'AL2023_x86_64_STANDARD',
      instance_types: [machine.node],
      launch_template: { id: template.get('id'), version: template.get('latest_version') },
      // All replicas fit on these even where a zone is lost; the rest is for who adds an autoscaler.
      scaling_config: {
        min_size: wanted,
        desired_size: wanted,
        max_size: zones.length * size.nodes.perZoneMax,
      },
      update_config: { max_unavailable: 1 },
    },
    { dependsOn: [...role.policies, after], lifecycle: { createBeforeDestroy: true } },
  );
}

function configureProviders(
  { stack, settings }: Ground,
  eks: AwsResource<'aws_eks_cluster'>,
): void {
  const names = ['--cluster-name', settings.name, '--region', settings.region];
  const access = {
    host: eks.get('endpoint'),
    cluster_ca_certificate: `\${base64decode(${eks.fqn}.certificate_authority[0].data)}`,
    // A token of a quarter of an hour for whoever runs Terraform: nothing that lasts is written down.
    exec: {
      api_version: 'client.authentication.k8s.io/v1beta1',
      command: 'aws',
      args: ['eks', 'get-token', ...names],
    },
  };
  const { exec, ...address } = access;
  new KubernetesProvider(stack, 'kubernetes', KubernetesProvider.binding, {
    ...address,
    exec: [exec],
  });
  new HelmProvider(stack, 'helm', HelmProvider.binding, { kubernetes: access });
  tell(
    stack,
    'kubectl',
    `aws eks update-kubeconfig --name ${settings.name} --region ${settings.region}`,
    'Lets kubectl reach the cluster',
  );
}
