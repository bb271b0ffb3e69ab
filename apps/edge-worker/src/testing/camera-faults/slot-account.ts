/**
 * What became of each slot of a run: a frame, or a reason. It has its place from the start: what it
 * writes down must not be what grows.
 */
export class SlotAccount {
  private readonly said: Uint8Array;
  private readonly reasons: string[] = [];
  private readonly told: Uint8Array;
  private readonly first: number;
  readonly slots: number;

  /** Of the slots in [fromMs, toMs). */
  constructor(
    fromMs: number,
    toMs: number,
    private readonly slotMs: number,
  ) {
    this.first = Math.ceil(fromMs / slotMs) * slotMs;
    this.slots = Math.max(0, Math.ceil((toMs - this.first) / slotMs));
    this.said = new Uint8Array(this.slots);
    this.told = new Uint8Array(this.slots);
  }

  /** `reason`: null where there is a frame. Slots that lie outside of the run are not counted. */
  tell(slotAt: number, reason: string | null): void {
    const at = (slotAt - this.first) / this.slotMs;
    if (!(at >= 0 && at < this.slots)) return;
    this.told[at] = Math.min(255, (this.told[at] ?? 0) + 1);
    if (this.told[at] === 1) this.said[at] = this.indexOf(reason ?? '');
  }

  get captured(): number {
    return this.reasonsOf().filter((reason) => reason === '').length;
  }

  missed(): Map<string, number> {
    const counts = new Map<string, number>();
    for (const reason of this.reasonsOf()) {
      if (reason) counts.set(reason, (counts.get(reason) ?? 0) + 1);
    }
    return counts;
  }

  /** Slots that nobody said anything of; epoch milliseconds. */
  unexplained(): number[] {
    return this.where((told) => told === 0);
  }

  doubled(): number[] {
    return this.where((told) => told > 1);
  }

  /** The longest run of slots without a frame, with the reasons in it. */
  longestGap(): { slots: number; at: number; reasons: string[] } {
    let [longest, from, run] = [0, 0, 0];
    const all = this.reasonsOf();
    all.forEach((reason, at) => {
      run = reason === '' ? 0 : run + 1;
      if (run > longest) [longest, from] = [run, at - run + 1];
    });
    const reasons = new Set(all.slice(from, from + longest).map((reason) => reason ?? 'nothing'));
    return { slots: longest, at: this.first + from * this.slotMs, reasons: [...reasons] };
  }

  /** '' for a frame, null for nothing. */
  private reasonsOf(): (string | null)[] {
    return Array.from(this.said, (index, at) =>
      this.told[at] === 0 ? null : (this.reasons[index] ?? null),
    );
  }

  private where(holds: (told: number) => boolean): number[] {
    return [...this.told.keys()]
      .filter((at) => holds(this.told[at] ?? 0))
      .map((at) => this.first + at * this.slotMs);
  }

  private indexOf(reason: string): number {
    const known = this.reasons.indexOf(reason);
    return known === -1 ? this.reasons.push(reason) - 1 : known;
  }
}
