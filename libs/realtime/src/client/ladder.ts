/** The ways to the stream as rungs, best first: which one to take, and when to try a better one. */
export class Ladder<Name> {
  #rung = 0;
  #failures = 0;
  #tried = -1;
  readonly #names: readonly [Name, ...Name[]];

  constructor(names: readonly [Name, ...Name[]]) {
    this.#names = names;
  }

  get current(): Name {
    return this.#names[this.#rung] ?? this.#names[0];
  }

  get isOnBest(): boolean {
    return this.#rung === 0;
  }

  /** The way has worked for longer than a greeting. */
  proved(): void {
    this.#failures = 0;
  }

  /** An attempt came to nothing. After two in a row it is the next way's turn, from the last the first's. */
  failed(): void {
    this.#failures += 1;
    if (this.#failures < 2) return;
    this.#failures = 0;
    this.#rung = (this.#rung + 1) % this.#names.length;
  }

  /** A better way to try beside the current one; all of them in turn. */
  nextBetter(): Name {
    this.#tried = (this.#tried + 1) % Math.max(1, this.#rung);
    return this.#names[this.#tried] ?? this.#names[0];
  }

  take(name: Name): void {
    this.#rung = Math.max(0, this.#names.indexOf(name));
    this.#failures = 0;
    this.#tried = -1;
  }
}
