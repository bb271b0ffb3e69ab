import type { Invitation } from '@eyrie/sdk';
import { Command, Option } from 'commander';
import { openCloud, withCloud, type CloudOptions } from '../access/cloud-access.ts';
import { example } from '../examples.ts';
import { wholeFrom } from '../terminal/option-values.ts';
import { minute, printJson } from '../terminal/print.ts';
import { table } from '../terminal/table.ts';
import { several, sitesGranted, whereGranted } from './granted.ts';

interface CreateOptions extends CloudOptions {
  role: 'owner' | 'admin' | 'operator' | 'viewer';
  site?: string[];
  days: number;
}

/** `eyrie invitation …`: how people come into an organisation. */
export function invitationCommand(): Command {
  const invitation = new Command('invitation')
    .alias('invitations')
    .description('Invitations: how people come into the organisation.');
  const make = withCloud(
    invitation
      .command('create <email>')
      .description('Invite somebody by mail; where the cloud sends none, the link is printed.'),
  )
    .addOption(
      new Option('--role <role>')
        .choices(['owner', 'admin', 'operator', 'viewer'])
        .default('viewer'),
    )
    .option('--site <site>', 'only there, by name or id; may be given several times', several)
    .option('--days <days>', 'how long it is good', wholeFrom(1, 30), 7)
    .action((email: string, options: CreateOptions) => create(email, options));
  example(
    make,
    'eyrie invitation create warden@example.org --role operator --site Ridge',
    'who works at one site',
  );
  const list = withCloud(
    invitation.command('list').description('Every invitation, accepted and revoked ones too.'),
  ).action(async (options: CloudOptions) => {
    const { eyrie } = await openCloud(options, process.env);
    const items = await eyrie.people.invitations({ page_size: 200 }).toArray();
    if (options.json) printJson({ items });
    else console.log(formatInvitations(items));
  });
  example(list, 'eyrie invitation list', 'who was invited, and who came');
  withCloud(
    invitation.command('revoke <invitation>').description('End an invitation, by its id.'),
  ).action(async (id: string, options: CloudOptions) => {
    const { eyrie } = await openCloud(options, process.env);
    await eyrie.people.withdraw(id);
    if (options.json) printJson({ revoked: id });
    else console.log('Its link lets nobody in any more.');
  });
  return invitation;
}

async function create(email: string, options: CreateOptions): Promise<void> {
  const { eyrie } = await openCloud(options, process.env);
  const made = await eyrie.people.invite({
    email,
    role: options.role,
    site_ids: await sitesGranted(eyrie, options.site),
    expires_in_seconds: options.days * 86_400,
  });
  if (options.json) printJson(made);
  else if (made.link === null) console.log(`A mail with the link is on its way to ${email}.`);
  else console.log(made.link);
}

function formatInvitations(items: readonly Invitation[]): string {
  const rows = items.map((one) => [
    one.id,
    one.email,
    one.role,
    whereGranted(one.site_ids),
    stateOf(one),
  ]);
  const header = [
    { title: 'INVITATION', narrow: 'whole' },
    'EMAIL',
    { title: 'ROLE', narrow: 'leave' },
    { title: 'WHERE', narrow: 'leave' },
    'STATE',
  ] as const;
  return table(header, rows);
}

function stateOf({ accepted_at, revoked_at, expires_at }: Invitation): string {
  if (accepted_at !== null) return `accepted ${minute(accepted_at)}`;
  if (revoked_at !== null) return 'revoked';
  return `until ${minute(expires_at)}`;
}
