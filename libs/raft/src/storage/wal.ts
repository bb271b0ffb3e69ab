import { join } from 'node:path';
import { type Disk, Journal } from '@eyrie/journal';
import type { Persist } from '../core/raw-node.ts';
import type { Entry, HardState, NodeId } from '../core/types.ts';
import { BatchEncoder } from './batch.ts';
import { encodeRecord } from './record.ts';
import { Replay } from './replay.ts';
import { readSuperblock, writeSuperblock } from './superblock.ts';

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
}

export interface Recovered {
  readonly wal: Wal;
  readonly hardState: HardState;
  readonly entries: readonly Entry[];
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
      const replay = await replayAll(journal);
      const { hardState, entries } = replay.finish();
      await claim(journal, options);
      return { wal: new Wal(journal), hardState, entries };
    } catch (error) {
      await journal.close();
      throw error;
    }
  }

  /**
   * Writes a batch, whole or not at all; once it resolves the batch is durable. Answers whether the
   * disk was touched. Only one call at a time: their order is the order of the records.
   */
  async append(persists: readonly Persist[]): Promise<boolean> {
    const records = this.#encoder.encode(persists);
    if (records.length === 0) return false;
    await this.#journal.append(records);
    return true;
  }

  close(): Promise<void> {
    return this.#journal.close();
  }
}

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
async function claim(journal: Journal, options: WalOptions): Promise<void> {
  const { disk, directory, nodeId, clusterId } = options;
  const path = join(directory, 'superblock');
  const block = await readSuperblock(disk, path);
  if (block) {
    if (block.nodeId !== nodeId) throw new ForeignDirectory(`it is node ${block.nodeId}'s`);
    if (block.clusterId !== clusterId) throw new ForeignDirectory('it is of another cluster');
    if (journal.last === 0) throw new ForeignDirectory('its log is gone');
    return;
  }
  if (journal.last > 1) throw new ForeignDirectory('its superblock is gone');
  if (journal.last === 0) {
    await journal.append([encodeRecord({ kind: 'ballot', term: 0, vote: null })]);
  }
  await writeSuperblock(disk, path, {
    nodeId,
    clusterId,
    incarnation: options.drawIncarnation(),
  });
}
