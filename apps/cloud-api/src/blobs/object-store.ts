import { createHash, randomUUID } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { mkdir, open, readdir, rename, rm, stat, type FileHandle } from 'node:fs/promises';
import path from 'node:path';
import type { Readable } from 'node:stream';
import { BlobDamaged, BlobMismatch, BlobTooLarge } from './blob.errors.ts';
import { bytesMaxOf, hasMagic, magicBytes, type MediaType } from './media-type.ts';
import { checkPicture } from './picture-check.ts';

export interface NewObject {
  readonly organisationId: string;
  readonly sha256: string;
  readonly mediaType: MediaType;
  /** As the request announces it, if it does. */
  readonly bytes: number | null;
}

/** A temporary file that has not grown for so long belongs to an upload that was cut off. */
const orphanAgeMs = 10 * 60_000;

/**
 * Files by the hash of their content, below `<data>/objects/<organisation>/`. A file is there whole
 * or not at all: it is written beside, checked, synced and renamed.
 */
export class ObjectStore {
  private readonly root: string;
  private readonly drafts: string;

  constructor(dataDirectory: string) {
    this.root = path.join(dataDirectory, 'objects');
    this.drafts = path.join(this.root, 'incoming');
  }

  /** Removes what uploads left behind that a crash or a cut ended. Returns how many. */
  async sweep(now = Date.now()): Promise<number> {
    await mkdir(this.drafts, { recursive: true });
    let swept = 0;
    for (const name of await readdir(this.drafts)) {
      const draft = path.join(this.drafts, name);
      const found = await stat(draft).catch(() => null);
      if (!found || now - found.mtimeMs < orphanAgeMs) continue;
      await rm(draft, { force: true });
      swept += 1;
    }
    return swept;
  }

  /**
   * Takes the bytes as they come, never more than a piece of them in memory. When it returns, they
   * are on disk under their name. Returns their number. Throws `BlobTooLarge`, `BlobMismatch` or
   * `BlobDamaged`, or what broke the source; then nothing is left behind.
   */
  async put(object: NewObject, source: Readable): Promise<number> {
    await mkdir(this.drafts, { recursive: true });
    const draft = path.join(this.drafts, randomUUID());
    try {
      const bytes = await this.write(draft, object, source);
      if (object.mediaType === 'image/jpeg') await checkPicture(draft);
      const target = this.pathOf(object.organisationId, object.sha256);
      await mkdir(path.dirname(target), { recursive: true });
      await rename(draft, target);
      await syncFolder(path.dirname(target));
      return bytes;
    } finally {
      await rm(draft, { force: true });
    }
  }

  async has(organisationId: string, sha256: string): Promise<boolean> {
    return (await stat(this.pathOf(organisationId, sha256)).catch(() => null))?.isFile() ?? false;
  }

  /** Of an object that is not there nothing changes. */
  async remove(organisationId: string, sha256: string): Promise<void> {
    await rm(this.pathOf(organisationId, sha256), { force: true });
  }

  /** Removes everything of an organisation. */
  async removeAll(organisationId: string): Promise<void> {
    await rm(path.join(this.root, organisationId), { recursive: true, force: true });
  }

  /** Hashes of an organisation's objects that were stored before an instant, folder by folder. */
  async *listOld(organisationId: string, beforeMs: number): AsyncGenerator<string[]> {
    const folder = path.join(this.root, organisationId);
    for (const prefix of await namesIn(folder)) {
      const old: string[] = [];
      for (const name of await namesIn(path.join(folder, prefix))) {
        const found = await stat(path.join(folder, prefix, name)).catch(() => null);
        if (found?.isFile() && found.mtimeMs < beforeMs) old.push(name);
      }
      if (old.length > 0) yield old;
    }
  }

  /** The bytes from `start` to `end`, both inclusive. */
  read(organisationId: string, sha256: string, start: number, end: number): Readable {
    return createReadStream(this.pathOf(organisationId, sha256), { start, end });
  }

  private async write(draft: string, object: NewObject, source: Readable): Promise<number> {
    const file = await open(draft, 'wx');
    try {
      const { bytes, sha256, beginning } = await this.copy(file, object, source);
      if (bytes === 0 || (object.bytes !== null && object.bytes !== bytes)) {
        throw new BlobMismatch('length');
      }
      if (sha256 !== object.sha256) throw new BlobMismatch('hash');
      if (!hasMagic(object.mediaType, beginning)) {
        throw new BlobDamaged(`it does not begin as ${object.mediaType} does`);
      }
      await file.sync();
      return bytes;
    } finally {
      await file.close();
    }
  }

  private async copy(file: FileHandle, { mediaType }: NewObject, source: Readable) {
    const bytesMax = bytesMaxOf[mediaType];
    const hash = createHash('sha256');
    let beginning = Buffer.alloc(0);
    let bytes = 0;
    for await (const chunk of source as AsyncIterable<Buffer>) {
      bytes += chunk.length;
      if (bytes > bytesMax) throw new BlobTooLarge(bytesMax);
      if (beginning.length < magicBytes) {
        beginning = Buffer.concat([beginning, chunk.subarray(0, magicBytes)]);
      }
      hash.update(chunk);
      await file.writeFile(chunk);
    }
    return { bytes, sha256: hash.digest('hex'), beginning };
  }

  private pathOf(organisationId: string, sha256: string): string {
    return path.join(this.root, organisationId, sha256.slice(0, 2), sha256);
  }
}

/** A rename is only safe from a power cut when its folder is on disk too. */
async function syncFolder(folder: string): Promise<void> {
  const handle = await open(folder, 'r');
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}

async function namesIn(folder: string): Promise<string[]> {
  try {
    return await readdir(folder);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return [];
    throw error;
  }
}
