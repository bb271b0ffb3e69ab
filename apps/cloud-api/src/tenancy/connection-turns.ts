import { AsyncLocalStorage } from 'node:async_hooks';
import type { DataSource } from 'typeorm';
import { DatabaseBusy } from '../database/database.errors.ts';
import { TooManyRequests } from '../limits/limit.errors.ts';
import { currentRequest } from '../request-context/request-context.ts';
import { type Asker, FairQueue, LineFull } from './fair-queue.ts';
import { Haste } from './haste.ts';

interface Turn {
  isOver: boolean;
}

/** Devices have fewer turns at once for so long after a person or a program asked for something. */
const peopleAboutMs = 1_000;
/** Turns of an organisation in a second, beyond which it has fewer at once while others are about. */
const calmTurnsMost = 50;

/**
 * Stands before the pool of connections: organisations come in turns, none has them all, and neither do
 * devices, whose batches would otherwise keep people waiting; while people are about, devices have three eighths, as
 * each batch has a processor of the database for as long as several lists. One that comes and comes has a quarter of them
 * as long as another is about: its statements would have the processor of the database otherwise. What is asked
 * before the organisation is known (sessions, limits) does not pass here, and has what is left.
 */
export class ConnectionTurns {
  private readonly queue: FairQueue;
  private readonly haste = new Haste(calmTurnsMost);
  private peopleAskedAt = -Infinity;
  private readonly turn = new AsyncLocalStorage<Turn>();

  /**
   * @param connections of the pool
   * @param waitMs how long a turn is waited for
   */
  constructor(
    connections: number,
    private readonly waitMs = 5_000,
  ) {
    const most = Math.max(1, connections - Math.ceil(connections / 5));
    const mostOfOwner = Math.max(1, most - Math.ceil(most / 4));
    const mostOfHasty = Math.max(1, Math.floor(most / 4));
    const eighths = (count: number) => Math.max(1, Math.floor((most * count) / 8));
    const mostOfDevices = () =>
      performance.now() - this.peopleAskedAt < peopleAboutMs ? eighths(3) : eighths(5);
    this.queue = new FairQueue({
      most,
      mostOfOwner: (owner) =>
        this.haste.isHasty(owner, performance.now()) ? mostOfHasty : mostOfOwner,
      mostInLane: (lane) => (lane === 'edge' ? mostOfDevices() : most),
      waitingMost: 500,
    });
  }

  /**
   * Runs `work` when it is the organisation's turn. Within a turn further connections are had at once, since
   * whoever waits for one while having another may wait for ever. Throws `TooManyRequests` where too many of
   * the organisation wait already, or one waits for too long for its own; `DatabaseBusy` where it is not its own.
   */
  async run<Result>(organisationId: string, work: () => Promise<Result>): Promise<Result> {
    if (this.turn.getStore()?.isOver === false) return work();
    const request = currentRequest();
    const lane = request?.principal?.kind === 'device' ? 'edge' : 'people';
    const asker = { owner: organisationId, lane };
    // Whoever works by the clock (retention, jobs) is nobody who could be kept waiting.
    if (request) {
      this.haste.asked(organisationId, performance.now());
      if (lane === 'people') this.peopleAskedAt = performance.now();
    }
    const leave = this.queue.enterNow(asker) ?? (await this.waitFor(asker));
    const turn = { isOver: false };
    try {
      return await this.turn.run(turn, work);
    } finally {
      turn.isOver = true;
      leave();
    }
  }

  private async waitFor(asker: Asker): Promise<() => void> {
    const patience = new AbortController();
    const timer = setTimeout(() => {
      const isHasty = this.haste.isHasty(asker.owner, performance.now());
      const busy = new DatabaseBusy(new Error('No connection became free in time.'));
      patience.abort(isHasty ? new TooManyRequests('connections', 1) : busy);
    }, this.waitMs);
    try {
      return await this.queue.enter(asker, patience.signal);
    } catch (error) {
      throw error instanceof LineFull ? new TooManyRequests('connections', 1) : error;
    } finally {
      clearTimeout(timer);
    }
  }
}

/** Connections that a data source may have open. */
export function poolSizeOf({ options }: DataSource): number {
  const { poolSize } = options as { poolSize?: number };
  return poolSize ?? 10;
}
