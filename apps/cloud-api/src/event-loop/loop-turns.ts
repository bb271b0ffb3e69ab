/**
 * Lets large pieces of work (the reading of a body of two hundred kilobytes, the planning of five hundred records)
 * begin one after the other, each in a round of the event loop of its own: whatever arrived meanwhile, and is
 * small, is answered between two of them. Several batches that come together would hold it up until the last.
 */
export class LoopTurns {
  private readonly waiting: (() => void)[] = [];
  private isDue = false;

  /** Resolves when the next large piece may begin. It has to be done before it waits for anything. */
  take(): Promise<void> {
    return new Promise((resolve) => {
      this.waiting.push(resolve);
      this.schedule();
    });
  }

  private schedule(): void {
    if (this.isDue) return;
    this.isDue = true;
    setImmediate(() => {
      this.isDue = false;
      this.waiting.shift()?.();
      // From here on that is the next round: what has arrived comes before.
      if (this.waiting.length > 0) this.schedule();
    });
  }
}

/** A process has one event loop. */
export const loopTurns = new LoopTurns();
