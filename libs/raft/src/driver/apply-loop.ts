import { assert } from '../core/assert.ts';
import type { Entry } from '../core/types.ts';
import type { Clock } from './clock.ts';
import { Latencies } from './histogram.ts';
import type { Proposals } from './proposals.ts';
import type { StateMachine } from './state-machine.ts';

/** Hands committed commands to the state machine and its answers to those who wait. */
export class ApplyLoop<Result> {
  readonly #machine: StateMachine<Result>;
  readonly #proposals: Proposals<Result>;
  readonly #clock: Clock;
  readonly latencies = new Latencies();
  appliedEntries = 0;

  constructor(machine: StateMachine<Result>, proposals: Proposals<Result>, clock: Clock) {
    this.#machine = machine;
    this.#proposals = proposals;
    this.#clock = clock;
  }

  /** An exception of the state machine passes through: the node cannot go on without that command. */
  apply(entries: readonly Entry[]): void {
    const startedAtMs = this.#clock.now();
    const commands = entries.filter((entry) => entry.type === 'normal');
    const results = commands.length > 0 ? this.#machine.apply(commands) : [];
    assert(results.length === commands.length, 'the state machine answers each command once');
    if (commands.length > 0) this.latencies.observe(this.#clock.now() - startedAtMs);
    this.appliedEntries += entries.length;
    let at = 0;
    for (const entry of entries) {
      const own = entry.type === 'normal' ? at++ : null;
      this.#proposals.onApplied(entry, () => {
        assert(own !== null, 'what was proposed is a command');
        return results[own] as Result;
      });
    }
  }
}
