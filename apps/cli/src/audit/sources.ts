import { createReadStream } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { createInterface } from 'node:readline';
import {
  type AuditCheckpoint,
  auditCheckpointSchema,
  type AuditEntry,
  auditEntrySchema,
  type AuditKeys,
  auditKeysSchema,
} from '@eyrie/contracts';
import { operations, type Eyrie } from '@eyrie/sdk';
import { z } from 'zod';
import { CommandFailure } from '../failure.ts';

/** A head that the cloud signed; those in old logs are without signature. */
const keptSchema = auditCheckpointSchema.partial({ at: true, key_id: true, signature: true });
export type KeptCheckpoint = z.output<typeof keptSchema>;

/** A line of an export. */
export type AuditLine = AuditEntry | { readonly checkpoint: AuditCheckpoint };

const lineSchema = z.union([z.object({ checkpoint: auditCheckpointSchema }), auditEntrySchema]);

/** Entries a request asks for. */
const stretch = 1_000;

/** An export, one entry or checkpoint a line; `-` is the standard input. */
export async function* linesOfFile(file: string): AsyncGenerator<AuditLine> {
  const input = file === '-' ? process.stdin : createReadStream(file);
  let line = 0;
  try {
    for await (const row of createInterface({ input, crlfDelay: Infinity })) {
      line += 1;
      if (row.trim() !== '') yield parse(row, `Line ${line} of ${file}`);
    }
  } catch (error) {
    if (error instanceof CommandFailure) throw error;
    const { code } = error as NodeJS.ErrnoException;
    throw new CommandFailure(`${file} cannot be read (${code ?? 'unknown'}).`);
  }
}

/** The chain with its checkpoints as the cloud tells it, to whom the key belongs. */
export async function* linesOfCloud(eyrie: Eyrie): AsyncGenerator<AuditLine> {
  for (let after = 0; ;) {
    const before = after;
    const query = { after, limit: stretch, checkpoints: 'true' } as const;
    // No further entries is an empty answer.
    const text = (await eyrie.call(operations.auditExport, { query })) as string | undefined;
    for (const row of (text ?? '').split('\n')) {
      if (row === '') continue;
      const line = parse(row, `An entry after ${after}`);
      yield line;
      if (!('checkpoint' in line)) after = Math.max(after + 1, line.sequence);
    }
    if (after < before + stretch) return;
  }
}

/**
 * The heads that somebody kept: a log of the cloud, whatever else is in it, an export, or what
 * `eyrie audit checkpoint` printed. Throws where there is none.
 */
export async function checkpointsOf(file: string): Promise<KeptCheckpoint[]> {
  const found: KeptCheckpoint[] = [];
  try {
    for await (const row of createInterface({ input: createReadStream(file) })) {
      const kept = parseKept(row);
      if (kept) found.push(kept);
    }
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    throw new CommandFailure(`The checkpoints ${file} cannot be read (${code ?? 'unknown'}).`);
  }
  if (found.length > 0) return found;
  throw new CommandFailure(
    `${file} has no checkpoint in it. The cloud writes a line with "event":"audit_checkpoint" to its ` +
      'log each hour, and tells them at GET /v1/audit/checkpoints.',
  );
}

/** Public keys that somebody kept, of `/.well-known/audit-keys.json`. */
export async function keysOf(file: string): Promise<AuditKeys> {
  let content: string;
  try {
    content = await readFile(file, 'utf8');
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    throw new CommandFailure(`The keys ${file} cannot be read (${code ?? 'unknown'}).`);
  }
  const keys = auditKeysSchema.safeParse(parseJson(content));
  if (keys.success) return keys.data;
  throw new CommandFailure(`${file} has no keys as /.well-known/audit-keys.json tells them.`);
}

/** An entry has a hash and a sequence as well, and is none: it has links. */
function parseKept(row: string): KeptCheckpoint | null {
  if (!row.includes('"sequence"')) return null;
  const line = parseJson(row);
  if (typeof line !== 'object' || line === null || 'previous_hash' in line) return null;
  const kept = keptSchema.safeParse('checkpoint' in line ? line.checkpoint : line);
  return kept.success ? kept.data : null;
}

function parse(row: string, where: string): AuditLine {
  const line = lineSchema.safeParse(parseJson(row));
  if (!line.success) throw new CommandFailure(`${where} is not an entry of an audit log.`);
  return line.data;
}

/** Null where it is no JSON, which is one way of not being what is looked for. */
function parseJson(row: string): unknown {
  try {
    return JSON.parse(row);
  } catch {
    return null;
  }
}
