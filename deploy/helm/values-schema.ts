import { z } from 'zod';
import { environmentSchema } from '../../apps/cloud-api/src/configuration.ts';

/**
 * What may stand in values.yaml of the chart: `values.schema.json`, by which Helm refuses what does not
 * fit, and the table of the chart's README are written from it.
 */

const quantity = z
  .string()
  .regex(/^[0-9]+(\.[0-9]+)?(m|[KMGTP]i?|k)?$/)
  .or(z.number().positive());
const secretName = z.string().regex(/^([a-z0-9]([-a-z0-9.]*[a-z0-9])?)?$/);
const labels = z.record(z.string(), z.string());
const freeForm = z.record(z.string(), z.unknown());
const amounts = z
  .partialRecord(z.enum(['cpu', 'memory', 'ephemeral-storage']), quantity)
  .optional();
const resources = z.strictObject({ requests: amounts, limits: amounts });
const networkPeers = z.array(freeForm);

/** Variables that the chart sets itself, from values of their own. */
const setByChart = [
  'PORT',
  'HOST',
  'EYRIE_OPS_PORT',
  'EYRIE_OPS_HOST',
  'DATABASE_URL',
  'EYRIE_MASTER_KEY',
  'EYRIE_MASTER_KEY_FILE',
  'EYRIE_DATA',
  'S3_BUCKET',
  'S3_ENDPOINT',
  'S3_REGION',
  'S3_PREFIX',
  'S3_PATH_STYLE',
  'S3_ACCESS_KEY_ID',
  'S3_SECRET_ACCESS_KEY',
  'S3_SECRET_ACCESS_KEY_FILE',
  'EYRIE_PUBLIC_URL',
  'EYRIE_DASHBOARD_DIRECTORY',
  'EYRIE_OWNER_EMAIL',
  'EYRIE_OWNER_PASSWORD_FILE',
  'REDIS_URL',
] as const;

type Variable = keyof typeof environmentSchema.shape;

/** The cloud's variables that a user may set, as JSON Schema of what each takes. */
function configSchema(): z.core.JSONSchema.BaseSchema {
  const fixed = new Set<string>(setByChart);
  const { properties = {} } = z.toJSONSchema(environmentSchema, {
    io: 'input',
    unrepresentable: 'any',
  });
  const free = Object.entries(properties).filter(
    ([name]) => !fixed.has(name as Variable) && !name.endsWith('_FILE'),
  );
  // What is written as it is taken: a number may be quoted, as variables always are.
  const asWritten = free.map(([name, schema]): [string, z.core.JSONSchema._JSONSchema] => {
    if (typeof schema === 'boolean') return [name, schema];
    const { default: fallback, description, ...value } = schema;
    return [
      name,
      {
        description: `${description ?? ''}${fallback === undefined || fallback === '' ? '' : ` Default ${JSON.stringify(fallback)}.`}`,
        ...(value.type === 'number' || value.type === 'integer'
          ? { anyOf: [value, { type: 'string', pattern: '^[0-9]+(\\.[0-9]+)?$' }] }
          : value),
      },
    ];
  });
  return { type: 'object', properties: Object.fromEntries(asWritten), additionalProperties: false };
}

const described = z.strictObject({
  nameOverride: z.string().describe('Takes the place of the chart’s name in names and labels.'),
  fullnameOverride: z.string().describe('Takes the place of the whole name of all objects.'),
  image: z.strictObject({
    repository: z.string().min(1).describe('Where the image of the cloud is.'),
    tag: z.string().describe('Its tag; the version of the chart’s app when empty.'),
    digest: z
      .string()
      .regex(/^(sha256:[0-9a-f]{64})?$/)
      .describe('Its digest, which counts more than the tag.'),
    pullPolicy: z.enum(['Always', 'IfNotPresent', 'Never']).describe('When it is fetched.'),
    pullSecrets: z.array(secretName).describe('Names of Secrets for the registry.'),
  }),
  publicUrl: z
    .string()
    .regex(/^(https?:\/\/.+)?$/)
    .describe(
      'Address under which browsers and devices reach the cloud; that of ingress or route when empty.',
    ),
  config: z
    .record(z.string(), z.unknown())
    .describe(
      'Further variables of the cloud (docs/configuration.md), by their names. Unknown ones are refused.',
    ),
  trustedAuthorities: z.strictObject({
    existingConfigMap: secretName.describe(
      'ConfigMap with certificates of authorities that sign for the database and Redis, in PEM.',
    ),
    key: z.string().min(1).describe('Its key. It is mounted as /run/authorities/ca.pem.'),
  }),
  masterKey: z.strictObject({
    existingSecret: secretName.describe(
      'Secret with the key `master-key`: 32 random bytes in base64.',
    ),
    value: z
      .string()
      .regex(/^([A-Za-z0-9+/]{43}=)?$/)
      .describe('The key itself, for a trial.'),
  }),
  owner: z.strictObject({
    email: z
      .string()
      .regex(/^([^@\s]+@[^@\s]+)?$/)
      .describe('Log-in of the owner that the first start makes.'),
    existingSecret: secretName.describe('Secret with the key `owner-password`.'),
    password: z
      .string()
      .regex(/^(.{8,256})?$/)
      .describe('The password itself, for a trial.'),
  }),
  database: z.strictObject({
    mode: z
      .enum(['external', 'cloudnative-pg'])
      .describe('A Postgres that is there, or one that the CloudNativePG operator makes.'),
    external: z.strictObject({
      existingSecret: secretName.describe('Secret with the URL of the database.'),
      secretKey: z.string().min(1).describe('The key of the URL in it.'),
      url: z
        .string()
        .regex(/^(postgres(ql)?:\/\/.+)?$/)
        .describe('The URL itself, for a trial. Its role may create roles.'),
    }),
    cloudNativePg: z.strictObject({
      instances: z.int().min(1).max(9).describe('Postgres instances; three stand the loss of one.'),
      imageName: z.string().min(1).describe('Image of Postgres.'),
      storage: z.strictObject({
        size: quantity.describe('Volume of each instance.'),
        storageClass: z.string().describe('Its class; the cluster’s default when empty.'),
      }),
      walStorage: z.strictObject({ size: quantity.describe('Volume of the write-ahead log.') }),
      maxConnections: z.int().min(20).max(10_000).describe('Connections that Postgres takes.'),
      resources: resources.describe('Processor and memory of an instance.'),
      backup: z.strictObject({
        destinationPath: z
          .string()
          .regex(/^(s3:\/\/.+)?$/)
          .describe('Bucket for backups and the write-ahead log, such as s3://backups/eyrie.'),
        endpointUrl: z.string().describe('Where that is no bucket of Amazon’s.'),
        existingSecret: secretName.describe('Secret with ACCESS_KEY_ID and ACCESS_SECRET_KEY.'),
        retention: z
          .string()
          .regex(/^[1-9][0-9]*[dwm]$/)
          .describe('How long backups are kept.'),
        schedule: z.string().min(1).describe('When they are made (six fields, seconds first).'),
      }),
    }),
  }),
  redis: z.strictObject({
    mode: z
      .enum(['none', 'external', 'bundled'])
      .describe('Redis for wake-ups and limits; without one Postgres does both.'),
    external: z.strictObject({
      existingSecret: secretName.describe('Secret with the URL of Redis.'),
      secretKey: z.string().min(1).describe('The key of the URL in it.'),
      url: z
        .string()
        .regex(/^(rediss?:\/\/.+)?$/)
        .describe('The URL itself, for a trial.'),
    }),
    bundled: z.strictObject({
      image: z.string().min(1).describe('Image of Redis.'),
      existingSecret: secretName.describe('Secret with the key `password`.'),
      maxMemory: z
        .string()
        .regex(/^[0-9]+(kb|mb|gb)$/)
        .describe('Memory for data.'),
      resources: resources.describe('Processor and memory.'),
    }),
  }),
  media: z.strictObject({
    existingClaim: secretName.describe('Volume claim for pictures and videos that is there.'),
    size: quantity.describe('Size of the claim that the chart makes otherwise.'),
    storageClass: z.string().describe('Its class; the cluster’s default when empty.'),
    accessModes: z
      .array(z.enum(['ReadWriteOnce', 'ReadWriteMany', 'ReadWriteOncePod']))
      .min(1)
      .describe('All replicas share it, so several of them need ReadWriteMany.'),
    s3: z.strictObject({
      bucket: z
        .string()
        .regex(/^([a-z0-9][a-z0-9.-]{1,61}[a-z0-9])?$/)
        .describe('Bucket for pictures and videos, instead of a volume; none when empty.'),
      endpoint: z
        .string()
        .regex(/^(https?:\/\/.+)?$/)
        .describe('Origin of the S3 service; Amazon’s when empty.'),
      region: z.string().min(1).describe('Its region.'),
      prefix: z.string().describe('Before all names in the bucket.'),
      pathStyle: z
        .boolean()
        .describe('Whether the bucket stands in the path, and not in the host’s name.'),
      credentials: z
        .enum(['secret', 'role'])
        .describe(
          'Who the pods are to the service: a key in a Secret, or the role of their service account (EKS Pod Identity, IRSA).',
        ),
      existingSecret: secretName.describe(
        'Secret with ACCESS_KEY_ID and ACCESS_SECRET_KEY, where a key is used.',
      ),
      incomingSize: quantity.describe(
        'Room on the node for what is coming in, and for exports while they are written: more than the largest of them.',
      ),
    }),
  }),
  serviceAccount: z.strictObject({
    annotations: z
      .record(z.string(), z.string())
      .describe('Of the service account, such as eks.amazonaws.com/role-arn for IRSA.'),
  }),
  replicas: z.int().min(0).max(100).describe('Replicas where autoscaling is off.'),
  autoscaling: z.strictObject({
    enabled: z.boolean().describe('Whether the number of replicas follows the processor.'),
    minReplicas: z.int().min(1).max(100).describe('At least so many.'),
    maxReplicas: z.int().min(1).max(100).describe('At most so many.'),
    targetCpuPercent: z
      .int()
      .min(10)
      .max(95)
      .describe('Processor, in percent of what a replica requests.'),
  }),
  podDisruptionBudget: z.strictObject({
    enabled: z.boolean().describe('Whether a drain of nodes must leave replicas standing.'),
    maxUnavailable: z
      .int()
      .min(1)
      .or(z.string().regex(/^[1-9][0-9]?%$/))
      .describe('How many may be missing meanwhile.'),
  }),
  resources: resources.describe('Processor and memory of a replica.'),
  migrations: z.strictObject({
    enabled: z.boolean().describe('Whether a job migrates before replicas are exchanged.'),
    activeDeadlineSeconds: z.int().min(60).max(86_400).describe('How long it may take.'),
    backoffLimit: z.int().min(0).max(10).describe('How often it is tried again.'),
  }),
  service: z.strictObject({
    type: z.enum(['ClusterIP', 'NodePort', 'LoadBalancer']).describe('Kind of the service.'),
    port: z.int().min(1).max(65_535).describe('Its port.'),
    nodePort: z
      .int()
      .min(30_000)
      .max(32_767)
      .or(z.literal(0))
      .describe('Its port on the nodes, for the type NodePort; 0 takes a free one.'),
    annotations: labels.describe('Its annotations.'),
  }),
  ingress: z.strictObject({
    enabled: z.boolean().describe('Whether an Ingress is made.'),
    className: z.string().describe('Class of the ingress controller.'),
    host: z.string().describe('The host under which the cloud is reached.'),
    annotations: labels.describe('Annotations for the controller.'),
    tls: z.strictObject({
      mode: z
        .enum(['none', 'secret', 'cert-manager'])
        .describe('Where the certificate comes from. Devices want one.'),
      existingSecret: secretName.describe('Secret with the certificate.'),
      issuerRef: z.strictObject({
        kind: z.enum(['ClusterIssuer', 'Issuer']).describe('Kind of cert-manager’s issuer.'),
        name: z.string().describe('Its name.'),
      }),
    }),
  }),
  httpRoute: z.strictObject({
    enabled: z.boolean().describe('Whether an HTTPRoute of the Gateway API is made.'),
    hostnames: z.array(z.string().min(1)).describe('Hosts under which the cloud is reached.'),
    parentRefs: z
      .array(z.looseObject({ name: z.string().min(1) }))
      .describe('Gateways it belongs to.'),
  }),
  networkPolicy: z.strictObject({
    enabled: z.boolean().describe('Whether pods may talk only to whom they must.'),
    clientsFrom: networkPeers.describe('Who may reach the API (peers); everybody when empty.'),
    monitoringFrom: networkPeers.describe('Who may read metrics (peers); nobody when empty.'),
    extraEgress: z.array(freeForm).describe('Further rules for what the cloud may reach.'),
  }),
  metrics: z.strictObject({
    serviceMonitor: z.strictObject({
      enabled: z.boolean().describe('Whether a ServiceMonitor is made (Prometheus operator).'),
      interval: z
        .string()
        .regex(/^[1-9][0-9]*(ms|s|m)$/)
        .describe('How often metrics are read.'),
      labels: labels.describe('Labels by which Prometheus finds it.'),
    }),
    rules: z.strictObject({
      enabled: z.boolean().describe('Whether the alert rules are installed.'),
      labels: labels.describe('Labels by which Prometheus finds them.'),
    }),
    dashboards: z.strictObject({
      enabled: z.boolean().describe('Whether Grafana’s dashboards are installed.'),
      labels: labels.describe('Labels by which Grafana’s sidecar finds them.'),
    }),
  }),
  podAnnotations: labels.describe('Annotations of the API’s pods.'),
  podLabels: labels.describe('Labels of the API’s pods.'),
  nodeSelector: labels.describe('Nodes that pods may run on.'),
  tolerations: z.array(freeForm).describe('Taints that pods bear.'),
  affinity: freeForm.describe('What pods want to be near to.'),
  priorityClassName: z.string().describe('Priority of pods.'),
  terminationGracePeriodSeconds: z
    .int()
    .min(10)
    .max(600)
    .describe('Time for a replica to end what is under way.'),
});

type SomeOf<T> = T extends readonly unknown[]
  ? T
  : T extends object
    ? { -readonly [Key in keyof T]?: SomeOf<T[Key]> }
    : T;

/** Values that somebody sets: everything else has a default. Of the cloud's variables those that are the user's to set. */
export type ChartValues = SomeOf<Omit<z.input<typeof described>, 'config'>> & {
  config?: Partial<Record<Exclude<Variable, (typeof setByChart)[number]>, string>>;
};

/** JSON Schema (draft 7, which every Helm knows) of values.yaml. */
export function chartValuesSchema(): Record<string, unknown> {
  const schema = z.toJSONSchema(described, { target: 'draft-7', io: 'input' });
  const properties = schema.properties ?? {};
  const config = properties['config'];
  const description = typeof config === 'object' ? config.description : undefined;
  return {
    ...schema,
    title: 'Values of the Eyrie chart',
    // Helm adds `global` where the chart is a part of another one. Everything else has a default.
    required: undefined,
    properties: {
      ...properties,
      config: { ...configSchema(), ...(description === undefined ? {} : { description }) },
      global: { type: 'object' },
    },
  };
}
