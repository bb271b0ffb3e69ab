const hourMs = 3_600_000;
const bucketMs = 60_000;
/** What is less than this is told of as if it had been spread over as much. */
const shortestMs = 5 * bucketMs;

/**
 * How much is written in an hour, by what was written in the last one; after a start by less.
 * Time is handed in and only goes forward: the wall clock is no use, it may leap.
 */
export class WriteRate {
  private readonly buckets = new Map<number, number>();
  private startedAt: number | null = null;

  add(bytes: number, elapsedMs: number): void {
    this.startedAt ??= elapsedMs;
    const bucket = Math.floor(elapsedMs / bucketMs);
    this.buckets.set(bucket, (this.buckets.get(bucket) ?? 0) + bytes);
  }

  bytesPerHour(elapsedMs: number): number {
    if (this.startedAt === null) return 0;
    const oldest = Math.floor((elapsedMs - hourMs) / bucketMs);
    let sum = 0;
    for (const [bucket, bytes] of this.buckets) {
      if (bucket <= oldest) this.buckets.delete(bucket);
      else sum += bytes;
    }
    const seenMs = Math.min(hourMs, Math.max(shortestMs, elapsedMs - this.startedAt));
    return (sum * hourMs) / seenMs;
  }
}
