import { AwsResource } from '../../providers/aws.gen.ts';
import type { Reference } from '../../providers/resource.ts';
import type { Secrets } from '../../release/eyrie-release.ts';
import { tell } from '../../release/tell.ts';
import type { Ground } from './ground.ts';

/** One key of our own, for all that is kept. */
export function makeEncryptionKey({ stack, settings }: Ground): Reference {
  const key = new AwsResource(
    stack,
    'aws_kms_key',
    'key',
    {
      description: `All that ${settings.name} keeps`,
      enable_key_rotation: true,
      deletion_window_in_days: 30,
    },
    { lifecycle: { preventDestroy: true } },
  );
  new AwsResource(stack, 'aws_kms_alias', 'key-name', {
    name: `alias/${settings.name}`,
    target_key_id: key.get('id'),
  });
  return key.get('arn');
}

/** A copy outside of the cluster: without the master key no backup of the database can be used. */
export function keepSecrets({ stack, settings }: Ground, key: Reference, secrets: Secrets): void {
  const secret = new AwsResource(
    stack,
    'aws_secretsmanager_secret',
    'secrets',
    { name: `${settings.name}/secrets`, kms_key_id: key, recovery_window_in_days: 30 },
    { lifecycle: { preventDestroy: true } },
  );
  new AwsResource(stack, 'aws_secretsmanager_secret_version', 'secrets-now', {
    secret_id: secret.get('id'),
    secret_string: JSON.stringify(secrets),
  });
  tell(
    stack,
    'secrets',
    secret.get('arn'),
    'Where master key, passwords and the first password of the owner are kept',
  );
}
