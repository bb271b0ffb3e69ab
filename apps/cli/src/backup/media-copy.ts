import { createHash } from 'node:crypto';
import { createReadStream, createWriteStream, existsSync } from 'node:fs';
import { mkdir, open, readdir, rename, rm, stat } from 'node:fs/promises';
import path from 'node:path';
import { Transform } from 'node:stream';
import { pipeline } from 'node:stream/promises';

export interface CopiedMedia {
  copied: number;
  bytes: number;
  /** Files whose content is not what their name says: they are left where they are, and told. */
  damaged: string[];
}

const objectName = /^[0-9a-f]{64}$/;

/**
 * Copies what `to` lacks of the objects below `from`: `<organisation>/<two digits>/<sha256>`. Each is read
 * against its name, and is there whole or not at all.
 */
export async function copyMedia(
  from: string,
  to: string,
  onCopied: (copied: CopiedMedia) => void = () => undefined,
): Promise<CopiedMedia> {
  const told: CopiedMedia = { copied: 0, bytes: 0, damaged: [] };
  for await (const file of objectsBelow(from)) {
    const target = path.join(to, file);
    if (existsSync(target)) continue;
    const bytes = await copyObject(path.join(from, file), target).catch((error: unknown) => {
      // Retention may remove one while it is read.
      if ((error as NodeJS.ErrnoException).code === 'ENOENT') return 0;
      throw error;
    });
    if (bytes === null) told.damaged.push(file);
    else if (bytes > 0) {
      told.copied += 1;
      told.bytes += bytes;
      onCopied(told);
    }
  }
  return told;
}

/** Paths of all objects, relative to the folder. */
export async function* objectsBelow(folder: string): AsyncGenerator<string> {
  for (const organisation of await namesIn(folder)) {
    for (const prefix of await namesIn(path.join(folder, organisation))) {
      for (const name of await namesIn(path.join(folder, organisation, prefix))) {
        if (objectName.test(name)) yield path.join(organisation, prefix, name);
      }
    }
  }
}

/** Bytes of what was copied; null where the content is not what the name says. */
async function copyObject(source: string, target: string): Promise<number | null> {
  const draft = `${target}.new`;
  await mkdir(path.dirname(target), { recursive: true, mode: 0o700 });
  const hash = createHash('sha256');
  const hashed = new Transform({
    transform(chunk: Buffer, _, done) {
      hash.update(chunk);
      done(null, chunk);
    },
  });
  try {
    await pipeline(createReadStream(source), hashed, createWriteStream(draft, { mode: 0o600 }));
    if (hash.digest('hex') !== path.basename(target)) return null;
    const file = await open(draft, 'r');
    await file.sync();
    await file.close();
    await rename(draft, target);
    return (await stat(target)).size;
  } finally {
    await rm(draft, { force: true });
  }
}

async function namesIn(folder: string): Promise<string[]> {
  try {
    return await readdir(folder);
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === 'ENOENT' || code === 'ENOTDIR') return [];
    throw error;
  }
}
