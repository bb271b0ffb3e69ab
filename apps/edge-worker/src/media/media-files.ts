import { createHash } from 'node:crypto';
import { mkdir, open, readdir, readFile, rename, rm, stat } from 'node:fs/promises';
import path from 'node:path';
import type { UploadReference } from '@eyrie/contracts';
import { releaseBytes } from '@eyrie/camera';
import {
  hasDiskCode,
  makeDirectory,
  nodeDisk,
  writeFileInDurableDirectory,
  type Disk,
} from '@eyrie/journal';
import type { Card } from '../card/card.ts';
import type { MemoryFiles } from '../card/memory-files.ts';
import { isDiskTrouble } from '../card/resilient-log.ts';
import { unlessLate } from '../unless-late.ts';

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

type Named = Pick<UploadReference, 'sha256' | 'mediaType'>;

/** Where bytes go while the disk is full, stalled or gone. */
export interface Refuge {
  readonly card: Card;
  readonly memory: MemoryFiles;
}

const nameOf = ({ sha256, mediaType }: Named): string => `${sha256}.${endings[mediaType]}`;

class DiskStalled extends Error {}
class CardOutOfUse extends Error {}

async function withinStall(work: Promise<void>, stallMs: number | null): Promise<void> {
  if (stallMs === null) return work;
  await unlessLate(work, stallMs, () => {
    throw new DiskStalled('The disk does not answer.');
  });
}

/** Files under `media/`, each named by the hash of its bytes. */
export class MediaFiles {
  /** Those in it that are durable. */
  private readonly known = new Set<string>();
  private isFolderDurable = false;

  constructor(
    private readonly folder: string,
    private readonly disk: Disk = nodeDisk(),
    private readonly refuge: Refuge | null = null,
  ) {
    refuge?.card.watchStore({
      bringBack: () => this.bringBack(),
      bytesInMemory: () => refuge.memory.bytes,
    });
  }

  /** Whether bytes can be kept in memory where the disk has no room for them. */
  get hasMemoryLeft(): boolean {
    const { memory } = this.refuge ?? {};
    return memory?.hasRoomFor(memory.bytesMax / 8) ?? false;
  }

  get bytesInMemory(): number {
    return this.refuge?.memory.bytes ?? 0;
  }

  isInMemory(reference: Named): boolean {
    return this.refuge?.memory.has(nameOf(reference)) ?? false;
  }

  pathOf(reference: Named): string {
    const { memory } = this.refuge ?? {};
    const name = nameOf(reference);
    return memory?.has(name) ? memory.pathOf(name) : this.placeOf(reference);
  }

  private placeOf({ sha256, mediaType }: Named): string {
    return path.join(this.folder, sha256.slice(0, 2), `${sha256}.${endings[mediaType]}`);
  }

  /**
   * Keeps the bytes; durable when it resolves, unless the disk is not well: then they are in memory
   * until it is. The same bytes again cost nothing.
   */
  async write<Type extends MediaType>(
    bytes: Uint8Array,
    mediaType: Type,
  ): Promise<{ sha256: string; bytes: number; mediaType: Type }> {
    return (await this.store(bytes, mediaType)).reference;
  }

  /** The same of bytes that nobody needs any more: their memory is given back where they are durable. */
  async handOver<Type extends MediaType>(
    bytes: Uint8Array,
    mediaType: Type,
  ): Promise<{ sha256: string; bytes: number; mediaType: Type }> {
    const { reference, isWritten } = await this.store(bytes, mediaType);
    // A disk that stalled may read them yet.
    if (isWritten) releaseBytes(bytes);
    return reference;
  }

  private async store<Type extends MediaType>(
    bytes: Uint8Array,
    mediaType: Type,
  ): Promise<{
    reference: { sha256: string; bytes: number; mediaType: Type };
    isWritten: boolean;
  }> {
    const sha256 = createHash('sha256').update(bytes).digest('hex');
    const reference = { sha256, bytes: bytes.length, mediaType };
    const { card, memory } = this.refuge ?? {};
    try {
      if (card && card.status.state !== 'well') throw new CardOutOfUse();
      await withinStall(this.writeToDisk(reference, bytes), card?.stallMs ?? null);
      return { reference, isWritten: true };
    } catch (error) {
      if (!card || !memory) throw error;
      if (error instanceof DiskStalled) card.trouble('stalled', error);
      else if (hasDiskCode(error, 'ENOSPC', 'EDQUOT')) card.trouble('full', error);
      else if (isDiskTrouble(error)) card.trouble('failed', error);
      else if (!(error instanceof CardOutOfUse)) throw error;
      if (!memory.write(nameOf(reference), bytes)) throw error;
      return { reference, isWritten: false };
    }
  }

  private async writeToDisk(reference: Named, bytes: Uint8Array): Promise<void> {
    const file = this.placeOf(reference);
    await this.makeFolder(path.dirname(file));
    if ((await this.sizeOf(reference)) !== bytes.length) {
      await writeFileInDurableDirectory(this.disk, file, bytes);
    }
  }

  /** From memory to the disk, as far as it goes. Rejects with what the disk says. */
  async bringBack(): Promise<void> {
    const { memory } = this.refuge ?? {};
    for (const name of memory?.names() ?? []) {
      const [, sha256, ending] = nameOfBlob.exec(name) ?? [];
      const mediaType = mediaTypes[ending ?? ''];
      if (!memory || sha256 === undefined || !mediaType) continue;
      const bytes = await readFile(memory.pathOf(name)).catch(() => null);
      const file = this.placeOf({ sha256, mediaType });
      if (bytes) {
        await this.makeFolder(path.dirname(file));
        await writeFileInDurableDirectory(this.disk, file, bytes);
      }
      // Deleted meanwhile, because the cloud has it.
      if (!memory.has(name)) await rm(file, { force: true });
      memory.delete(name);
    }
  }

  /** Nobody names these any more: the process before has taken its account with it. */
  dropFromMemory(isNamed: (sha256: string) => boolean): void {
    for (const name of this.refuge?.memory.names() ?? []) {
      if (!isNamed(nameOfBlob.exec(name)?.[1] ?? '')) this.refuge?.memory.delete(name);
    }
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
    const inMemory = this.refuge?.memory.sizeOf(nameOf(reference)) ?? null;
    if (inMemory !== null) return inMemory;
    return stat(this.placeOf(reference)).then(
      ({ size }) => size,
      (error: unknown) => {
        if (hasDiskCode(error, 'ENOENT')) return null;
        throw error;
      },
    );
  }

  async delete(reference: Pick<UploadReference, 'sha256' | 'mediaType'>): Promise<void> {
    this.refuge?.memory.delete(nameOf(reference));
    await rm(this.placeOf(reference), { force: true }).catch((error: unknown) => {
      // A card that takes no writes keeps it; the next start finds that nobody names it.
      if (this.refuge?.card.isUsable !== false) throw error;
    });
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
    if (!this.isFolderDurable) {
      await makeDirectory(this.disk, this.folder);
      this.isFolderDurable = true;
    }
    await this.disk.mkdir(folder);
    await this.disk.fsyncDirectory(this.folder);
    this.known.add(folder);
  }
}
