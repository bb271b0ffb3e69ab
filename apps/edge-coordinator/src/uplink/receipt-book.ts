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

/**
 * The cloud's receipts as this leader has heard them, per device and boot epoch. It begins empty
 * with each leader: a worker sends again what it still holds, and the cloud's answer fills it.
 */
export class ReceiptBook {
  readonly #pages = new Map<string, Map<string, Page>>();

  /**
   * Takes over an answer; returns the devices it concerns. Answers of two lanes may overtake each
   * other, so what was had once stays: the cloud's sets only grow.
   */
  enter(receipts: RecordBatchResult['receipts'], now: number): Set<string> {
    const devices = new Set<string>();
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
    return { receipts: [...pages].map(([bootEpoch, { have }]) => ({ bootEpoch, have })) };
  }
}
