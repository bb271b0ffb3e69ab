import type { AckedMessage, RecordBatchResult } from '@eyrie/contracts';
import { unionOf } from './sequence-ranges.ts';

interface Page {
  have: AckedMessage['receipts'][number]['have'];
  askedAt: number;
}

/** Boot epochs of one device that are answered for at the same time. */
const bootEpochsMax = 32;
/** A boot epoch of which nothing was sent for so long is closed: its device has nothing left of it. */
const forgetMs = 30 * 60 * 1000;

/** Of what an answer tells, and when it was asked for and came: epoch milliseconds. */
type Answer = Pick<RecordBatchResult, 'receipts' | 'history'>;
interface AnswerTimes {
  readonly askedAt: number;
  readonly now: number;
}

/**
 * The cloud's receipts as this leader has heard them, per device and boot epoch, all of one history
 * (decision 0084). It begins empty with each leader and with each history: a worker sends again what
 * it still holds, and the cloud's answer fills it.
 */
export class ReceiptBook {
  readonly #pages = new Map<string, Map<string, Page>>();
  #history: number | null = null;
  #historySince = -Infinity;

  /** Of the cloud's database; null where it has not said. */
  get history(): number | null {
    return this.#history;
  }

  /**
   * Takes over an answer; returns the devices it concerns. Answers of two lanes may overtake each
   * other, so what was had once stays: within one history the cloud's sets only grow.
   */
  enter({ receipts, history }: Answer, { askedAt, now }: AnswerTimes): Set<string> {
    const devices = new Set<string>();
    if (!this.#isPresent(history ?? null, askedAt, now)) return devices;
    for (const { deviceId, bootEpoch, have } of receipts) {
      devices.add(deviceId);
      const pages = this.#pages.get(deviceId) ?? new Map<string, Page>();
      this.#pages.set(deviceId, pages);
      const known = pages.get(bootEpoch);
      // Inserted anew, so that the map's order is that of the last answer.
      pages.delete(bootEpoch);
      pages.set(bootEpoch, { have: unionOf(known?.have ?? [], have), askedAt: now });
      for (const [epoch, page] of pages) {
        if (pages.size <= bootEpochsMax && now - page.askedAt < forgetMs) break;
        pages.delete(epoch);
      }
    }
    return devices;
  }

  /** What the device's retained `acked` says. */
  messageFor(deviceId: string): AckedMessage {
    const pages = this.#pages.get(deviceId) ?? new Map<string, Page>();
    const receipts = [...pages].map(([bootEpoch, { have }]) => ({ bootEpoch, have }));
    return this.#history === null ? { receipts } : { receipts, history: this.#history };
  }

  /** Whether an answer of this history counts. With another one nothing of before does any more. */
  #isPresent(history: number | null, askedAt: number, now: number): boolean {
    // Of a cloud that does not say: a replica of the version before, while it is updated.
    if (history === null || history === this.#history) return true;
    // Asked for before the present one was heard of, and overtaken by it. A smaller one that was asked for
    // afterwards is true: a database that is moved to a new cluster begins to count anew.
    if (this.#history !== null && history < this.#history && askedAt <= this.#historySince) {
      return false;
    }
    if (this.#history !== null) this.#pages.clear();
    this.#history = history;
    this.#historySince = now;
    return true;
  }
}
