/** A defect of this code, never an outcome: the process should stop and start again from disk. */
export class BrokenInvariant extends Error {
  constructor(message: string) {
    super(`Broken invariant: ${message}`);
    this.name = 'BrokenInvariant';
  }
}

/** Stays on in production: going on with broken state is how acknowledged data gets lost. */
export function assert(condition: boolean, message: string): asserts condition {
  if (!condition) throw new BrokenInvariant(message);
}
