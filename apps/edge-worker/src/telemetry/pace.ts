import { Strained } from '../capture/capture-failure.ts';

/** Leaves every second frame out while the machine cannot take more, and says why. */
export class Pace {
  private isTurn = true;

  constructor(private readonly strain: () => 'heat' | 'power' | null) {}

  /** Before each frame. Throws `Strained` where this one is left out. */
  require(): void {
    const strain = this.strain();
    if (strain === null) {
      this.isTurn = true;
      return;
    }
    this.isTurn = !this.isTurn;
    if (!this.isTurn) return;
    throw new Strained(strain);
  }
}
