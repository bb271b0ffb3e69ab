import { readFileSync } from 'node:fs';
import path from 'node:path';
import { parse } from 'yaml';
import { chartValuesSchema } from './values-schema.ts';

export const chartFolder = path.resolve(import.meta.dirname, 'eyrie');

interface Described {
  readonly type?: string;
  readonly description?: string;
  readonly properties?: Readonly<Record<string, Described>>;
}

/** Each value that has a sentence of its own, with its default as values.yaml says it. */
function rows(schema: Described, defaults: unknown, prefix: string): string[] {
  return Object.entries(schema.properties ?? {}).flatMap(([name, inner]) => {
    const key = prefix === '' ? name : `${prefix}.${name}`;
    const value = (defaults as Record<string, unknown> | undefined)?.[name];
    if (inner.description === undefined) return rows(inner, value, key);
    return [`| \`${key}\` | ${shown(value)} | ${inner.description} |`];
  });
}

function shown(value: unknown): string {
  if (value === '' || value === undefined) return '';
  return `\`${typeof value === 'string' ? value : JSON.stringify(value)}\``;
}

/** README.md of the chart. */
export function chartReadme(): string {
  const defaults: unknown = parse(readFileSync(path.join(chartFolder, 'values.yaml'), 'utf8'));
  const schema = chartValuesSchema() as Described;
  return `# Helm chart of Eyrie

The control plane on Kubernetes 1.27 or newer: API and dashboard in three to ten replicas, migrations before each upgrade, and what
keeps both in bounds. Written by \`npm run generate\`.

## Try it

\`\`\`sh
helm install eyrie deploy/helm/eyrie --namespace eyrie --create-namespace \\
  --set masterKey.value="$(openssl rand -base64 32)" \\
  --set owner.email=you@example.org --set owner.password="$(openssl rand -base64 18)" \\
  --set database.mode=cloudnative-pg \\
  --set ingress.enabled=true --set ingress.host=eyrie.example.org \\
  --set ingress.tls.mode=cert-manager --set ingress.tls.issuerRef.name=letsencrypt
\`\`\`

CloudNativePG, an ingress controller and cert-manager must be there; \`database.external.url\` takes a Postgres (15 or newer) of your own,
under a role that may create roles.

## Keep it

- **Secrets** by name: \`masterKey.existingSecret\`, \`database.external.existingSecret\`, \`owner.existingSecret\`. Keep a copy of the master
  key outside of the cluster: without it nobody opens the keys in the database, a backup's neither. \`eyrie keys\` exchanges it.
- **Pictures and videos** lie on one volume that all replicas share, so its class must offer ReadWriteMany. It outlives an uninstall,
  and so do the chart's Secret and the database of CloudNativePG. An install that finds them takes them up again; with another
  \`masterKey.value\` than the one in that Secret it is refused.
- **Upgrades** run migrations first, while the version before serves; \`helm rollback\` brings the version back, not the schema, which
  the version before can work with (docs/migrations.md). Where migrations fail, nothing is exchanged and the job stays, for
  \`kubectl logs\`; with \`--rollback-on-failure\` Helm also goes back where new replicas do not get ready.
- **Autoscaling** that is switched on later brings the API down to one replica until the autoscaler has raised the number again, a
  matter of seconds and of starting replicas: Kubernetes takes a number that is no longer given as one. Do that in a quiet hour.
- **Names** of releases have letters, digits and hyphens, a letter first; long ones are cut, with a sum of the whole at their end.
- **Monitoring** is off until \`metrics.serviceMonitor\`, \`metrics.rules\` and \`metrics.dashboards\` are enabled and
  \`networkPolicy.monitoringFrom\` lets Prometheus in. What to do at an alert: docs/runbooks.

## Values

| value | default | what it is |
|---|---|---|
${rows(schema, defaults, '').join('\n')}
`;
}
