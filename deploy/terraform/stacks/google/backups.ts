import { GoogleResource } from '../../providers/google.gen.ts';
import { makeAccount, type Ground } from './ground.ts';
import { mediaShare, type MediaStore } from './media-store.ts';

/**
 * The database puts itself away (database.ts). Filestore has no plan for backups, so a workflow makes one every day and
 * forgets the one that is too old.
 */
export function keepBackups(ground: Ground, media: MediaStore): void {
  const { stack, settings, apis } = ground;
  const roles = ['roles/file.editor', 'roles/workflows.invoker', 'roles/logging.logWriter'];
  const service_account_email = makeAccount(ground, 'backups', roles);
  const workflow = new GoogleResource(
    stack,
    'google_workflows_workflow',
    'backups',
    {
      name: `${settings.name}-backups`,
      region: settings.region,
      description: 'A backup of pictures and videos every day',
      service_account: service_account_email,
      deletion_protection: true,
      call_log_level: 'LOG_ERRORS_ONLY',
      user_env_vars: {
        INSTANCE: media.id,
        LOCATION: `projects/${settings.project}/locations/${settings.region}`,
        DAYS: String(settings.backupDays),
      },
      // A dollar of the workflow's own is none of Terraform's.
      source_contents: JSON.stringify(backupOfTheDay, null, 1).replaceAll('${', () => '$${'),
    },
    { dependsOn: apis },
  );
  new GoogleResource(stack, 'google_cloud_scheduler_job', 'daily-backup', {
    name: `${settings.name}-daily-backup`,
    region: settings.region,
    schedule: '0 3 * * *',
    time_zone: 'Etc/UTC',
    retry_config: { retry_count: 3 },
    http_target: {
      http_method: 'POST',
      uri: `https://workflowexecutions.googleapis.com/v1/${workflow.get('id')}/executions`,
      oauth_token: { service_account_email },
    },
  });
}

const auth = { type: 'OAuth2' };
const dayOf = (seconds: string): string =>
  `\${text.replace_all(text.substring(time.format(${seconds}), 0, 10), "-", "")}`;

const backupOfTheDay = {
  main: {
    steps: [
      {
        days: {
          assign: [
            { today: dayOf('sys.now()') },
            { tooOld: dayOf('sys.now() - 86400 * int(sys.get_env("DAYS"))') },
            {
              backups:
                '${"https://file.googleapis.com/v1/" + sys.get_env("LOCATION") + "/backups"}',
            },
          ],
        },
      },
      {
        make: {
          call: 'http.post',
          args: {
            url: '${backups + "?backupId=eyrie-" + today}',
            auth,
            body: { sourceInstance: '${sys.get_env("INSTANCE")}', sourceFileShare: mediaShare },
          },
        },
      },
      {
        forget: {
          try: { call: 'http.delete', args: { url: '${backups + "/eyrie-" + tooOld}', auth } },
          except: {
            as: 'answer',
            steps: [
              // In the first weeks there is none that is too old.
              { none: { switch: [{ condition: '${answer.code == 404}', return: 'none' }] } },
              { other: { raise: '${answer}' } },
            ],
          },
        },
      },
    ],
  },
};
