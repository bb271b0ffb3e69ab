import { createHash } from 'node:crypto';
import { createReadStream, existsSync } from 'node:fs';
import { mkdir, open, opendir, rename, rm, stat } from 'node:fs/promises';
import path from 'node:path';
import { pipeline } from 'node:stream/promises';
import { Bucket, type StoredObject } from './bucket.ts';
import { isAbsent } from './bucket-connection.ts';
import type { S3Settings } from './s3-settings.ts';

export interface MediaCopied {
  copied: number;
  bytes: number;
  /** Whose content is not what their name says: they are left where they are, and told. */
  damaged: string[];
}

/** `<organisation>/<two digits>/<sha256>`. */
const mediaName = /^[0-9a-f-]{36}\/[0-9a-f]{2}\/[0-9a-f]{64}$/;
const atOnce = 8;

/**
 * Pictures and videos of a bucket, to and from a folder that has them under the same names. An object never changes
 * under its name, so that only what is missing goes over; each is read against its name on the way.
 */
export class MediaCopies {
  private readonly bucket: Bucket;

  constructor(settings: S3Settings) {
    this.bucket = new Bucket(settings);
  }

  /** From the bucket to the folder. */
  async fetchTo(folder: string): Promise<MediaCopied> {
    const told: MediaCopied = { copied: 0, bytes: 0, damaged: [] };
    for await (const page of this.bucket.list(this.bucket.root)) {
      const missing = page.filter(
        ({ key }) => mediaName.test(this.nameOf(key)) && !existsSync(this.in(folder, key)),
      );
      await someAtOnce(missing, async (object) => {
        const isWhole = await this.fetch(object, this.in(folder, object.key));
        if (isWhole === null) return;
        note(told, this.nameOf(object.key), isWhole ? object.bytes : null);
      });
    }
    return told;
  }

  /** From the folder to the bucket. */
  async sendFrom(folder: string): Promise<MediaCopied> {
    const told: MediaCopied = { copied: 0, bytes: 0, damaged: [] };
    const known = new Set<string>();
    for await (const page of this.bucket.list(this.bucket.root))
      for (const { key } of page) known.add(key);
    let some: string[] = [];
    const send = async () => {
      await someAtOnce(some, (name) => this.send(folder, name, told));
      some = [];
    };
    for await (const entry of await opendir(folder, { recursive: true })) {
      const file = path.join(entry.parentPath, entry.name);
      const name = path.relative(folder, file).replaceAll(path.sep, '/');
      if (!mediaName.test(name) || known.has(`${this.bucket.root}${name}`)) continue;
      some.push(name);
      if (some.length >= atOnce * 16) await send();
    }
    await send();
    return told;
  }

  /** Removes everything below the prefix: of a drill, which made it. */
  async remove(): Promise<void> {
    await this.bucket.removeBelow(this.bucket.root);
  }

  /** Whether it is what its name says; null where it is gone by now. */
  private async fetch({ key, bytes }: StoredObject, target: string): Promise<boolean | null> {
    const draft = `${target}.new`;
    await mkdir(path.dirname(target), { recursive: true, mode: 0o700 });
    const file = await open(draft, 'w', 0o600);
    try {
      const hash = createHash('sha256');
      if (bytes > 0) {
        for await (const chunk of this.bucket.read(key, 0, bytes - 1)) {
          hash.update(chunk);
          await file.writeFile(chunk);
        }
      }
      await file.sync();
      if (hash.digest('hex') !== path.basename(target)) return false;
      await rename(draft, target);
      return true;
    } catch (error) {
      // Retention may remove one while it is read.
      if (isAbsent(error)) return null;
      throw error;
    } finally {
      await file.close();
      await rm(draft, { force: true });
    }
  }

  private async send(folder: string, name: string, told: MediaCopied): Promise<void> {
    const file = path.join(folder, name);
    const [sha256, { size: bytes }] = await Promise.all([hashOf(file), stat(file)]);
    if (sha256 !== path.basename(name)) {
      note(told, name, null);
      return;
    }
    const mediaType = 'application/octet-stream';
    await this.bucket.put(`${this.bucket.root}${name}`, { file, bytes, sha256, mediaType });
    note(told, name, bytes);
  }

  private nameOf(key: string): string {
    return key.slice(this.bucket.root.length);
  }

  private in(folder: string, key: string): string {
    return path.join(folder, this.nameOf(key));
  }
}

function note(told: MediaCopied, name: string, bytes: number | null): void {
  if (bytes === null) {
    told.damaged.push(name);
    return;
  }
  told.copied += 1;
  told.bytes += bytes;
}

async function hashOf(file: string): Promise<string> {
  const hash = createHash('sha256');
  await pipeline(createReadStream(file), hash);
  return hash.digest('hex');
}

async function someAtOnce<Item>(
  items: readonly Item[],
  work: (item: Item) => Promise<void>,
): Promise<void> {
  const rest = [...items];
  const lane = async () => {
    for (let item = rest.shift(); item !== undefined; item = rest.shift()) await work(item);
  };
  await Promise.all(Array.from({ length: atOnce }, lane));
}
