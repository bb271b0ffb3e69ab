import { mkdir, open, rm } from 'node:fs/promises';
import path from 'node:path';
import type { Logger } from '@eyrie/platform';
import type { Clock } from '../clock.ts';
import type { LogTrouble, ResilientLog } from './resilient-log.ts';

export type CardState = 'well' | LogTrouble;

export interface CardStatus {
  readonly state: CardState;
  readonly reason: string | null;
  /** What would be lost if the power went now. */
  readonly entriesInMemory: number;
  readonly bytesInMemory: number;
}

export interface CardOptions {
  readonly folder: string;
  readonly clock: Clock;
  readonly log: Logger;
  /** Ends the process in good order; whoever keeps it running starts it again. */
  readonly restart: () => void;
  readonly everyMs?: number;
  /** Rejects where the card cannot be written to; a stand-in for tests. */
  readonly probe?: () => Promise<void>;
}

const stallMs = 5_000;

/**
 * What is known of the disk that everything is kept on. While it is not well the rest of the worker
 * goes on in memory; this tries the disk until it is well again, and has everything brought back.
 */
export class Card {
  private state: CardState = 'well';
  private reason: string | null = null;
  private readonly logs: ResilientLog[] = [];
  private readonly stores: { bringBack: () => Promise<void>; bytesInMemory: () => number }[] = [];
  private readonly listeners = new Set<(status: CardStatus) => void>();
  private hasRoom: () => Promise<boolean> = () => Promise.resolve(true);
  private readonly stopping = new AbortController();
  private running: Promise<void> | null = null;

  constructor(private readonly options: CardOptions) {}

  get status(): CardStatus {
    const bytes = [
      ...this.logs.map(({ inMemory }) => inMemory.bytes),
      ...this.stores.map((store) => store.bytesInMemory()),
    ];
    return {
      state: this.state,
      reason: this.reason,
      entriesInMemory: this.logs.reduce((sum, { inMemory }) => sum + inMemory.entries, 0),
      bytesInMemory: bytes.reduce((sum, one) => sum + one, 0),
    };
  }

  /** Whether it is worth trying to write there. A full disk takes this and that. */
  get isUsable(): boolean {
    return this.state === 'well' || this.state === 'full';
  }

  /** Of the time an operation may take before the disk counts as stalled. Milliseconds. */
  get stallMs(): number {
    return stallMs;
  }

  /** The logs that are kept on it. */
  get watched(): readonly ResilientLog[] {
    return this.logs;
  }

  watch(log: ResilientLog): void {
    this.logs.push(log);
  }

  watchStore(store: { bringBack: () => Promise<void>; bytesInMemory: () => number }): void {
    this.stores.push(store);
  }

  /** A disk that is full is well again when this says so. */
  setRoomCheck(hasRoom: () => Promise<boolean>): void {
    this.hasRoom = hasRoom;
  }

  /** Runs at each change of the state. */
  onChange(listener: (status: CardStatus) => void): void {
    this.listeners.add(listener);
    // The trouble may be older than whoever wants to know of it.
    if (this.state !== 'well') listener(this.status);
  }

  trouble(state: LogTrouble, error: unknown): void {
    // Failed is worse than stalled, and stalled than full: what is worse stands until it is over.
    const rank = { well: 0, full: 1, stalled: 2, failed: 3 };
    if (rank[state] <= rank[this.state]) return;
    this.reason = reasonOf(error);
    this.become(state);
  }

  start(): void {
    this.running = this.run();
  }

  async stop(): Promise<void> {
    this.stopping.abort();
    await this.running;
  }

  /** One try. True when the disk is well and has everything. */
  async mend(): Promise<boolean> {
    const isUnread = this.logs.some((log) => log.isUnread);
    try {
      await inTime(this.options.probe?.() ?? this.write(), stallMs);
      if (!(await inTime(this.hasRoom(), stallMs))) throw new Error('The disk has no room.');
      for (const log of this.logs) await inTime(log.recover(), stallMs * 4);
      for (const store of this.stores) await store.bringBack();
    } catch (error) {
      this.reason = reasonOf(error);
      return false;
    }
    const { entriesInMemory, bytesInMemory } = this.status;
    if (entriesInMemory + bytesInMemory > 0) return false;
    this.reason = null;
    this.become('well');
    // What the disk had of earlier times was never read; only a start does that.
    if (isUnread) this.options.restart();
    return true;
  }

  private become(state: CardState): void {
    this.state = state;
    const { log } = this.options;
    const level = state === 'well' ? 'warn' : 'error';
    log[level](
      { event: 'card_state', state, reason: this.reason },
      'The disk is in another state.',
    );
    for (const listener of this.listeners) listener(this.status);
  }

  private async write(): Promise<void> {
    await mkdir(this.options.folder, { recursive: true });
    const file = path.join(this.options.folder, '.probe');
    const handle = await open(file, 'w');
    try {
      await handle.write(Buffer.alloc(4096, 0x5a));
      await handle.sync();
    } finally {
      await handle.close();
      await rm(file, { force: true });
    }
  }

  private async run(): Promise<void> {
    const { clock, log, everyMs = 2_000 } = this.options;
    const { signal } = this.stopping;
    while (!signal.aborted) {
      if (this.state !== 'well') {
        await this.mend().catch((error: unknown) => {
          log.error({ event: 'card_not_mended', err: error }, 'It is tried again.');
        });
      }
      await clock.sleep(everyMs, signal);
    }
  }
}

function reasonOf(error: unknown): string {
  const cause = error instanceof Error ? (error.cause ?? error) : error;
  return cause instanceof Error ? cause.message : String(cause);
}

async function inTime<T>(work: Promise<T>, ms: number): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error('The disk does not answer.')), ms);
  });
  work.catch(() => undefined);
  return Promise.race([work, late]).finally(() => clearTimeout(timer));
}
