const keptMax = 40;

/** How the way to the leader has been, by the last records that were sent. */
export class LinkQuality {
  private readonly outcomes: (number | null)[] = [];

  /** Milliseconds until the broker had it; null where it never said so. */
  note(ms: number | null): void {
    this.outcomes.push(ms);
    if (this.outcomes.length > keptMax) this.outcomes.shift();
  }

  read(): { roundTripMs: number | null; lossShare: number | null } {
    const answered = this.outcomes.filter((ms) => ms !== null).sort((a, b) => a - b);
    const total = this.outcomes.length;
    return {
      roundTripMs: answered[Math.floor(answered.length / 2)] ?? null,
      lossShare: total === 0 ? null : (total - answered.length) / total,
    };
  }
}
