import { flatnessOf, type Flatness } from './flatness.ts';

/** What a process holds, in megabytes. */
const kinds = ['resident', 'heap', 'external', 'buffers'] as const;
export type MemoryKind = (typeof kinds)[number];

const perMinute = 12;
export const sampleEveryMs = 60_000 / perMinute;

/**
 * What this process held over the time of a run. It has its place from the start: what it writes down
 * must not be what grows.
 */
export class MemoryLog {
  private readonly samples: Readonly<Record<MemoryKind, Float64Array>>;
  private count = 0;

  constructor(seconds: number) {
    const size = Math.ceil((seconds * 1_000) / sampleEveryMs) + perMinute;
    const room = (): Float64Array => new Float64Array(size);
    this.samples = { resident: room(), heap: room(), external: room(), buffers: room() };
  }

  /** Looks, after all that can be freed is freed, where the process was started so that it can be. */
  look(): void {
    globalThis.gc?.();
    const { rss, heapUsed, external, arrayBuffers } = process.memoryUsage();
    const { resident, heap, external: other, buffers } = this.samples;
    resident[this.count] = rss / 1e6;
    heap[this.count] = heapUsed / 1e6;
    other[this.count] = (external - arrayBuffers) / 1e6;
    buffers[this.count] = arrayBuffers / 1e6;
    this.count += 1;
  }

  last(): string {
    return kinds
      .map((kind) => `${kind} ${(this.samples[kind][this.count - 1] ?? 0).toFixed(1)}`)
      .join(', ');
  }

  /** Of the last two thirds: the first is warming up. Null where that is less than five minutes. */
  flatness(kind: MemoryKind): Flatness | null {
    const all = this.samples[kind].subarray(0, this.count);
    return flatnessOf(all.subarray(Math.floor(all.length / 3)), perMinute);
  }
}
