import { createHash } from 'node:crypto';
import { text } from 'node:stream/consumers';
import { sha256Schema } from '@eyrie/contracts';
import { z } from 'zod';
import { CommandFailure } from '../failure.ts';
import { tarEntries } from './tar-entries.ts';

const manifestSchema = z.object({
  format: z.literal('eyrie-organisation-export/1'),
  organisation_id: z.string(),
  finished_at: z.string(),
  tables: z.record(z.string(), z.number()),
  media_missing: z.array(z.string()),
  entries: z.array(z.object({ name: z.string(), bytes: z.number(), sha256: sha256Schema })),
});

export interface CheckedArchive {
  readonly organisation_id: string;
  readonly finished_at: string;
  readonly entries: number;
  readonly rows: number;
  readonly files: number;
  /** Hashes of pictures and videos that were gone when the archive was made. */
  readonly media_missing: readonly string[];
}

/**
 * Reads a whole archive, and compares every entry with what its manifest says of it. Throws
 * `CommandFailure`, which names what is missing or changed.
 */
export async function checkArchive(file: string): Promise<CheckedArchive> {
  const found = new Map<string, { bytes: number; sha256: string }>();
  let manifestText: string | null = null;
  for await (const { name, bytes, content } of tarEntries(file)) {
    if (name === 'manifest.json') {
      manifestText = await text(content);
      continue;
    }
    const hash = createHash('sha256');
    for await (const part of content) hash.update(part);
    found.set(name, { bytes, sha256: hash.digest('hex') });
  }
  const manifest = manifestSchema.safeParse(parseJson(manifestText));
  if (!manifest.success) {
    throw new CommandFailure(
      `${file} has no manifest: it is no archive of an organisation, or cut.`,
    );
  }
  const { organisation_id, finished_at, tables, entries, media_missing } = manifest.data;
  for (const { name, bytes, sha256 } of entries) {
    const entry = found.get(name);
    if (!entry) throw new CommandFailure(`${file} lacks ${name}, which its manifest names.`);
    if (entry.bytes !== bytes || entry.sha256 !== sha256) {
      throw new CommandFailure(`${name} in ${file} is not what its manifest says: it was changed.`);
    }
    found.delete(name);
  }
  const [extra] = found.keys();
  if (extra !== undefined) {
    throw new CommandFailure(`${file} has ${extra}, which its manifest does not name.`);
  }
  return {
    organisation_id,
    finished_at,
    entries: entries.length,
    rows: Object.values(tables).reduce((sum, rows) => sum + rows, 0),
    files: entries.filter(({ name }) => name.startsWith('media/')).length,
    media_missing,
  };
}

function parseJson(content: string | null): unknown {
  try {
    return JSON.parse(content ?? '');
  } catch {
    return null;
  }
}
