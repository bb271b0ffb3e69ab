import { randomUUID } from 'node:crypto';
import type { LimitStore } from './limit-store.ts';

/** Places of one kind. */
export interface Places {
  readonly name: string;
  /** For each key, over all replicas. */
  readonly most: number;
}

/** How long the places of a replica that died are still taken. */
const ttlMs = 30_000;
const renewMs = 10_000;
/** Places that are given back are kept for so long: a client that comes again costs no question. */
const lingerMs = 1_000;
/** Where all were taken, nobody asks again for so long: a flood of those who want in asks nothing. */
const fullMs = 250;
/** A replica takes a fortieth of the places at a time, so that most clients cost no question either. */
const leases = 40;

interface Held {
  /** Places in use at this replica. */
  inside: number;
  /** Those who wait for one. */
  coming: number;
  /** Places that the store gave this replica. */
  held: number;
  /** Until when all places are taken for certain, as far as others are concerned. */
  fullUntil: number;
  /** The last question under way: they are asked one after the other. */
  asking: Promise<unknown>;
  timer: NodeJS.Timeout | null;
}

/**
 * Places that are taken for as long as something lasts, counted over all replicas. Nobody who is inside is
 * ever sent out: where the store forgot what it had counted, there may be more inside for a while.
 */
export class SharedPlaces {
  private readonly holder = randomUUID();
  private readonly held = new Map<string, Held>();
  private readonly renewal: NodeJS.Timeout;

  constructor(
    readonly places: Places,
    private readonly store: Pick<LimitStore, 'hold'>,
  ) {
    this.renewal = setInterval(() => this.renew(), renewMs);
    this.renewal.unref();
  }

  /** Takes a place, or answers null when all are taken. The result gives it back; twice is once. */
  async enter(key: string): Promise<(() => void) | null> {
    const held = this.heldOf(key);
    if (held.inside >= held.held && performance.now() < held.fullUntil) return null;
    held.coming += 1;
    try {
      while (held.inside >= held.held) {
        if (!(await this.ask(key, held))) break;
      }
      if (held.inside >= held.held) {
        held.fullUntil = performance.now() + fullMs;
        return null;
      }
      held.inside += 1;
    } finally {
      held.coming -= 1;
    }
    let isInside = true;
    return () => {
      if (isInside) this.leave(key, held);
      isInside = false;
    };
  }

  /** Gives all back, as those who were inside are sent away to other replicas. */
  async close(): Promise<void> {
    clearInterval(this.renewal);
    const all = [...this.held];
    this.held.clear();
    await Promise.all(
      all.map(async ([key, held]) => {
        if (held.timer) clearTimeout(held.timer);
        held.inside = 0;
        await this.ask(key, held);
      }),
    );
  }

  private heldOf(key: string): Held {
    let held = this.held.get(key);
    if (!held) {
      held = {
        inside: 0,
        coming: 0,
        held: 0,
        fullUntil: 0,
        asking: Promise.resolve(),
        timer: null,
      };
      this.held.set(key, held);
    }
    return held;
  }

  private leave(key: string, held: Held): void {
    held.inside -= 1;
    if (held.timer || this.held.get(key) !== held) return;
    held.timer = setTimeout(() => {
      held.timer = null;
      void this.ask(key, held);
    }, lingerMs);
    held.timer.unref();
  }

  /** Tells the store how many places are needed by then, and answers whether it has so many. */
  private ask(key: string, held: Held, isRenewal = false): Promise<boolean> {
    const asked = held.asking.then(async () => {
      const { most, name } = this.places;
      const lease = Math.max(1, Math.floor(most / leases));
      const needed = held.inside + held.coming;
      const wanted = Math.min(most, Math.ceil(needed / lease) * lease);
      if (needed > held.held || wanted < held.held || (isRenewal && wanted > 0)) {
        const place = { key: `${name}:${key}`, holder: this.holder, wanted, most, ttlMs };
        held.held = await this.store.hold(place);
      }
      const isUnused = held.inside + held.coming === 0 && held.held === 0;
      if (isUnused && this.held.get(key) === held) this.held.delete(key);
      return held.held >= needed;
    });
    held.asking = asked;
    return asked;
  }

  private renew(): void {
    for (const [key, held] of this.held) void this.ask(key, held, true);
  }
}
