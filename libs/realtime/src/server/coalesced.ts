/**
 * Lets many callers share one piece of work that answers about the present. Whoever asks while it is
 * running waits for the next run, so that no answer is older than its question; however many ask,
 * one run is under way and at most one waits behind it.
 */
export class Coalesced<Result> {
  #running: Promise<unknown> | null = null;
  #next: Promise<Result> | null = null;
  readonly #run: () => Promise<Result>;

  constructor(run: () => Promise<Result>) {
    this.#run = run;
  }

  get isIdle(): boolean {
    return this.#running === null;
  }

  ask(): Promise<Result> {
    if (this.#running === null) return this.#start();
    this.#next ??= this.#running.then(() => {
      this.#next = null;
      return this.#start();
    });
    return this.#next;
  }

  #start(): Promise<Result> {
    const result = this.#run();
    const running = result.then(
      () => undefined,
      () => undefined,
    );
    this.#running = running.then(() => {
      // The next run, where one was asked for, has taken the place by then.
      if (this.#next === null) this.#running = null;
    });
    return result;
  }
}
