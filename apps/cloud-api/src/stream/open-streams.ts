/** Counts what each person has open, up to a most. */
export class OpenStreams {
  private readonly counts = new Map<string, number>();

  constructor(readonly perUserMax: number) {}

  get total(): number {
    let total = 0;
    for (const count of this.counts.values()) total += count;
    return total;
  }

  /** Takes a place, or answers null when all are taken. The result gives it back; twice is once. */
  enter(userId: string): (() => void) | null {
    const count = this.counts.get(userId) ?? 0;
    if (count >= this.perUserMax) return null;
    this.counts.set(userId, count + 1);
    let isInside = true;
    return () => {
      if (!isInside) return;
      isInside = false;
      const rest = (this.counts.get(userId) ?? 1) - 1;
      if (rest === 0) this.counts.delete(userId);
      else this.counts.set(userId, rest);
    };
  }
}
