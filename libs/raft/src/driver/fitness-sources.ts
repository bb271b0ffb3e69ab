import type { Fitness } from '../core/state.ts';

const FIT: Fitness = { canLead: true, canAppend: true };

/** Who has a say in what this node is fit for: each by itself, and it is fit where all say so. */
export class FitnessSources {
  readonly #tell: (fitness: Fitness) => void;
  readonly #said = { owner: FIT, disk: FIT };

  constructor(tell: (fitness: Fitness) => void) {
    this.#tell = tell;
  }

  say(who: 'owner' | 'disk', fitness: Fitness): void {
    this.#said[who] = fitness;
    const { owner, disk } = this.#said;
    this.#tell({
      canLead: owner.canLead && disk.canLead,
      canAppend: owner.canAppend && disk.canAppend,
    });
  }
}
