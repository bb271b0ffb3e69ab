import type { ITerraformDependable } from 'cdktn';
import { GoogleResource } from '../../providers/google.gen.ts';
import type { Reference } from '../../providers/resource.ts';
import type { Secrets } from '../../release/eyrie-release.ts';
import { tell } from '../../release/tell.ts';
import type { Ground } from './ground.ts';

export interface EncryptionKey {
  readonly id: Reference;
  /** That Google's services may use it. */
  readonly ready: readonly ITerraformDependable[];
}

/** Google's own accounts, one for each service that encrypts with our key. They are there once its API was used. */
const services = {
  'container-engine-robot': 'cluster',
  'compute-system': 'nodes',
  'gcp-sa-cloud-sql': 'database',
  'cloud-redis': 'cache',
  'cloud-filer': 'media',
  'gcp-sa-secretmanager': 'secrets',
} as const;

/** One key of our own, for all that is kept. */
export function makeEncryptionKey({ stack, settings, projectNumber, apis }: Ground): EncryptionKey {
  const ring = new GoogleResource(
    stack,
    'google_kms_key_ring',
    'key-ring',
    { name: settings.name, location: settings.region },
    { dependsOn: apis },
  );
  const key = new GoogleResource(
    stack,
    'google_kms_crypto_key',
    'key',
    { name: settings.name, key_ring: ring.get('id'), rotation_period: '31536000s' },
    { lifecycle: { preventDestroy: true } },
  );
  const ready = Object.entries(services).map(
    ([service, part]) =>
      new GoogleResource(stack, 'google_kms_crypto_key_iam_member', `key-for-${part}`, {
        crypto_key_id: key.get('id'),
        role: 'roles/cloudkms.cryptoKeyEncrypterDecrypter',
        member: `serviceAccount:service-${projectNumber}@${service}.iam.gserviceaccount.com`,
      }),
  );
  return { id: key.get('id'), ready };
}

/** A copy outside of the cluster: without the master key no backup of the database can be used. */
export function keepSecrets(
  { stack, settings }: Ground,
  key: EncryptionKey,
  secrets: Secrets,
): void {
  const customer_managed_encryption = { kms_key_name: key.id };
  const replicas = [{ location: settings.region, customer_managed_encryption }];
  const secret = new GoogleResource(
    stack,
    'google_secret_manager_secret',
    'secrets',
    {
      secret_id: `${settings.name}-secrets`,
      replication: { user_managed: { replicas } },
      deletion_protection: true,
    },
    { dependsOn: key.ready },
  );
  new GoogleResource(stack, 'google_secret_manager_secret_version', 'secrets-now', {
    secret: secret.get('id'),
    secret_data: JSON.stringify(secrets),
  });
  const where = 'Where master key, passwords and the first password of the owner are kept';
  tell(stack, 'secrets', secret.get('name'), where);
}
