import { createHash, randomUUID } from 'node:crypto';
import { mkdir, open, readdir, rm, stat, type FileHandle } from 'node:fs/promises';
import path from 'node:path';
import type { Readable } from 'node:stream';
import { BlobDamaged, BlobMismatch, BlobTooLarge } from './blob.errors.ts';
import { bytesMaxOf, hasMagic, magicBytes } from './media-type.ts';
import type { NewObject } from './object-store.ts';
import { checkPicture } from './picture-check.ts';

/** A temporary file that has not grown for so long belongs to an upload that was cut off. */
const orphanAgeMs = 10 * 60_000;

/** Where bytes come in and are checked before they are anybody's: `<data>/objects/incoming`. */
export class Drafts {
  readonly folder: string;

  constructor(dataDirectory: string) {
    this.folder = path.join(dataDirectory, 'objects', 'incoming');
  }

  /** Removes what uploads left behind that a crash or a cut ended. Returns how many. */
  async sweep(now = Date.now()): Promise<number> {
    await mkdir(this.folder, { recursive: true });
    let swept = 0;
    for (const name of await readdir(this.folder)) {
      const draft = path.join(this.folder, name);
      const found = await stat(draft).catch(() => null);
      if (!found || now - found.mtimeMs < orphanAgeMs) continue;
      await rm(draft, { force: true });
      swept += 1;
    }
    return swept;
  }

  /**
   * Takes the bytes as they come, never more than a piece of them in memory, and lets `keep` have the file
   * once they are what was announced and on disk. Answers with their number. Throws `BlobTooLarge`,
   * `BlobMismatch` or `BlobDamaged`, or what broke the source or `keep`; nothing is left behind.
   */
  async take(
    object: NewObject,
    source: Readable,
    keep: (file: string, bytes: number) => Promise<void>,
  ): Promise<number> {
    await mkdir(this.folder, { recursive: true });
    const draft = path.join(this.folder, randomUUID());
    try {
      const bytes = await this.write(draft, object, source);
      if (object.mediaType === 'image/jpeg') await checkPicture(draft);
      await keep(draft, bytes);
      return bytes;
    } finally {
      await rm(draft, { force: true });
    }
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
}
