import path from 'node:path';
import { AssetType, TerraformAsset, type ITerraformDependable, type TerraformStack } from 'cdktn';
import type { ChartValues } from '../../helm/values-schema.ts';
import { HelmResource } from '../providers/helm.gen.ts';
import { KubernetesResource } from '../providers/kubernetes.gen.ts';
import { RandomResource } from '../providers/random.gen.ts';
import type { Reference } from '../providers/resource.ts';
import type { Settings } from '../settings.ts';
import { sizes } from '../sizes.ts';
import { tell } from './tell.ts';

/** Namespace of the release in every cluster. */
export const namespaceName = 'eyrie';

/** The user of the chart's pods, whom the media volume must belong to. */
export const podUser = 10_001;

/** What no cloud knows and Terraform makes once: everybody who reads the state can read it. */
export interface Secrets {
  /** 32 bytes in base64: without it nobody opens what is sealed in the database. */
  readonly masterKey: Reference;
  readonly ownerPassword: Reference;
  /** Letters and digits, so that they fit into a URL as they are. */
  readonly databasePassword: Reference;
  readonly cachePassword: Reference;
}

export function makeSecrets(stack: TerraformStack): Secrets {
  const masterKey = new RandomResource(stack, 'random_bytes', 'master-key', { length: 32 });
  const password = (id: string): Reference => {
    const text = { length: 40, special: false, min_lower: 1, min_upper: 1, min_numeric: 1 };
    return new RandomResource(stack, 'random_password', id, text).get('result');
  };
  return {
    masterKey: masterKey.get('base64'),
    ownerPassword: password('owner-password'),
    databasePassword: password('database-password'),
    cachePassword: password('cache-password'),
  };
}

export interface Release {
  readonly settings: Settings;
  readonly secrets: Secrets;
  /** Null where the chart's own operator makes the database. */
  readonly databaseUrl: string | null;
  /** Null where the chart brings Redis, or there is none. */
  readonly redisUrl: string | null;
  /** Certificates, in PEM, of whoever signs for the database and Redis, where Node does not know them. */
  readonly authorities?: string;
  /** The namespace and whatever must be in it before the release, by the cloud. */
  readonly namespace: KubernetesResource<'kubernetes_namespace_v1'>;
  readonly after?: readonly ITerraformDependable[];
  /** What this cloud knows and the chart wants. */
  readonly values: ChartValues;
}

export function makeNamespace(
  stack: TerraformStack,
  after: readonly ITerraformDependable[],
): KubernetesResource<'kubernetes_namespace_v1'> {
  const labels = { 'pod-security.kubernetes.io/enforce': 'restricted' };
  return new KubernetesResource(
    stack,
    'kubernetes_namespace_v1',
    'namespace',
    { metadata: { name: namespaceName, labels } },
    { dependsOn: after },
  );
}

/** Path of a chart within what is synthesised, so that this can be carried elsewhere. */
function chartAsset(stack: TerraformStack, id: string, folder: string): string {
  const from = path.resolve(import.meta.dirname, folder);
  return `./${new TerraformAsset(stack, id, { path: from, type: AssetType.DIRECTORY }).path}`;
}

/** Installs the chart of Eyrie, with its secrets, by the values that the cloud knows. */
export function installEyrie(stack: TerraformStack, release: Release): void {
  const { settings, secrets, namespace } = release;
  const inside = { namespace: namespace.get('metadata[0].name') };
  const secret = (name: string, data: Record<string, string>): ITerraformDependable =>
    new KubernetesResource(stack, 'kubernetes_secret_v1', `${name}-secret`, {
      metadata: { name, ...inside },
      data,
    });
  const before: ITerraformDependable[] = [
    ...(release.after ?? []),
    secret('master-key', { 'master-key': secrets.masterKey }),
    secret('owner', { 'owner-password': secrets.ownerPassword }),
  ];
  const values: ChartValues = {
    ...release.values,
    ...(settings.image ? { image: settings.image } : {}),
    publicUrl: `https://${settings.host}`,
    masterKey: { existingSecret: 'master-key' },
    owner: { email: settings.ownerEmail, existingSecret: 'owner' },
    ...sizeValues(settings),
  };
  if (release.databaseUrl !== null) {
    before.push(secret('database', { url: release.databaseUrl }));
    values.database = { mode: 'external', external: { existingSecret: 'database' } };
  }
  if (release.redisUrl !== null) {
    before.push(secret('redis', { url: release.redisUrl }));
    values.redis = { mode: 'external', external: { existingSecret: 'redis' } };
  }
  if (release.authorities !== undefined) {
    const metadata = { name: 'authorities', ...inside };
    const data = { 'ca.pem': release.authorities };
    before.push(
      new KubernetesResource(stack, 'kubernetes_config_map_v1', 'authorities', { metadata, data }),
    );
    values.trustedAuthorities = { existingConfigMap: 'authorities' };
  }
  new HelmResource(
    stack,
    'helm_release',
    'eyrie',
    {
      name: 'eyrie',
      ...inside,
      chart: chartAsset(stack, 'eyrie-chart', '../../helm/eyrie'),
      values: [JSON.stringify(values, null, 1)],
      // A release that does not become ready is taken back: the version before goes on.
      atomic: true,
      timeout: 2_400,
    },
    { dependsOn: before },
  );
  tell(stack, 'address', `https://${settings.host}`, 'Where dashboard and API are');
  tell(stack, 'owner', settings.ownerEmail, 'Log-in of the owner');
}

/** Objects of Kubernetes that are not Eyrie's own, where a cloud needs some. */
export function installManifests(
  stack: TerraformStack,
  release: {
    readonly name: string;
    readonly namespace: string;
    readonly objects: readonly object[];
    readonly after: readonly ITerraformDependable[];
  },
): ITerraformDependable {
  return new HelmResource(
    stack,
    'helm_release',
    release.name,
    {
      name: release.name,
      namespace: release.namespace,
      create_namespace: true,
      chart: chartAsset(stack, `${release.name}-chart`, '../charts/manifests'),
      values: [JSON.stringify({ objects: release.objects }, null, 1)],
      wait_for_jobs: true,
    },
    { dependsOn: release.after },
  );
}

function sizeValues({ size }: Settings): ChartValues {
  const { api } = sizes[size];
  return {
    autoscaling: { enabled: true, minReplicas: api.replicasMin, maxReplicas: api.replicasMax },
    resources: {
      requests: { cpu: api.cpu, memory: api.memory },
      limits: { memory: api.memory },
    },
  };
}
