import type { ApiKey } from '@eyrie/sdk';
import { Command, Option } from 'commander';
import { openCloud, withCloud, type CloudOptions } from '../access/cloud-access.ts';
import { example } from '../examples.ts';
import { wholeFrom } from '../terminal/option-values.ts';
import { minute, printJson } from '../terminal/print.ts';
import { table } from '../terminal/table.ts';
import { several, sitesGranted, whereGranted } from './granted.ts';

interface CreateOptions extends CloudOptions {
  name: string;
  role: 'admin' | 'operator' | 'viewer';
  site?: string[];
  days: number;
  forEver?: boolean;
}

/** `eyrie api-key …`: how programs log in. */
export function apiKeyCommand(): Command {
  const apiKey = new Command('api-key')
    .alias('api-keys')
    .description('API keys: how programs log in.');
  withCloud(
    apiKey
      .command('create')
      .description(
        'Make a key. Its secret is printed this once. It is for people who are logged in: no key makes another.',
      ),
  )
    .requiredOption('--name <name>', 'what it is for')
    .addOption(
      new Option('--role <role>').choices(['admin', 'operator', 'viewer']).default('viewer'),
    )
    .option('--site <site>', 'only there, by name or id; may be given several times', several)
    .option('--days <days>', 'how long it is good', wholeFrom(1, 366), 90)
    .option('--for-ever', 'it ends only when it is revoked')
    .action((options: CreateOptions) => create(options));
  const list = withCloud(
    apiKey.command('list').description('Every key, ended and revoked ones too.'),
  ).action(async (options: CloudOptions) => {
    const { eyrie } = await openCloud(options, process.env);
    const items = await eyrie.apiKeys.list({ page_size: 200 }).toArray();
    if (options.json) printJson({ items });
    else console.log(formatKeys(items));
  });
  example(list, 'eyrie api-key list', 'which keys there are, and when each was last used');
  withCloud(
    apiKey.command('revoke <key>').description('End a key, by its id, and what it logged in.'),
  ).action(async (id: string, options: CloudOptions) => {
    const { eyrie } = await openCloud(options, process.env);
    await eyrie.apiKeys.delete(id);
    if (options.json) printJson({ revoked: id });
    else console.log('It is revoked, and with it the tokens that it was exchanged for.');
  });
  return apiKey;
}

async function create(options: CreateOptions): Promise<void> {
  const { eyrie } = await openCloud(options, process.env);
  const { name, role } = options;
  const made = await eyrie.apiKeys.create({
    name,
    role,
    site_ids: await sitesGranted(eyrie, options.site),
    expires_in_seconds: options.forEver ? null : options.days * 86_400,
  });
  if (options.json) printJson(made);
  else console.log(made.secret);
}

function formatKeys(items: readonly ApiKey[]): string {
  const rows = items.map((key) => [
    key.id,
    key.name,
    key.role,
    whereGranted(key.site_ids),
    minute(key.last_used_at),
    key.revoked_at === null ? minute(key.expires_at) : 'revoked',
  ]);
  const header = [
    { title: 'KEY', narrow: 'whole' },
    'NAME',
    { title: 'ROLE', narrow: 'leave' },
    { title: 'WHERE', narrow: 'leave' },
    { title: 'LAST USED', narrow: 'leave' },
    'UNTIL',
  ] as const;
  return table(header, rows);
}
