import type { AuditHead, AuditKeys } from '@eyrie/contracts';
import { operations, type Eyrie } from '@eyrie/sdk';
import { openCloud, type CloudOptions } from '../access/cloud-access.ts';
import { CommandFailure, exitCodes } from '../failure.ts';
import { AuditChain, type BrokenLink } from './chain.ts';
import { CheckpointSignatures } from './signatures.ts';
import {
  type AuditLine,
  checkpointsOf,
  type KeptCheckpoint,
  keysOf,
  linesOfCloud,
  linesOfFile,
} from './sources.ts';

export interface VerifyOptions extends CloudOptions {
  head?: string;
  checkpoints?: string;
  keys?: string;
}

/** @throws CommandFailure where the chain does not hold, or cannot be read. */
export async function verify(file: string | undefined, options: VerifyOptions): Promise<void> {
  if (file !== undefined && options.url !== undefined) {
    throw new CommandFailure('Name an export, or the cloud with --url: not both.', exitCodes.usage);
  }
  const eyrie = file === undefined ? (await openCloud(options, process.env)).eyrie : null;
  const kept = options.checkpoints === undefined ? [] : await checkpointsOf(options.checkpoints);
  const written = options.head === undefined ? kept : [...kept, readHead(options.head)];
  const signatures = new CheckpointSignatures(await keysFor(options, eyrie));
  const chain = new AuditChain(written);
  const lines = eyrie ? linesOfCloud(eyrie) : linesOfFile(file ?? '-');
  const broken = await follow(lines, { chain, signatures, kept });
  report({ chain, signatures, broken, json: options.json ?? false });
}

/** Those that somebody kept say more than those that the cloud has now. */
async function keysFor({ keys }: VerifyOptions, eyrie: Eyrie | null): Promise<AuditKeys | null> {
  if (keys !== undefined) return keysOf(keys);
  return eyrie ? eyrie.call(operations.auditKeys) : null;
}

async function follow(
  lines: AsyncGenerator<AuditLine>,
  {
    chain,
    signatures,
    kept,
  }: { chain: AuditChain; signatures: CheckpointSignatures; kept: readonly KeptCheckpoint[] },
): Promise<BrokenLink | null> {
  let seen: string | null = null;
  for await (const line of lines) {
    if ('checkpoint' in line) {
      const { checkpoint } = line;
      const forged = signatures.check(checkpoint);
      if (forged) return forged;
      if (checkpoint.sequence !== chain.head.sequence || checkpoint.hash !== chain.head.hash) {
        return { sequence: checkpoint.sequence, reason: 'Another entry was signed in its place.' };
      }
      continue;
    }
    const broken = chain.add(line);
    if (broken) return broken;
    seen = line.organisation_id;
  }
  // A log of the cloud has those of other organisations as well.
  for (const checkpoint of kept) {
    if (seen !== null && checkpoint.organisation_id !== seen) continue;
    const forged = signatures.check(checkpoint);
    if (forged) return forged;
  }
  return chain.end();
}

function report({
  chain,
  signatures,
  broken,
  json,
}: {
  chain: AuditChain;
  signatures: CheckpointSignatures;
  broken: BrokenLink | null;
  json: boolean;
}): void {
  const { head } = chain;
  const { signed, unchecked, last } = signatures;
  if (json) {
    const checkpoints = { signed, unchecked, last };
    const told = { holds: broken === null, entries: head.sequence, head, broken, checkpoints };
    console.log(JSON.stringify(told));
    if (broken) process.exitCode = exitCodes.failed;
    return;
  }
  if (broken) {
    throw new CommandFailure(`The chain is broken at entry ${broken.sequence}. ${broken.reason}`);
  }
  console.log(`The chain holds: ${head.sequence} entries.`);
  console.log(`Head: ${head.sequence}:${head.hash}`);
  if (last) {
    const when = last.at === null ? '' : ` (${last.at})`;
    console.log(
      `Checkpoints: ${signed} with a good signature, ${unchecked} not checked; the last is of entry ` +
        `${last.sequence}${when}.`,
    );
    if (unchecked > 0) console.log('Signatures are checked with --keys FILE.');
  }
}

function readHead(text: string): AuditHead {
  const [, sequence, hash] = /^(\d{1,15}):([0-9a-f]{64})$/.exec(text) ?? [];
  if (sequence === undefined || hash === undefined) {
    throw new CommandFailure(
      '--head is a sequence, a colon and 64 hexadecimal digits, as an earlier run printed it.',
      exitCodes.usage,
    );
  }
  return { sequence: Number(sequence), hash };
}
