import { deviceRoleSchema, type DeviceRole } from '@eyrie/contracts';
import type { CreatedProvisioningToken, ProvisioningToken } from '@eyrie/sdk';
import { Command, Option } from 'commander';
import { openCloud, withCloud, type CloudOptions } from '../access/cloud-access.ts';
import { example } from '../examples.ts';
import { wholeFrom } from '../terminal/option-values.ts';
import { printJson } from '../terminal/print.ts';
import { table } from '../terminal/table.ts';
import { siteNamed } from './named.ts';

interface CreateOptions extends CloudOptions {
  site?: string;
  role: DeviceRole;
  name: string;
  days: number;
  uses: number;
  claims?: number;
}

/** `eyrie token …`: the rights to enrol devices. */
export function tokenCommand(): Command {
  const token = new Command('token')
    .alias('tokens')
    .description('Provisioning tokens: what lets devices enrol.');
  const make = withCloud(
    token
      .command('create')
      .description(
        'Make a token for one device, for several (which then wait for approval), or many claims.\nThe secret is printed this once.',
      ),
  )
    .option('--site <site>', 'by name or id; default: the only one')
    .addOption(new Option('--role <role>').choices(deviceRoleSchema.options).default('worker'))
    .requiredOption('--name <name>', 'of the device; of several, what their names begin with')
    .option('--days <days>', 'how long it is good', wholeFrom(1), 7)
    .option('--uses <count>', 'for how many devices', wholeFrom(1), 1)
    .option('--claims <count>', 'single-use claims, one for each of many cards', wholeFrom(1))
    .action((options: CreateOptions) => create(options));
  example(make, 'eyrie token create --site Ridge --name north', 'for one worker');
  example(make, 'eyrie token create --site Ridge --name card --claims 3 --json', 'for three cards');
  const list = withCloud(
    token.command('list').description('Every token, used and revoked ones too.'),
  ).action(async (options: CloudOptions) => {
    const { eyrie } = await openCloud(options, process.env);
    const items = await eyrie.provisioning.tokens({ page_size: 200 }).toArray();
    if (options.json) printJson({ items });
    else console.log(formatTokens(items));
  });
  example(list, 'eyrie token list', 'what was given out, and what of it was used');
  withCloud(token.command('revoke <token>').description('End a token, by its id.')).action(
    async (id: string, options: CloudOptions) => {
      const { eyrie } = await openCloud(options, process.env);
      await eyrie.provisioning.deleteToken(id);
      if (options.json) printJson({ revoked: id });
      else console.log('It is revoked, for those too that wait by it.');
    },
  );
  return token;
}

async function create(options: CreateOptions): Promise<void> {
  const { eyrie } = await openCloud(options, process.env);
  const { id: site_id } = await siteNamed(eyrie, options.site);
  const { role, name, claims, uses: uses_max } = options;
  const common = { site_id, role, expires_in_seconds: options.days * 86_400 };
  if (claims !== undefined) {
    const items = await eyrie.provisioning.createClaims({
      ...common,
      name_prefix: name,
      count: claims,
    });
    tell(options, { items }, items);
    return;
  }
  const made = await eyrie.provisioning.createToken({ ...common, device_name: name, uses_max });
  tell(options, made, [made]);
}

/** Names and secrets, one a line, so that a script can take them apart. */
function tell(
  { json }: CloudOptions,
  answer: unknown,
  items: readonly CreatedProvisioningToken[],
): void {
  if (json) printJson(answer);
  else for (const { device_name: name, secret } of items) console.log(`${name}\t${secret}`);
}

function formatTokens(items: readonly ProvisioningToken[]): string {
  const rows = items.map((token) => [
    token.id,
    token.role,
    token.device_name,
    `${token.uses}/${token.uses_max}`,
    token.approval,
    token.revoked_at === null ? token.expires_at.slice(0, 16) : 'revoked',
  ]);
  const header = [
    { title: 'TOKEN', narrow: 'whole' },
    { title: 'ROLE', narrow: 'leave' },
    'NAME',
    { title: 'USED', narrow: 'whole' },
    { title: 'APPROVAL', narrow: 'leave' },
    'UNTIL',
  ] as const;
  return table(header, rows);
}
