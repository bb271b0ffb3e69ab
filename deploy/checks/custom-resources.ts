import { z } from 'zod';
import type { Manifest } from './helm.ts';

/**
 * The fields of operators' kinds that the chart uses, as their definitions have them (CloudNativePG
 * 1.24, Prometheus operator 0.75, Gateway API 1.1). Anything else is an unknown field.
 */
const metadata = z.strictObject({
  name: z.string(),
  labels: z.record(z.string(), z.string()).optional(),
  annotations: z.record(z.string(), z.string()).optional(),
});
const selector = z.strictObject({ matchLabels: z.record(z.string(), z.string()) });
const volume = z.strictObject({ size: z.string(), storageClass: z.string().optional() });
const secretKey = z.strictObject({ name: z.string(), key: z.string() });
const compression = z.strictObject({ compression: z.enum(['gzip', 'bzip2', 'snappy']) });

const kinds = {
  'postgresql.cnpg.io/v1/Cluster': z.strictObject({
    instances: z.int().min(1),
    imageName: z.string(),
    primaryUpdateStrategy: z.enum(['unsupervised', 'supervised']),
    storage: volume,
    walStorage: volume,
    bootstrap: z.strictObject({
      initdb: z.strictObject({
        database: z.string(),
        owner: z.string(),
        postInitApplicationSQL: z.array(z.string()),
      }),
    }),
    postgresql: z.strictObject({ parameters: z.record(z.string(), z.string()) }),
    resources: z.record(z.enum(['requests', 'limits']), z.record(z.string(), z.string())),
    backup: z
      .strictObject({
        retentionPolicy: z.string().regex(/^[1-9][0-9]*[dwm]$/),
        barmanObjectStore: z.strictObject({
          destinationPath: z.string(),
          endpointURL: z.string().optional(),
          s3Credentials: z.strictObject({ accessKeyId: secretKey, secretAccessKey: secretKey }),
          wal: compression,
          data: compression,
        }),
      })
      .optional(),
  }),
  'postgresql.cnpg.io/v1/ScheduledBackup': z.strictObject({
    schedule: z.string().regex(/^(\S+ ){5}\S+$/),
    backupOwnerReference: z.enum(['none', 'self', 'cluster']),
    immediate: z.boolean(),
    cluster: z.strictObject({ name: z.string() }),
  }),
  'monitoring.coreos.com/v1/ServiceMonitor': z.strictObject({
    jobLabel: z.string(),
    selector,
    endpoints: z.array(
      z.strictObject({ port: z.string(), path: z.string(), interval: z.string() }),
    ),
  }),
  'monitoring.coreos.com/v1/PrometheusRule': z.strictObject({
    groups: z
      .array(
        z.strictObject({
          name: z.string(),
          interval: z.string().optional(),
          rules: z
            .array(
              z.strictObject({
                alert: z.string().optional(),
                record: z.string().optional(),
                expr: z.string(),
                for: z.string().optional(),
                keep_firing_for: z.string().optional(),
                labels: z.record(z.string(), z.string()).optional(),
                annotations: z.record(z.string(), z.string()).optional(),
              }),
            )
            .min(1),
        }),
      )
      .min(1),
  }),
  'gateway.networking.k8s.io/v1/HTTPRoute': z.strictObject({
    parentRefs: z.array(z.strictObject({ name: z.string(), namespace: z.string().optional() })),
    hostnames: z.array(z.string()),
    rules: z.array(
      z.strictObject({
        matches: z.array(
          z.strictObject({
            path: z.strictObject({ type: z.enum(['PathPrefix', 'Exact']), value: z.string() }),
          }),
        ),
        backendRefs: z.array(z.strictObject({ name: z.string(), port: z.int() })),
      }),
    ),
  }),
} satisfies Record<string, z.ZodType>;

/** What is wrong with an operator's kind; a kind that nobody described is wrong, too. */
export function customResourceErrors(manifest: Manifest): string[] {
  const name = `${manifest.apiVersion}/${manifest.kind}`;
  const spec = name in kinds ? kinds[name as keyof typeof kinds] : null;
  if (spec === null) return [`${name} is a kind that no check knows.`];
  const schema = z.strictObject({
    apiVersion: z.string(),
    kind: z.string(),
    metadata,
    spec: spec as z.ZodType,
  });
  const { error } = schema.safeParse(manifest);
  return error ? [`${name}: ${z.prettifyError(error)}`] : [];
}
