/** Who waits, and for what kind of work. */
export interface Asker {
  /** Whoever shares a line with this one: an organisation. */
  readonly owner: string;
  readonly lane: string;
}

export interface FairQueueOptions {
  /** How many may be inside at once. */
  readonly most: number;
  /** How many of this owner, by now. */
  readonly mostOfOwner: (owner: string) => number;
  /** How many in one lane, by now. */
  readonly mostInLane: (lane: string) => number;
  /** How many of one owner may wait. */
  readonly waitingMost: number;
}

interface Waiting {
  readonly asker: Asker;
  readonly admit: () => void;
}

/** The line of an owner is as long as it may be. */
export class LineFull extends Error {
  override readonly name = 'LineFull';
}

/**
 * Lets so many in at a time, and the owners in turns: whoever has a hundred waiting waits behind itself,
 * and somebody else's only one is next but for those who have as good a right. Pure; it knows no clock.
 */
export class FairQueue {
  private inside = 0;
  private readonly ofOwner = new Map<string, number>();
  private readonly inLane = new Map<string, number>();
  /** In the order of their turns: whoever has had one goes to the end. */
  private readonly lines = new Map<string, Waiting[]>();

  constructor(private readonly options: FairQueueOptions) {}

  /** How many wait. */
  get waiting(): number {
    let waiting = 0;
    for (const line of this.lines.values()) waiting += line.length;
    return waiting;
  }

  /** Takes a turn that is free at this moment; null where it must be waited for. The result ends it. */
  enterNow(asker: Asker): (() => void) | null {
    // Whoever waits for a full lane holds up nobody of another one.
    const line = this.lines.get(asker.owner);
    if (line?.some((waiting) => waiting.asker.lane === asker.lane)) return null;
    return this.mayEnter(asker) ? this.admit(asker) : null;
  }

  /**
   * Resolves when it is the asker's turn; the result ends it, and twice is once. Rejects with the signal's
   * reason where that comes first. Throws `LineFull`.
   */
  enter(asker: Asker, signal?: AbortSignal): Promise<() => void> {
    const now = this.enterNow(asker);
    if (now) return Promise.resolve(now);
    const line = this.lines.get(asker.owner) ?? [];
    if (line.length >= this.options.waitingMost) {
      return Promise.reject(new LineFull('Too many of one owner wait.'));
    }
    this.lines.set(asker.owner, line);
    return new Promise((resolve, reject) => {
      const waiting = { asker, admit: () => resolve(this.admit(asker)) };
      line.push(waiting);
      const giveUp = () => {
        if (this.forget(waiting)) reject(signal?.reason as Error);
      };
      signal?.addEventListener('abort', giveUp, { once: true });
    });
  }

  private mayEnter({ owner, lane }: Asker): boolean {
    const { most, mostOfOwner, mostInLane } = this.options;
    return (
      this.inside < most &&
      (this.ofOwner.get(owner) ?? 0) < mostOfOwner(owner) &&
      (this.inLane.get(lane) ?? 0) < mostInLane(lane)
    );
  }

  private admit(asker: Asker): () => void {
    this.count(asker, 1);
    let isInside = true;
    return () => {
      if (!isInside) return;
      isInside = false;
      this.count(asker, -1);
      this.letIn();
    };
  }

  /** Each owner in turn gives its first that may enter; within an owner a full lane holds up no other. */
  private letIn(): void {
    for (const [owner, line] of this.lines) {
      if (this.inside >= this.options.most) return;
      const index = line.findIndex(({ asker }) => this.mayEnter(asker));
      if (index < 0) continue;
      const [next] = line.splice(index, 1);
      this.lines.delete(owner);
      if (line.length > 0) this.lines.set(owner, line);
      next?.admit();
    }
  }

  private forget(waiting: Waiting): boolean {
    const { owner } = waiting.asker;
    const line = this.lines.get(owner);
    const index = line?.indexOf(waiting) ?? -1;
    if (!line || index < 0) return false;
    line.splice(index, 1);
    if (line.length === 0) this.lines.delete(owner);
    return true;
  }

  private count({ owner, lane }: Asker, by: number): void {
    this.inside += by;
    for (const [counts, key] of [
      [this.ofOwner, owner],
      [this.inLane, lane],
    ] as const) {
      const count = (counts.get(key) ?? 0) + by;
      if (count === 0) counts.delete(key);
      else counts.set(key, count);
    }
  }
}
