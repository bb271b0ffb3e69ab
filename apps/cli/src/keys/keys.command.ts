import { Command } from 'commander';
import { z } from 'zod';
import { runCloudProgram } from '../cloud/cloud-program.ts';
import { table } from '../terminal/table.ts';

const reportSchema = z.object({
  signing_keys: z.array(
    z.object({
      id: z.string(),
      purpose: z.string(),
      state: z.enum(['announced', 'signs', 'verifies', 'over', 'dropped']),
      signs_from: z.iso.datetime(),
      dropped_at: z.iso.datetime().nullable(),
    }),
  ),
  master_keys: z.array(
    z.object({
      id: z.string(),
      state: z.enum(['seals', 'being-left', 'left']),
      total: z.number().nullable(),
      done: z.number().nullable(),
    }),
  ),
});
type Report = z.output<typeof reportSchema>;

interface KeysOptions {
  json?: boolean;
}

/** `eyrie keys …`: the keys of an installation. No tenant's right reaches them; the database's owner does. */
export function keysCommand(): Command {
  const keys = new Command('keys').description(
    'The keys of an installation. Works on the database itself: run it with the environment of the\n' +
      'cloud (DATABASE_URL; to rotate also EYRIE_MASTER_KEY or EYRIE_MASTER_KEY_FILE).',
  );
  keys
    .command('status')
    .description('Keys that sign tokens, and how far old master keys have been left.')
    .option('--json', 'for programs')
    .action((options: KeysOptions) => run(['status'], options));
  keys
    .command('rotate')
    .description('Announce the next signing keys now. They sign a quarter of an hour later.')
    .option('--json', 'for programs')
    .action((options: KeysOptions) => run(['rotate'], options));
  keys
    .command('drop <ids...>')
    .description(
      'In an emergency: tokens of these signing keys are refused at once (within ten seconds).\n' +
        'People with a session stay logged in; programs and devices fetch new tokens by themselves.',
    )
    .option('--json', 'for programs')
    .action((ids: string[], options: KeysOptions) => run(['drop', ...ids], options));
  return keys;
}

async function run(words: readonly string[], { json }: KeysOptions): Promise<void> {
  const report = reportSchema.parse(await runCloudProgram('keys/main', words));
  console.log(json ? JSON.stringify(report, null, 2) : format(report));
}

function format({ signing_keys, master_keys }: Report): string {
  const signing = signing_keys.map((key) => [
    key.id,
    key.purpose,
    key.state,
    key.dropped_at === null ? `from ${key.signs_from}` : `at ${key.dropped_at}`,
  ]);
  const master = master_keys.map(({ id, state, total, done }) => [
    id,
    state === 'being-left' ? 'being left' : state,
    masterKeyNote(state, total, done),
  ]);
  return [
    table(['SIGNING KEY', 'FOR', 'STATE', 'SINCE'], signing),
    '',
    table(['MASTER KEY', 'STATE', ''], master),
  ].join('\n');
}

function masterKeyNote(
  state: Report['master_keys'][number]['state'],
  total: number | null,
  done: number | null,
): string {
  if (state === 'left') return 'may be taken out of EYRIE_KNOWN_MASTER_KEYS';
  if (state === 'seals') return '';
  return total === null ? 'not begun yet' : `${done} of ${total} values wrapped anew`;
}
