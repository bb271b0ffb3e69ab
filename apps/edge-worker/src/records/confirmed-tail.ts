export interface TailBounds {
  readonly keepMs: number;
  readonly recordsMax: number;
  readonly bytesMax: number;
}

/**
 * Six times the five minutes that a backup may be behind (RPO): who decides on a restore and carries it
 * out has the rest.
 */
export const defaultTail: TailBounds = {
  keepMs: 30 * 60_000,
  recordsMax: 4_096,
  bytesMax: 4 * 1024 * 1024,
};

/** What was so at a moment: everything below `before` was confirmed. */
interface Mark {
  readonly before: number;
  readonly at: number;
  readonly bytes: number;
}

/** So many marks stand for a whole tail: what is kept is kept up to a thirtieth too long. */
const marksPerTail = 30;

/**
 * How far the journal may forget what the cloud has confirmed: not at once, because a cloud that is
 * put back to an earlier moment needs it again (decision 0084). Knows positions only, and few of them.
 */
export class ConfirmedTail {
  private readonly marks: Mark[] = [];
  private confirmedBytes = 0;

  constructor(private readonly bounds: TailBounds) {}

  /** So much more was confirmed. */
  count(bytes: number): void {
    this.confirmedBytes += bytes;
  }

  /**
   * All below `before` is confirmed now (`nowMs` on a clock that only goes forward); returns the position
   * below which nothing need be kept.
   */
  keepFrom(before: number, nowMs: number): number {
    const { keepMs, recordsMax, bytesMax } = this.bounds;
    const last = this.marks.at(-1);
    const isDue =
      last === undefined ||
      nowMs - last.at >= keepMs / marksPerTail ||
      before - last.before >= recordsMax / marksPerTail ||
      this.confirmedBytes - last.bytes >= bytesMax / marksPerTail;
    if (isDue && before > (last?.before ?? 0)) {
      this.marks.push({ before, at: nowMs, bytes: this.confirmedBytes });
    }
    const isUseless = (mark: Mark): boolean =>
      this.isPast(mark, nowMs) || before - mark.before >= recordsMax;
    while (this.marks[1] && isUseless(this.marks[1])) this.marks.shift();
    const oldest = this.marks[0];
    const past = oldest && this.isPast(oldest, nowMs) ? oldest.before : 0;
    return Math.min(before, Math.max(past, before - recordsMax));
  }

  /** What was confirmed is not any more. */
  clear(): void {
    this.marks.length = 0;
  }

  private isPast({ at, bytes }: Mark, nowMs: number): boolean {
    return nowMs - at >= this.bounds.keepMs || this.confirmedBytes - bytes >= this.bounds.bytesMax;
  }
}
