import { AwsResource } from '../../providers/aws.gen.ts';
import type { Reference } from '../../providers/resource.ts';
import { makeRole, type Ground } from './ground.ts';

/** Every day a copy of all that cannot be made anew, in a vault of its own; the database has its log beside it. */
export function keepBackups(ground: Ground, key: Reference, of: readonly Reference[]): void {
  const { stack, settings } = ground;
  const vault = new AwsResource(
    stack,
    'aws_backup_vault',
    'backups',
    { name: `${settings.name}-backups`, kms_key_arn: key },
    { lifecycle: { preventDestroy: true } },
  );
  const plan = new AwsResource(stack, 'aws_backup_plan', 'backup-plan', {
    name: `${settings.name}-daily`,
    rule: [
      {
        rule_name: 'daily',
        target_vault_name: vault.get('name'),
        schedule: 'cron(0 3 * * ? *)',
        lifecycle: { delete_after: settings.backupDays },
      },
    ],
  });
  const role = makeRole(ground, 'backup-role', 'backup.amazonaws.com', [
    'service-role/AWSBackupServiceRolePolicyForBackup',
    'service-role/AWSBackupServiceRolePolicyForRestores',
    'AWSBackupServiceRolePolicyForS3Backup',
    'AWSBackupServiceRolePolicyForS3Restore',
  ]);
  new AwsResource(stack, 'aws_backup_selection', 'backed-up', {
    name: `${settings.name}-all`,
    plan_id: plan.get('id'),
    iam_role_arn: role.arn,
    resources: of,
  });
}
