import { join } from 'node:path';
import { type Disk, Journal, JournalFull } from '@eyrie/journal';
import type { Persist } from '../core/ready.ts';
import { NOTHING } from '../core/state.ts';
import type {
  ConfState,
  Entry,
  HardState,
  Incarnation,
  NodeId,
  SnapshotMeta,
} from '../core/types.ts';
import { BatchEncoder } from './batch.ts';
import { encodeRecord } from './record.ts';
import { Replay } from './replay.ts';
import { readSuperblock, type Superblock, writeSuperblock } from './superblock.ts';

/** The directory cannot be this node's: going on could mean a second vote in a term. */
export class ForeignDirectory extends Error {
  constructor(reason: string) {
    super(`The directory does not belong to this node: ${reason}.`);
    this.name = 'ForeignDirectory';
  }
}

export interface WalOptions {
  readonly disk: Disk;
  readonly directory: string;
  readonly nodeId: NodeId;
  readonly clusterId: string;
  /** Used when the directory is founded. */
  readonly drawIncarnation: () => string;
  /** Who begins together, where the directory is founded. Default: nobody; it waits to be taken in. */
  readonly founding?: ConfState;
}

export interface Recovered {
  readonly wal: Wal;
  readonly hardState: HardState;
  /** From behind the snapshot on. */
  readonly entries: readonly Entry[];
  /** What the log stands on; null in a log from before founders were written down. */
  readonly snapshot: SnapshotMeta | null;
  readonly incarnation: Incarnation;
}

/** Term, vote and entries in one stream of records, on the journal that the workers use too. */
export class Wal {
  readonly #journal: Journal;
  readonly #encoder = new BatchEncoder();

  private constructor(journal: Journal) {
    this.#journal = journal;
  }

  /**
   * Founds the directory or replays it.
   * @throws ForeignDirectory, UnreadableBytes, WalInconsistent, and the journal's errors.
   */
  static async open(options: WalOptions): Promise<Recovered> {
    const { disk, directory } = options;
    await disk.mkdir(directory);
    // Never cut or set aside what was durable: it may be an acknowledged entry or a given vote.
    const { journal } = await Journal.open({
      directory: join(directory, 'log'),
      disk,
      onDamage: 'refuse',
    });
    try {
      const { incarnation } = await claim(journal, options);
      const replay = await replayAll(journal);
      return { wal: new Wal(journal), ...replay.finish(), incarnation };
    } catch (error) {
      await journal.close();
      throw error;
    }
  }

  /** What it takes up on the disk. */
  get bytes(): number {
    return this.#journal.bytes;
  }

  /**
   * Writes a batch, whole or not at all; once it resolves the batch is durable. Answers whether the
   * disk was touched. Only one call at a time: their order is the order of the records. Term and
   * vote alone, or all of it where it `isUrgent`, may take the reserve of a full disk.
   * @throws JournalFull: nothing was written, and the same may be tried again; JournalFailed.
   */
  async append(persists: readonly Persist[], isUrgent = false): Promise<boolean> {
    const takeBack = this.#encoder.checkpoint();
    try {
      return await this.#append(persists, isUrgent);
    } catch (error) {
      takeBack();
      throw error;
    }
  }

  async #append(persists: readonly Persist[], isUrgent: boolean): Promise<boolean> {
    const records = this.#encoder.encode(persists);
    if (records.length === 0) return false;
    const isBeginning = persists.some(({ snapshot }) => snapshot !== undefined);
    // A full disk gets room by this very write, so it may take the last there is.
    const urgent = isUrgent || isBeginning || persists.every(({ entries }) => entries.length === 0);
    const { first } = await this.#journal.append(records, { urgent });
    if (isBeginning) await this.#forgetBefore(first);
    return true;
  }

  /** What lies before the beginning only takes space: on a full disk it goes with the next one. */
  async #forgetBefore(position: number): Promise<void> {
    try {
      await this.#journal.truncateBefore(position);
    } catch (error) {
      // The batch itself is durable; to report it as refused would have it written twice.
      if (!(error instanceof JournalFull)) throw error;
    }
  }

  close(): Promise<void> {
    return this.#journal.close();
  }
}

const FOUNDING_RECORDS = 2;

async function replayAll(journal: Journal): Promise<Replay> {
  const replay = new Replay();
  for (let from = journal.first; from <= journal.last;) {
    const records = await journal.read(from);
    for (const record of records) replay.add(record.payload);
    from += records.length;
  }
  return replay;
}

/**
 * The log begins with a founding record, and the superblock is written after it. So a superblock
 * without a log means that the log was lost: the node may have voted, and must not start afresh.
 */
async function claim(journal: Journal, options: WalOptions): Promise<Superblock> {
  const { disk, directory, nodeId, clusterId } = options;
  const path = join(directory, 'superblock');
  const block = await readSuperblock(disk, path);
  if (block) {
    if (block.nodeId !== nodeId) throw new ForeignDirectory(`it is node ${block.nodeId}'s`);
    if (block.clusterId !== clusterId) throw new ForeignDirectory('it is of another cluster');
    if (journal.last === 0) throw new ForeignDirectory('its log is gone');
    return block;
  }
  if (journal.last > FOUNDING_RECORDS) throw new ForeignDirectory('its superblock is gone');
  if (journal.last === 0) {
    const confState = options.founding ?? NOTHING.confState;
    await journal.append([
      encodeRecord({ kind: 'ballot', term: 0, vote: null }),
      encodeRecord({ kind: 'snapshot', snapshot: { ...NOTHING, confState } }),
    ]);
  }
  const founded = { nodeId, clusterId, incarnation: options.drawIncarnation() };
  await writeSuperblock(disk, path, founded);
  return founded;
}
