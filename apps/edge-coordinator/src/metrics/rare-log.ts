import type { Logger } from '@eyrie/platform';

const everyMs = 60_000;
const keysMax = 1_000;

/** Log lines that an enemy or an outage could make many of: one per event and key in a minute. */
export class RareLog {
  readonly #log: Logger;
  readonly #now: () => number;
  readonly #lastAt = new Map<string, { at: number; withheld: number }>();

  constructor(log: Logger, now: () => number = Date.now) {
    this.#log = log;
    this.#now = now;
  }

  /** `withheld` in the line counts those that were not written since the last one. */
  warn(event: string, key: string, fields: Record<string, unknown>): void {
    const id = `${event} ${key}`;
    const now = this.#now();
    const last = this.#lastAt.get(id);
    if (last && now - last.at < everyMs) {
      last.withheld += 1;
      return;
    }
    // Inserted anew, so that the oldest keys come first and go first.
    this.#lastAt.delete(id);
    this.#lastAt.set(id, { at: now, withheld: 0 });
    for (const [oldest] of this.#lastAt) {
      if (this.#lastAt.size <= keysMax) break;
      this.#lastAt.delete(oldest);
    }
    this.#log.warn({ event, ...fields, withheld: last?.withheld ?? 0 });
  }
}
