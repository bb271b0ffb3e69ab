import { SnapshotMismatch } from './errors.ts';
import type { SnapshotInfo } from './snapshot-format.ts';
import type { SnapshotWriter } from './snapshot-writer.ts';

interface Ends {
  /** Makes it one of the store's snapshots. */
  readonly keep: () => Promise<void>;
  /** Removes what was written of it. */
  readonly discard: () => Promise<void>;
}

/** A snapshot that comes in pieces. What is written of it stays, for a later attempt to go on from. */
export class IncomingSnapshot {
  readonly info: SnapshotInfo;
  /** What has to come first. */
  readonly offset: number;
  readonly #writer: SnapshotWriter;
  readonly #ends: Ends;
  #isEnded = false;
  #finishing: Promise<void> | null = null;

  constructor(info: SnapshotInfo, writer: SnapshotWriter, ends: Ends) {
    this.info = info;
    this.offset = writer.offset;
    this.#writer = writer;
    this.#ends = ends;
  }

  /** What was written of it is on the disk as far as it was synced. */
  get isSound(): boolean {
    return this.#writer.isSound;
  }

  /** Content in order: `offset` is where the content before it ended. One call at a time. */
  async write(offset: number, content: Uint8Array): Promise<void> {
    this.#requireOpen();
    const { lengthBytes } = this.#writer;
    if (offset !== lengthBytes) throw new SnapshotMismatch('a piece is out of order');
    if (lengthBytes + content.length > this.info.lengthBytes) {
      throw new SnapshotMismatch('it is longer');
    }
    await this.#writer.append(content);
  }

  /** Resolves when all of it is durable and listed. @throws SnapshotMismatch */
  finish(): Promise<void> {
    this.#finishing ??= this.#finish();
    return this.#finishing;
  }

  async #finish(): Promise<void> {
    this.#requireOpen();
    if (this.#writer.lengthBytes !== this.info.lengthBytes) {
      throw new SnapshotMismatch('it is shorter');
    }
    this.#isEnded = true;
    const { sha256 } = await this.#writer.finish(this.info.meta);
    if (sha256 !== this.info.sha256) {
      await this.#ends.discard();
      throw new SnapshotMismatch('its checksum differs');
    }
    await this.#ends.keep();
  }

  /** Breaks off; what was written stays. What is being finished is waited for. Never rejects. */
  async stop(): Promise<void> {
    // Whoever takes the next one would else cut off the end of a file that is about to be listed.
    await this.#finishing?.catch(() => undefined);
    if (this.#isEnded) return;
    this.#isEnded = true;
    await this.#writer.close().catch(() => undefined);
  }

  #requireOpen(): void {
    if (this.#isEnded) throw new SnapshotMismatch('another one took its place');
  }
}
