import { TerraformStack, TerraformVariable, type ITerraformDependable } from 'cdktn';
import type { Construct } from 'constructs';
import type { ChartValues } from '../../../helm/values-schema.ts';
import { HelmProvider } from '../../providers/helm.gen.ts';
import { KubernetesProvider, KubernetesResource } from '../../providers/kubernetes.gen.ts';
import { RandomProvider } from '../../providers/random.gen.ts';
import { installEyrie, makeNamespace, makeSecrets } from '../../release/eyrie-release.ts';
import { tell } from '../../release/tell.ts';
import type { ExistingSettings } from '../../settings.ts';
import { sizes } from '../../sizes.ts';

type Namespace = KubernetesResource<'kubernetes_namespace_v1'>;

/** Eyrie in a cluster that is there, with its ingress controller, cert-manager, storage and, where wanted, CloudNativePG. */
export class EyrieOnExisting extends TerraformStack {
  constructor(scope: Construct, settings: ExistingSettings) {
    super(scope, settings.name);
    const size = sizes[settings.size];
    this.keepStateAndConfigure(settings);

    const secrets = makeSecrets(this);
    tell(
      this,
      'secrets',
      'Secrets master-key and owner in the namespace eyrie',
      'Copy them elsewhere',
    );
    const namespace = makeNamespace(this, []);
    const isOwn = settings.database === 'url';
    const cache = this.secret(namespace, 'redis-password', { password: secrets.cachePassword });
    const backup = isOwn ? null : this.backupSecret(namespace);
    installEyrie(this, {
      settings,
      secrets,
      databaseUrl: isOwn ? this.ask('database_url', 'URL of a Postgres, in postgresql://') : null,
      redisUrl: null,
      namespace,
      after: backup === null ? [cache] : [cache, backup],
      values: {
        ...(isOwn ? {} : { database: cloudNativePg(settings) }),
        redis: {
          mode: 'bundled',
          bundled: { existingSecret: 'redis-password', maxMemory: `${size.cacheGib}gb` },
        },
        media: { storageClass: settings.storageClass, size: `${size.mediaTib}Ti` },
        ingress: {
          enabled: true,
          className: settings.ingress.className,
          host: settings.host,
          tls: {
            mode: 'cert-manager',
            issuerRef: { kind: 'ClusterIssuer', name: settings.ingress.clusterIssuer },
          },
        },
        networkPolicy: { enabled: true, clientsFrom: [fromNamespace(settings.ingress.namespace)] },
      },
    });
  }

  private backupSecret(namespace: Namespace): ITerraformDependable {
    return this.secret(namespace, 'database-backup', {
      ACCESS_KEY_ID: this.ask('backup_access_key', 'Key of the bucket for backups'),
      ACCESS_SECRET_KEY: this.ask('backup_secret_key', 'Secret of that key'),
    });
  }

  private secret(
    namespace: Namespace,
    name: string,
    data: Record<string, string>,
  ): ITerraformDependable {
    const metadata = { name, namespace: namespace.get('metadata[0].name') };
    const takes = { metadata, data };
    return new KubernetesResource(this, 'kubernetes_secret_v1', `${name}-secret`, takes);
  }

  private ask(name: string, description: string): string {
    const settings = { type: 'string', description, sensitive: true };
    return new TerraformVariable(this, name, settings).stringValue;
  }

  private keepStateAndConfigure({ kubeconfig, state, name }: ExistingSettings): void {
    const access = { config_path: kubeconfig.path, config_context: kubeconfig.context };
    // CDK Terrain has no class for this backend.
    this.addOverride('terraform.backend.kubernetes', {
      secret_suffix: name,
      namespace: state.namespace,
      ...access,
    });
    new KubernetesProvider(this, 'kubernetes', KubernetesProvider.binding, access);
    new HelmProvider(this, 'helm', HelmProvider.binding, { kubernetes: access });
    new RandomProvider(this, 'random', RandomProvider.binding, {});
  }
}

function fromNamespace(name: string): Record<string, unknown> {
  return { namespaceSelector: { matchLabels: { 'kubernetes.io/metadata.name': name } } };
}

/** Three instances in as many zones as there are, with the write-ahead log in a bucket. */
function cloudNativePg({
  size,
  databaseBackup,
}: ExistingSettings): NonNullable<ChartValues['database']> {
  const { cpu, memoryGib, storageGib } = sizes[size].database;
  const memory = `${memoryGib}Gi`;
  return {
    mode: 'cloudnative-pg',
    cloudNativePg: {
      instances: 3,
      storage: { size: `${storageGib}Gi` },
      resources: { requests: { cpu: String(cpu), memory }, limits: { memory } },
      ...(databaseBackup === undefined
        ? {}
        : {
            backup: {
              destinationPath: databaseBackup.destination,
              endpointUrl: databaseBackup.endpoint,
              existingSecret: 'database-backup',
              retention: `${databaseBackup.days}d`,
            },
          }),
    },
  };
}
