interface Kept<Value> {
  readonly value: Promise<Value>;
  readonly until: number;
}

/**
 * Answers that are dear to work out, for a while. Whoever asks for the same meanwhile gets the same, also
 * while it is being worked out; one that failed is asked for anew.
 */
export class AnswerCache<Value> {
  private readonly kept = new Map<string, Kept<Value>>();

  constructor(
    private readonly options: { ttlMs: number; entriesMax: number; now?: () => number },
  ) {}

  get(key: string, make: () => Promise<Value>): Promise<Value> {
    const now = (this.options.now ?? Date.now)();
    const known = this.kept.get(key);
    if (known && known.until > now) return known.value;
    this.kept.delete(key);
    const [oldest] = this.kept.keys();
    if (oldest !== undefined && this.kept.size >= this.options.entriesMax) this.kept.delete(oldest);
    const value = make();
    this.kept.set(key, { value, until: now + this.options.ttlMs });
    value.catch(() => {
      if (this.kept.get(key)?.value === value) this.kept.delete(key);
    });
    return value;
  }
}
