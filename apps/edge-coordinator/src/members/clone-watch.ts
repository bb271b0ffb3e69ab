import type { MemberCard } from '@eyrie/contracts';
import type { Logger } from '@eyrie/platform';
import { BootWatch } from '../broker/boot-watch.ts';

/** Two that go on are found again at once; where they do not, the finding was of before. */
const findingMs = 120_000;

/**
 * Notices two coordinators with one identity. Raft listens to one card of a node, and takes two machines
 * with a copy of the whole card for one. Each run of the program has an id of its own, which its cards
 * show: one that comes back after another was heard is of a second machine.
 */
export class CloneWatch {
  readonly #runs = new BootWatch();
  readonly #foundAtMs = new Map<string, number>();
  readonly #log: Logger;
  readonly #nowMs: () => number;

  constructor(log: Logger, nowMs: () => number = () => performance.now()) {
    this.#log = log;
    this.#nowMs = nowMs;
  }

  heard({ deviceId, runId }: Pick<MemberCard, 'deviceId' | 'runId'>): void {
    if (runId === undefined || !this.#runs.online(deviceId, runId)) return;
    this.#foundAtMs.set(deviceId, this.#nowMs());
    this.#log.error(
      { event: 'coordinator_cloned', deviceId },
      'Two machines are one coordinator: the cloud is told by whoever leads.',
    );
  }

  /**
   * Those that this node found itself lately. Who is not `listed` any more is forgotten, and so is an old
   * finding: a node that was away while a person enrolled the one that stays must not tell of it again.
   */
  seen(listed: readonly string[]): string[] {
    for (const [deviceId, foundAtMs] of this.#foundAtMs) {
      if (listed.includes(deviceId) && this.#nowMs() - foundAtMs < findingMs) continue;
      this.#foundAtMs.delete(deviceId);
      this.#runs.forget(deviceId);
    }
    return [...this.#foundAtMs.keys()];
  }

  /**
   * With what the others say on their cards: a leader that is two machines never hears of itself. Only
   * of those who are `listed`.
   */
  among(listed: readonly string[], cards: readonly Pick<MemberCard, 'clones'>[]): string[] {
    const told = cards.flatMap(({ clones }) => clones ?? []);
    return [...new Set([...this.seen(listed), ...told])].filter((id) => listed.includes(id));
  }
}
