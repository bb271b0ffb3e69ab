import { createHash } from 'node:crypto';
import { mkdir, open, readdir, rename, rm, stat } from 'node:fs/promises';
import path from 'node:path';
import type { UploadReference } from '@eyrie/contracts';
import { hasDiskCode, nodeDisk, writeFileAtomically, type Disk } from '@eyrie/journal';

type MediaType = UploadReference['mediaType'];
const endings = {
  'image/jpeg': 'jpg',
  'video/mp4': 'mp4',
  'application/gzip': 'gz',
} as const satisfies Record<MediaType, string>;
const mediaTypes: Readonly<Record<string, MediaType>> = {
  jpg: 'image/jpeg',
  mp4: 'video/mp4',
  gz: 'application/gzip',
};
const nameOfBlob = /^([0-9a-f]{64})\.(jpg|mp4|gz)$/;

/** Files under `media/`, each named by the hash of its bytes. */
export class MediaFiles {
  private readonly known = new Set<string>();

  constructor(
    private readonly folder: string,
    private readonly disk: Disk = nodeDisk(),
  ) {}

  pathOf({ sha256, mediaType }: Pick<UploadReference, 'sha256' | 'mediaType'>): string {
    return path.join(this.folder, sha256.slice(0, 2), `${sha256}.${endings[mediaType]}`);
  }

  /** Keeps the bytes; durable when it resolves. The same bytes again cost nothing. */
  async write<Type extends MediaType>(
    bytes: Uint8Array,
    mediaType: Type,
  ): Promise<{ sha256: string; bytes: number; mediaType: Type }> {
    const sha256 = createHash('sha256').update(bytes).digest('hex');
    const reference = { sha256, bytes: bytes.length, mediaType };
    const file = this.pathOf(reference);
    await this.makeFolder(path.dirname(file));
    if ((await this.sizeOf(reference)) !== bytes.length) {
      await writeFileAtomically(this.disk, file, bytes);
    }
    return reference;
  }

  /** Takes over a finished file of the same file system, by renaming it. */
  async adopt(from: string, reference: UploadReference): Promise<void> {
    const file = this.pathOf(reference);
    await this.makeFolder(path.dirname(file));
    const handle = await open(from, 'r+');
    try {
      await handle.datasync();
    } finally {
      await handle.close();
    }
    await rename(from, file);
    await this.disk.fsyncDirectory(path.dirname(file));
  }

  /** Length on disk; null where there is no such file. */
  async sizeOf(reference: Pick<UploadReference, 'sha256' | 'mediaType'>): Promise<number | null> {
    return stat(this.pathOf(reference)).then(
      ({ size }) => size,
      (error: unknown) => {
        if (hasDiskCode(error, 'ENOENT')) return null;
        throw error;
      },
    );
  }

  async delete(reference: Pick<UploadReference, 'sha256' | 'mediaType'>): Promise<void> {
    await rm(this.pathOf(reference), { force: true });
  }

  /** All blobs on disk. Drafts of writes that a power cut broke off are removed on the way. */
  async *list(): AsyncGenerator<{ sha256: string; mediaType: MediaType; path: string }> {
    await mkdir(this.folder, { recursive: true });
    for (const group of await readdir(this.folder)) {
      const folder = path.join(this.folder, group);
      for (const name of await readdir(folder).catch(() => [])) {
        const [, sha256, ending] = nameOfBlob.exec(name) ?? [];
        const file = path.join(folder, name);
        const mediaType = mediaTypes[ending ?? ''];
        if (sha256 === undefined || !mediaType) await rm(file, { force: true });
        else yield { sha256, mediaType, path: file };
      }
    }
  }

  private async makeFolder(folder: string): Promise<void> {
    if (this.known.has(folder)) return;
    await this.disk.mkdir(folder);
    await this.disk.fsyncDirectory(this.folder);
    this.known.add(folder);
  }
}
