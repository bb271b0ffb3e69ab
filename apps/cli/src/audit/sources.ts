import { createReadStream } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { createInterface } from 'node:readline';
import { text } from 'node:stream/consumers';
import { auditEntrySchema, problemSchema, type AuditEntry } from '@eyrie/contracts';
import { z } from 'zod';
import { CommandFailure, exitCodes } from '../failure.ts';
import type { Checkpoint } from './chain.ts';

/** A line of the cloud's log. */
const checkpointSchema = z.object({
  event: z.literal('audit_checkpoint'),
  organisation_id: z.string(),
  sequence: z.number().int().min(1),
  hash: z.string().regex(/^[0-9a-f]{64}$/),
});

/** Entries a request asks for. */
const stretch = 1_000;

/** An export, one entry a line; `-` is the standard input. */
export async function* entriesOfFile(file: string): AsyncGenerator<AuditEntry> {
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

/** The heads in a log of the cloud, whatever else is in it. Throws where there is none. */
export async function checkpointsOf(file: string): Promise<Checkpoint[]> {
  const found: Checkpoint[] = [];
  try {
    for await (const row of createInterface({ input: createReadStream(file) })) {
      if (!row.includes('audit_checkpoint')) continue;
      const line = checkpointSchema.safeParse(parseJson(row));
      if (line.success) found.push(line.data);
    }
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    throw new CommandFailure(`The log ${file} cannot be read (${code ?? 'unknown'}).`);
  }
  if (found.length > 0) return found;
  throw new CommandFailure(
    `The log ${file} has no line with "event":"audit_checkpoint". The cloud writes them each hour.`,
  );
}

/** The chain as the cloud tells it, to whom the key belongs. */
export async function* entriesOfCloud(url: string, key: string): AsyncGenerator<AuditEntry> {
  for (let after = 0; ;) {
    const rows = (await ask(`${url}/v1/audit/export?after=${after}&limit=${stretch}`, key))
      .split('\n')
      .filter((row) => row !== '');
    for (const row of rows) {
      const entry = parse(row, `An entry after ${after}`);
      yield entry;
      after = Math.max(after + 1, entry.sequence);
    }
    if (rows.length < stretch) return;
  }
}

/** Secrets come from a file or the standard input (`-`), never from the command line. */
export async function readKey(file: string): Promise<string> {
  try {
    return (file === '-' ? await text(process.stdin) : await readFile(file, 'utf8')).trim();
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    throw new CommandFailure(`The key file ${file} cannot be read (${code ?? 'unknown'}).`);
  }
}

async function ask(url: string, key: string): Promise<string> {
  let response: Response;
  try {
    response = await fetch(url, { headers: { authorization: `Bearer ${key}` } });
  } catch (error) {
    const { origin } = new URL(url);
    const options = { cause: error };
    throw new CommandFailure(`No cloud answers at ${origin}.`, exitCodes.notRunning, options);
  }
  if (response.ok) return response.text();
  const problem = problemSchema.safeParse(await response.json().catch(() => null));
  const why = problem.success
    ? `${problem.data.detail ?? problem.data.title} (request ${problem.data.request_id})`
    : `HTTP ${response.status}`;
  throw new CommandFailure(`The cloud refused the export: ${why}`);
}

function parse(row: string, where: string): AuditEntry {
  const entry = auditEntrySchema.safeParse(parseJson(row));
  if (!entry.success) throw new CommandFailure(`${where} is not an entry of an audit log.`);
  return entry.data;
}

/** Null where it is no JSON, which is one way of not being what is looked for. */
function parseJson(row: string): unknown {
  try {
    return JSON.parse(row);
  } catch {
    return null;
  }
}
