import {
  createdClaimsSchema,
  createdProvisioningTokenSchema,
  deviceRoleSchema,
  provisioningTokenPageSchema,
  type CreatedProvisioningToken,
  type ProvisioningToken,
} from '@eyrie/contracts';
import { Command, InvalidArgumentError, Option } from 'commander';
import { CloudAccess, withCloud, type CloudOptions } from './cloud-access.ts';
import { siteNamed } from './site-named.ts';
import { table } from '../terminal/table.ts';

interface CreateOptions extends CloudOptions {
  site?: string;
  role: string;
  name: string;
  days: number;
  uses: number;
  claims?: number;
}

/** `eyrie token …`: the rights to enrol devices. */
export function tokenCommand(): Command {
  const token = new Command('token').description('Provisioning tokens: what lets devices enrol.');
  withCloud(
    token
      .command('create')
      .description(
        'Make a token for one device, for several (which then wait for approval), or many claims.\nThe secret is printed this once.',
      ),
  )
    .option('--site <site>', 'by name or id')
    .addOption(new Option('--role <role>').choices(deviceRoleSchema.options).default('worker'))
    .requiredOption('--name <name>', 'of the device; of several, what their names begin with')
    .option('--days <days>', 'how long it is good', whole, 7)
    .option('--uses <count>', 'for how many devices', whole, 1)
    .option('--claims <count>', 'single-use claims, one for each of many cards', whole)
    .action((options: CreateOptions) => create(options));
  withCloud(token.command('list').description('Every token, used and revoked ones too.')).action(
    async (options: CloudOptions) => {
      const cloud = await CloudAccess.open(options, process.env);
      const items = await cloud.list('/v1/provisioning-tokens', provisioningTokenPageSchema);
      console.log(options.json ? JSON.stringify({ items }, null, 2) : formatTokens(items));
    },
  );
  withCloud(token.command('revoke <token>').description('End a token, by its id.')).action(
    async (id: string, options: CloudOptions) => {
      const cloud = await CloudAccess.open(options, process.env);
      await cloud.delete(`/v1/provisioning-tokens/${encodeURIComponent(id)}`);
      if (!options.json) console.log('It is revoked, for those too that wait by it.');
    },
  );
  return token;
}

async function create(options: CreateOptions): Promise<void> {
  const cloud = await CloudAccess.open(options, process.env);
  const { id: site_id } = await siteNamed(cloud, options.site);
  const common = { site_id, role: options.role, expires_in_seconds: options.days * 86_400 };
  if (options.claims !== undefined) {
    const body = { ...common, name_prefix: options.name, count: options.claims };
    const made = await cloud.post('/v1/provisioning-tokens/claims', createdClaimsSchema, body);
    tell(options, made, made.items);
    return;
  }
  const body = { ...common, device_name: options.name, uses_max: options.uses };
  const made = await cloud.post('/v1/provisioning-tokens', createdProvisioningTokenSchema, body);
  tell(options, made, [made]);
}

/** Names and secrets, one a line, so that a script can take them apart. */
function tell(
  { json }: CloudOptions,
  answer: unknown,
  items: readonly CreatedProvisioningToken[],
): void {
  if (json) console.log(JSON.stringify(answer, null, 2));
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
  return table(['TOKEN', 'ROLE', 'NAME', 'USED', 'APPROVAL', 'UNTIL'], rows);
}

function whole(text: string): number {
  const value = Number(text);
  if (!Number.isInteger(value) || value < 1) throw new InvalidArgumentError('A whole number.');
  return value;
}
