import { partitionToStart } from '../../edge-image/boot-test/firmware.ts';
import {
  autobootText,
  committedSlot,
  withCommitted,
  withOnce,
  withoutOnce,
} from '../../edge-image/slots/autoboot.ts';
import { round, type Machine } from '../../edge-image/slots/round.ts';
import {
  newState,
  type Health,
  type SlotState,
  type What,
} from '../../edge-image/slots/slot-state.ts';
import { bootPartition, otherSlot, type Slot } from '../../edge-image/slots/slot.ts';

const well: Health = { services: ['worker'], isCloudReached: true, hasFrames: true };

type End = 'done' | 'restart' | 'power-cut';

/**
 * A Pi with its card, its firmware and an archive, in memory. Every effect on the card is one moment: the power goes
 * before the one that `cutBefore` counts to. What is written of a slot when it goes is nothing that starts.
 */
export class PiInMemory {
  kept: SlotState = newState;
  autoboot = autobootText('a');
  readonly content: Record<Slot, string | null> = { a: 'card', b: null };
  running: Slot = 'a';
  nowMs = Date.UTC(2026, 10, 22, 2);
  archive: What | null = null;
  /** Contents that crash before anything of ours runs, and those that start and are not well. */
  readonly crashing = new Set<string>();
  readonly sick = new Set<string>();
  whyNotTry: string | null = null;
  whyNotWrite: string | null = null;
  archiveIsThere = true;
  /** Whether the firmware can try a slot; where not, the slot's initramfs puts the other one back. */
  canTryboot = true;
  cutBefore = Infinity;
  moments = 0;
  writes = 0;
  readonly trials: Slot[] = [];
  /** All that was started, in order. */
  readonly starts: (string | null)[] = [];
  isTryboot = false;
  private end: (end: End) => void = () => undefined;

  get committed(): Slot {
    const slot = committedSlot(this.autoboot);
    if (slot === null) throw new Error('autoboot.txt names no slot.');
    return slot;
  }

  /** Power on, or a restart: what the firmware does, and then our program, until it has nothing to do. */
  async start(): Promise<void> {
    for (let restarts = 0; restarts < 12; restarts += 1) {
      const number = partitionToStart(this.autoboot, this.isTryboot);
      this.running = number === bootPartition.a ? 'a' : 'b';
      this.isTryboot = false;
      this.autoboot = withoutOnce(this.autoboot);
      const content = this.content[this.running];
      this.starts.push(content);
      if (content === null) throw new Error(`Slot ${this.running} was started, and is not whole.`);
      // The watchdog resets it.
      if (this.crashing.has(content)) {
        if (this.running === this.committed) throw new Error('A slot that crashes was committed.');
        continue;
      }
      const ended = new Promise<End>((resolve) => (this.end = resolve));
      const done = round(this.kept, this.machine()).then((): End => 'done');
      // What waits for the power waits for ever.
      switch (await Promise.race([ended, done])) {
        case 'done':
          return;
        case 'restart':
          continue;
        case 'power-cut':
          this.isTryboot = false;
          this.cutBefore = Infinity;
      }
    }
    throw new Error('It starts anew for ever.');
  }

  private async moment(): Promise<void> {
    this.moments += 1;
    if (this.moments - 1 === this.cutBefore) await this.off('power-cut');
  }

  private off(end: End): Promise<never> {
    this.end(end);
    return new Promise(() => undefined);
  }

  private machine(): Machine {
    return {
      now: () => this.nowMs,
      say: () => undefined,
      seen: () => Promise.resolve({ running: this.running, committed: this.committed }),
      keep: async (state) => {
        await this.moment();
        this.kept = state;
      },
      mayLook: ({ looked }) => looked === null || this.nowMs - looked.atMs > 20 * 3_600_000,
      look: () => {
        if (!this.archiveIsThere) return Promise.reject(new Error('no answer'));
        const mark = this.archive?.mark ?? null;
        const isThere = mark === null || this.content[this.running] === mark;
        return Promise.resolve(isThere ? null : this.archive);
      },
      whyNotWrite: () => Promise.resolve(this.whyNotWrite),
      fetch: () => this.moment(),
      write: async (slot, what) => {
        if (slot === this.running || slot === this.committed) {
          throw new Error(`Slot ${slot} is in use, and would have been written.`);
        }
        this.content[slot] = null;
        this.writes += 1;
        await this.moment();
        this.content[slot] = what.mark;
        await this.moment();
      },
      whyNotTry: () => Promise.resolve(this.whyNotTry),
      health: () => Promise.resolve(well),
      restartInto: async (slot) => {
        await this.moment();
        if (slot !== otherSlot(this.committed)) throw new Error(`Slot ${slot} is not the other.`);
        this.trials.push(slot);
        if (this.canTryboot) this.isTryboot = true;
        else this.autoboot = withOnce(this.autoboot, slot);
        await this.moment();
        await this.off('restart');
      },
      judge: async () => {
        await this.moment();
        return this.sick.has(this.content[this.running] ?? '') ? 'Not up: worker.' : null;
      },
      commit: async (slot) => {
        await this.moment();
        this.autoboot = withCommitted(this.autoboot, slot);
      },
      restart: async () => {
        await this.moment();
        await this.off('restart');
      },
    };
  }
}
