import { prng, type Prng } from '../../src/core/prng.ts';
import type { Persist } from '../../src/core/ready.ts';
import type { Entry, HardState } from '../../src/core/types.ts';
import { Wal, type WalOptions } from '../../src/storage/wal.ts';
import { CrashStates } from './crash-states.ts';
import { type Change, type Image, MemoryDisk } from './memory-disk.ts';

export interface ExplorerOptions {
  readonly seed: number;
  readonly operations: number;
  /** Lets the power fail a second time, at any moment of the start that follows. */
  readonly isTwice: boolean;
  readonly progress?: (done: { readonly points: number; readonly images: number }) => void;
}

export interface Explored {
  /** Moments at which the power failed. */
  readonly points: number;
  /** Disks that were read back. */
  readonly images: number;
  readonly changes: number;
  readonly mostPending: number;
}

interface State {
  readonly term: number;
  readonly vote: number | null;
  readonly entries: readonly Entry[];
}

type Step =
  | { readonly kind: 'change'; readonly change: Change }
  /** From here on the state may be this one. */
  | { readonly kind: 'begin'; readonly state: State }
  /** From here on it must be. */
  | { readonly kind: 'acknowledge' };

export class CrashLosesData extends Error {
  override readonly name = 'CrashLosesData';
}

const REOPEN_EVERY = 25;
const START: State = { term: 0, vote: null, entries: [] };

function optionsOf(disk: MemoryDisk): WalOptions {
  return {
    disk,
    directory: '/raft',
    nodeId: 1,
    clusterId: 'explored',
    drawIncarnation: () => '0011223344556677',
  };
}

/**
 * Writes a log under load once, and then reads it back from every disk that a power cut at any
 * moment can leave. @throws CrashLosesData when one of them has lost what was acknowledged, or has
 * something that was never written.
 */
export async function exploreWal(options: ExplorerOptions): Promise<Explored> {
  const steps = await record(options);
  const disk = new CrashStates();
  const reader = new Reader(options.isTwice);
  let [acknowledged, latest] = [START, START];
  let [points, mostPending] = [0, 0];
  for (const [at, step] of steps.entries()) {
    if (step.kind === 'begin') {
      latest = step.state;
      continue;
    }
    if (step.kind === 'acknowledge') acknowledged = latest;
    else disk.add(step.change);
    points += 1;
    mostPending = Math.max(mostPending, disk.pending);
    for (const image of disk.images()) {
      await reader.check(image, [acknowledged, latest], `seed ${options.seed}, step ${at}`);
    }
    if (points % 20 === 0) options.progress?.({ points, images: reader.images });
  }
  return { points, images: reader.images, changes: steps.length, mostPending };
}

/** Reads disks back, and those that a cut during that leaves. */
class Reader {
  readonly #isTwice: boolean;
  images = 0;

  constructor(isTwice: boolean) {
    this.#isTwice = isTwice;
  }

  async check(image: Image, legal: readonly State[], where: string): Promise<void> {
    const changes: Change[] = [];
    const recovered = await this.#readBack(image, legal, where, (change) => changes.push(change));
    if (!this.#isTwice) return;
    const disk = new CrashStates(image);
    for (const change of changes) {
      disk.add(change);
      for (const second of disk.images()) await this.#readBack(second, legal, `${where}, again`);
    }
    // What a start has shown is shown by every later one.
    for (const second of disk.images())
      await this.#readBack(second, [recovered], `${where}, after`);
  }

  async #readBack(
    image: Image,
    legal: readonly State[],
    where: string,
    tell?: (change: Change) => void,
  ): Promise<State> {
    this.images += 1;
    const { wal, hardState, entries } = await Wal.open(optionsOf(new MemoryDisk(image, tell)));
    const { term, vote, commit } = hardState;
    await wal.close();
    const isLegal = legal.some((state) => isSame(state, hardState, entries));
    if (isLegal && commit <= entries.length) return { term, vote, entries };
    const wanted = legal.map(
      (state) => `term ${state.term}, vote ${state.vote}, ${state.entries.length} entries`,
    );
    throw new CrashLosesData(
      `${where}: term ${term}, vote ${vote}, ${entries.length} entries; ` +
        `legal: ${wanted.join(' or ')}`,
    );
  }
}

function isSame(state: State, { term, vote }: HardState, entries: readonly Entry[]): boolean {
  if (state.term !== term || state.vote !== vote) return false;
  if (state.entries.length !== entries.length) return false;
  return state.entries.every((entry, at) => {
    const other = entries[at]!;
    return entry.term === other.term && Buffer.compare(entry.data, other.data) === 0;
  });
}

type Load = Pick<ExplorerOptions, 'seed' | 'operations'>;

/** The disk after the load. */
export async function recordLoad(load: Load): Promise<Image> {
  const disk = new MemoryDisk();
  await run(load, disk, () => undefined);
  return disk.image;
}

/** What the load does to the disk. */
async function record(load: Load): Promise<Step[]> {
  const steps: Step[] = [];
  const disk = new MemoryDisk(undefined, (change) => steps.push({ kind: 'change', change }));
  await run(load, disk, (step) => steps.push(step));
  return steps;
}

async function run(
  { seed, operations }: Load,
  disk: MemoryDisk,
  tell: (step: Step) => void,
): Promise<void> {
  const rng = prng(seed);
  let { wal } = await Wal.open(optionsOf(disk));
  let state = START;
  let seq = 0;
  for (let operation = 0; operation < operations; operation += 1) {
    if (operation % REOPEN_EVERY === REOPEN_EVERY - 1) {
      // A new segment, and all that a start does to the disk.
      await wal.close();
      ({ wal } = await Wal.open(optionsOf(disk)));
    }
    seq += 1;
    const { persist, next } = draw(state, seq, rng);
    tell({ kind: 'begin', state: next });
    await wal.append([persist]);
    tell({ kind: 'acknowledge' });
    state = next;
  }
  await wal.close();
}

function draw(state: State, seq: number, rng: Prng): { persist: Persist; next: State } {
  const isNewTerm = state.term === 0 || rng.below(5) === 0;
  const term = isNewTerm ? state.term + 1 : state.term;
  const vote = isNewTerm ? (rng.below(2) === 0 ? null : 1 + rng.below(3)) : state.vote;
  const isCut = isNewTerm && state.entries.length > 0 && rng.below(2) === 0;
  const kept = isCut ? Math.max(0, state.entries.length - 1 - rng.below(3)) : state.entries.length;
  const count = isNewTerm && !isCut ? rng.below(2) : 1 + rng.below(2);
  const entries = Array.from({ length: count }, (_, at): Entry => ({
    term,
    index: kept + 1 + at,
    type: 'normal',
    data: Uint8Array.from({ length: 20 + rng.below(800) }, () => rng.below(256)),
  }));
  const persist: Persist = {
    seq,
    hardState: { term, vote, commit: 0 },
    ...(isCut ? { truncateAfter: kept } : {}),
    entries,
    mustSync: true,
    then: [],
  };
  return { persist, next: { term, vote, entries: [...state.entries.slice(0, kept), ...entries] } };
}
