import { Command } from 'commander';
import { CommandFailure, exitCodes } from '../failure.ts';
import { AuditChain, type BrokenLink, type ChainHead } from './chain.ts';
import { checkpointsOf, entriesOfCloud, entriesOfFile, readKey } from './sources.ts';

interface VerifyOptions {
  url?: string;
  keyFile?: string;
  head?: string;
  checkpoints?: string;
  json?: boolean;
}

/** `eyrie audit …`: the history of an organisation's changes. */
export function auditCommand(): Command {
  const audit = new Command('audit').description('The audit log of an organisation.');
  audit
    .command('verify [export]')
    .description(
      'Follow the hash chain from its beginning, and name the first link that does not hold.\n' +
        'Reads an export (GET /v1/audit/export; - is the standard input), or asks the cloud.\n' +
        'Write down the head it prints, or keep the log of the cloud, which has heads in it each hour:\n' +
        'with --head or --checkpoints a run also notices a cut-off end, or a chain written anew.',
    )
    .option('--url <url>', 'the cloud to ask, in place of an export')
    .option('--key-file <file>', 'a file with an API key of an admin; - is the standard input')
    .option('--head <sequence:hash>', 'a head of earlier, which must still be there')
    .option('--checkpoints <log>', 'a log of the cloud; all its heads must still be there')
    .option('--json', 'for programs')
    .action((file: string | undefined, options: VerifyOptions) => verify(file, options));
  return audit;
}

async function verify(file: string | undefined, options: VerifyOptions): Promise<void> {
  const chain = new AuditChain([
    ...(options.head === undefined ? [] : [readHead(options.head)]),
    ...(options.checkpoints === undefined ? [] : await checkpointsOf(options.checkpoints)),
  ]);
  const broken = await follow(chain, await sourceOf(file, options));
  const { head } = chain;
  if (options.json) {
    console.log(JSON.stringify({ holds: broken === null, entries: head.sequence, head, broken }));
    if (broken) process.exitCode = exitCodes.failed;
    return;
  }
  if (broken) {
    throw new CommandFailure(`The chain is broken at entry ${broken.sequence}. ${broken.reason}`);
  }
  console.log(`The chain holds: ${head.sequence} entries.`);
  console.log(`Head: ${head.sequence}:${head.hash}`);
}

async function follow(
  chain: AuditChain,
  entries: ReturnType<typeof entriesOfFile>,
): Promise<BrokenLink | null> {
  for await (const entry of entries) {
    const broken = chain.add(entry);
    if (broken) return broken;
  }
  return chain.end();
}

async function sourceOf(
  file: string | undefined,
  { url, keyFile }: VerifyOptions,
): Promise<ReturnType<typeof entriesOfFile>> {
  if (file !== undefined && url === undefined) return entriesOfFile(file);
  if (file !== undefined || url === undefined || keyFile === undefined) {
    throw new CommandFailure(
      'Name an export, or the cloud with --url and --key-file.',
      exitCodes.usage,
    );
  }
  if (!URL.canParse(url)) throw new CommandFailure(`${url} is not a URL.`, exitCodes.usage);
  return entriesOfCloud(url.replace(/\/+$/, ''), await readKey(keyFile));
}

function readHead(text: string): ChainHead {
  const [, sequence, hash] = /^(\d{1,15}):([0-9a-f]{64})$/.exec(text) ?? [];
  if (sequence === undefined || hash === undefined) {
    throw new CommandFailure(
      '--head is a sequence, a colon and 64 hexadecimal digits, as an earlier run printed it.',
      exitCodes.usage,
    );
  }
  return { sequence: Number(sequence), hash };
}
