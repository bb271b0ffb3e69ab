const leapMs = 3_600_000;
const settledMs = 6 * 3_600_000;

/**
 * The wall clock as ages are judged by. One that leaps, by a wrong battery clock or a wrong server,
 * must not make everything old at once: the time before goes on until the new one has held.
 */
export class SteadyTime {
  /** Wall minus elapsed, as it is believed. */
  private believed: number | null = null;
  private candidate: { offset: number; since: number } | null = null;

  /** Both in milliseconds; `elapsedMs` only goes forward. */
  now(wallMs: number, elapsedMs: number): number {
    const offset = wallMs - elapsedMs;
    this.believed ??= offset;
    if (Math.abs(offset - this.believed) < leapMs) {
      // As clocks are kept: a little at a time.
      this.believed = offset;
      this.candidate = null;
    } else if (!this.candidate || Math.abs(offset - this.candidate.offset) >= leapMs) {
      this.candidate = { offset, since: elapsedMs };
    } else if (elapsedMs - this.candidate.since >= settledMs) {
      this.believed = offset;
      this.candidate = null;
    }
    return this.believed + elapsedMs;
  }
}
