/** What was made, and how it is taken away: the last first, once, and each although others fail. */
export class Undo {
  #steps: (() => void)[] = [];

  add(step: () => void): void {
    this.#steps.push(step);
  }

  run(): void {
    const steps = this.#steps.reverse();
    this.#steps = [];
    for (const step of steps) {
      try {
        step();
      } catch (error) {
        process.stderr.write(`Could not clear up: ${String(error)}\n`);
      }
    }
  }
}
