/**
 * How often something took how long, the way Prometheus counts: `counts[n]` is of all that took at
 * most `boundsMs[n]`, those of the buckets below included; `count` is of all (its bucket "+Inf").
 */
export interface LatencyHistogram {
  readonly boundsMs: readonly number[];
  readonly counts: readonly number[];
  readonly count: number;
  readonly sumMs: number;
  readonly maxMs: number;
}

/** From a fast disk's sync to an election or two. */
const BOUNDS_MS = [
  0.25, 0.5, 1, 2.5, 5, 10, 25, 50, 100, 250, 500, 1000, 2500, 5000, 10_000,
] as const;

/** Collects durations. */
export class Latencies {
  /** Of each bucket alone; the last one is of what was longer than all bounds. */
  readonly #buckets = Array.from({ length: BOUNDS_MS.length + 1 }, () => 0);
  #sumMs = 0;
  #maxMs = 0;

  observe(tookMs: number): void {
    const found = BOUNDS_MS.findIndex((boundMs) => tookMs <= boundMs);
    const at = found === -1 ? BOUNDS_MS.length : found;
    this.#buckets[at] = (this.#buckets[at] ?? 0) + 1;
    this.#sumMs += tookMs;
    if (tookMs > this.#maxMs) this.#maxMs = tookMs;
  }

  get histogram(): LatencyHistogram {
    let count = 0;
    const counts = this.#buckets.map((inBucket) => (count += inBucket));
    counts.pop();
    return { boundsMs: BOUNDS_MS, counts, count, sumMs: this.#sumMs, maxMs: this.#maxMs };
  }
}
