/** How long somebody counts as being about after having asked. */
const aboutMs = 1_000;

interface Asked {
  readonly owner: string;
  at: number;
}

/**
 * Knows who is in a hurry: an owner that asks more often than it should while somebody else is about. Alone,
 * an owner may be as quick as it likes. Pure; it is told the time.
 */
export class Haste {
  /** The two that asked last. */
  private last: Asked | null = null;
  private other: Asked | null = null;
  private counts = new Map<string, number>();
  private countsSince = -Infinity;

  /** @param calmMost how often an owner may ask in a second without being in a hurry */
  constructor(private readonly calmMost: number) {}

  asked(owner: string, now: number): void {
    if (this.last?.owner === owner) this.last.at = now;
    else [this.last, this.other] = [{ owner, at: now }, this.last];
    // The second before is half remembered: whoever was in a hurry is so at the turn of a second, too.
    if (now - this.countsSince >= aboutMs) {
      const isNext = now - this.countsSince < 2 * aboutMs;
      const kept = isNext ? [...this.counts].filter(([, count]) => count > this.calmMost) : [];
      this.counts = new Map(kept.map(([one]) => [one, this.calmMost]));
      this.countsSince = now;
    }
    this.counts.set(owner, (this.counts.get(owner) ?? 0) + 1);
  }

  isHasty(owner: string, now: number): boolean {
    if ((this.counts.get(owner) ?? 0) <= this.calmMost) return false;
    const other = this.last?.owner === owner ? this.other : this.last;
    return other !== null && now - other.at < aboutMs;
  }
}
