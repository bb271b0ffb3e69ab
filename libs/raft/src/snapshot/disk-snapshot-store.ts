import { createHash } from 'node:crypto';
import { join } from 'node:path';
import { type Disk, hasDiskCode, makeDirectory } from '@eyrie/journal';
import type { Index, SnapshotMeta } from '../core/types.ts';
import type { SnapshotStore } from '../driver/snapshot-store.ts';
import { SnapshotDamaged, SnapshotMissing, SnapshotNoSpace } from './errors.ts';
import { IncomingSnapshot } from './incoming-snapshot.ts';
import { contentEnd, type SnapshotInfo } from './snapshot-format.ts';
import { SnapshotReader } from './snapshot-reader.ts';
import { SnapshotWriter, unlessMissing } from './snapshot-writer.ts';

export interface DiskSnapshotStoreOptions {
  readonly disk: Disk;
  /** A directory of its own; made when missing. */
  readonly directory: string;
  /**
   * What a snapshot from a peer leaves free, for the log. A member's own may take three quarters of
   * that: only with it the log gets shorter. Default 16 MiB.
   */
  readonly reserveBytes?: number;
}

const RESERVE_BYTES = 16 * 1024 * 1024;
const WHOLE = '.snapshot';
/** This member's own, half written: of no use after a restart. */
const DRAFT = '.draft';
/** A peer's, half received: another attempt goes on from there. */
const PART = '.part';
const DAMAGED = '.damaged';

/** Snapshots as files of one directory: whole and durable, or not listed. */
export class DiskSnapshotStore implements SnapshotStore {
  readonly #disk: Disk;
  readonly #directory: string;
  readonly #reserveBytes: number;
  /** Newest first. */
  #whole: { readonly info: SnapshotInfo; readonly name: string }[] = [];
  #incoming: { readonly snapshot: IncomingSnapshot; readonly name: string } | null = null;
  /** Offers of two leaders may come at once; one after the other opens the file. */
  #receiving: Promise<unknown> = Promise.resolve();
  #drafts = 0;
  /** Files that were set aside in this opening, as they failed their checksums. */
  readonly damaged: string[] = [];

  private constructor(options: DiskSnapshotStoreOptions) {
    this.#disk = options.disk;
    this.#directory = options.directory;
    this.#reserveBytes = options.reserveBytes ?? RESERVE_BYTES;
  }

  /**
   * Reads every snapshot through; one that is damaged is renamed to `*.damaged` and not listed.
   * @throws SnapshotVersionUnknown, or the disk's error.
   */
  static async open(options: DiskSnapshotStoreOptions): Promise<DiskSnapshotStore> {
    const store = new DiskSnapshotStore(options);
    await store.#recover();
    return store;
  }

  list(): Promise<readonly SnapshotMeta[]> {
    return Promise.resolve(this.#whole.map(({ info }) => info.meta));
  }

  async write(meta: SnapshotMeta, bytes: AsyncIterable<Uint8Array>): Promise<void> {
    this.#drafts += 1;
    const draft = `${this.#drafts}${DRAFT}`;
    const freeBytesMin = this.#reserveBytes / 4;
    try {
      const writer = await SnapshotWriter.create(this.#place(draft, freeBytesMin));
      let info: SnapshotInfo;
      try {
        for await (const piece of bytes) await writer.append(piece);
        info = await writer.finish(meta);
      } catch (error) {
        await writer.close().catch(() => undefined);
        throw error;
      }
      await this.#keep(draft, info);
    } catch (error) {
      await this.#disk.unlink(this.#path(draft)).catch(() => undefined);
      throw error;
    }
  }

  async *read(id: string): AsyncGenerator<Uint8Array> {
    const reader = await this.openReader(id);
    try {
      yield* reader.content();
    } finally {
      await reader.close();
    }
  }

  /** For reading in pieces; to be closed. @throws SnapshotMissing, SnapshotDamaged */
  async openReader(id: string): Promise<SnapshotReader> {
    const found = this.#whole.find(({ info }) => info.meta.id === id);
    if (!found) throw new SnapshotMissing(id);
    try {
      return await SnapshotReader.open(this.#disk, this.#path(found.name));
    } catch (error) {
      if (hasDiskCode(error, 'ENOENT')) throw new SnapshotMissing(id);
      throw error;
    }
  }

  /**
   * Takes in a snapshot from a peer, from where an earlier attempt at the very same bytes broke off.
   * There is one at a time: the one before is stopped, and removed if it was of other bytes.
   * @throws SnapshotNoSpace
   */
  receive(info: SnapshotInfo): Promise<IncomingSnapshot> {
    const received = this.#receiving.then(() => this.#receive(info));
    this.#receiving = received.catch(() => undefined);
    return received;
  }

  async #receive(info: SnapshotInfo): Promise<IncomingSnapshot> {
    const name = partName(info);
    const before = this.#incoming;
    await before?.snapshot.stop();
    this.#incoming = null;
    const isSound = before?.name === name && before.snapshot.isSound;
    await this.#removeFiles((other) => other.endsWith(PART) && other !== name);
    const writer = await SnapshotWriter.resume(this.#place(name, this.#reserveBytes), isSound);
    const missing = contentEnd(info.lengthBytes - writer.offset);
    const free = await this.#disk.freeBytes(this.#directory);
    if (writer.offset > info.lengthBytes || free - missing < this.#reserveBytes) {
      await writer.close();
      throw new SnapshotNoSpace(missing);
    }
    const snapshot = new IncomingSnapshot(info, writer, {
      keep: () => this.#keep(name, info),
      discard: () => this.#removeFiles((other) => other === name),
    });
    this.#incoming = { snapshot, name };
    return snapshot;
  }

  async removeBelow(index: Index): Promise<void> {
    const gone = this.#whole.filter(({ info }) => info.meta.index < index);
    this.#whole = this.#whole.filter(({ info }) => info.meta.index >= index);
    const names = new Set(gone.map(({ name }) => name));
    const incoming = this.#incoming;
    const isIncomingOld = incoming !== null && incoming.snapshot.info.meta.index < index;
    if (isIncomingOld) await incoming.snapshot.stop();
    const keptPart = isIncomingOld ? null : incoming?.name;
    await this.#removeFiles(
      (name) =>
        names.has(name) || (name.endsWith(PART) && name !== keptPart && indexIn(name) < index),
    );
  }

  async #recover(): Promise<void> {
    await makeDirectory(this.#disk, this.#directory);
    await this.#removeFiles((name) => name.endsWith(DRAFT));
    for (const name of await this.#disk.list(this.#directory)) {
      if (!name.endsWith(WHOLE)) continue;
      const info = await this.#check(name);
      if (info) this.#whole.push({ info, name });
    }
    this.#whole.sort(byNewest);
    // A process that could not make these names durable may have ended for just that.
    if (this.#whole.length > 0) await this.#disk.fsyncDirectory(this.#directory);
  }

  async #check(name: string): Promise<SnapshotInfo | null> {
    const path = this.#path(name);
    try {
      const reader = await SnapshotReader.open(this.#disk, path);
      try {
        await reader.verify();
        return reader.info;
      } finally {
        await reader.close();
      }
    } catch (error) {
      if (!(error instanceof SnapshotDamaged)) throw error;
      await this.#disk.rename(path, `${path}${DAMAGED}`);
      await this.#disk.fsyncDirectory(this.#directory);
      this.damaged.push(`${name}${DAMAGED}`);
      return null;
    }
  }

  /** Its content is durable already; after this its name is too. */
  async #keep(from: string, info: SnapshotInfo): Promise<void> {
    const name = wholeName(info.meta);
    await this.#disk.rename(this.#path(from), this.#path(name));
    await this.#disk.fsyncDirectory(this.#directory);
    if (this.#incoming?.name === from) this.#incoming = null;
    this.#whole = [...this.#whole.filter((other) => other.name !== name), { info, name }];
    this.#whole.sort(byNewest);
  }

  async #removeFiles(isMeant: (name: string) => boolean): Promise<void> {
    const names = (await this.#disk.list(this.#directory)).filter(isMeant);
    for (const name of names) await this.#disk.unlink(this.#path(name)).catch(unlessMissing);
    if (names.length > 0) await this.#disk.fsyncDirectory(this.#directory);
  }

  #place(name: string, freeBytesMin: number) {
    return { disk: this.#disk, path: this.#path(name), freeBytesMin };
  }

  #path(name: string): string {
    return join(this.#directory, name);
  }
}

type Kept = { readonly info: SnapshotInfo };

function byNewest({ info: { meta: left } }: Kept, { info: { meta: right } }: Kept): number {
  return right.index - left.index || right.term - left.term;
}

/** An id may come from a peer, so it never becomes part of a name as it is. */
function wholeName({ id, index }: SnapshotMeta): string {
  return `${padded(index)}-${digest(id)}${WHOLE}`;
}

/** Of the bytes, so that no piece of others can ever be taken for one of these. */
function partName({ meta, lengthBytes, sha256 }: SnapshotInfo): string {
  return `${padded(meta.index)}-${digest(`${meta.id} ${lengthBytes} ${sha256}`)}${PART}`;
}

function indexIn(name: string): Index {
  return Number.parseInt(name, 10);
}

function padded(index: Index): string {
  return String(index).padStart(16, '0');
}

function digest(text: string): string {
  return createHash('sha256').update(text).digest('hex').slice(0, 16);
}
