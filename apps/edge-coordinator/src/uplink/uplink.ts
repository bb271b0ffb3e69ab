import type { AckedMessage, CoordinatorStatus, RecordBatchResult } from '@eyrie/contracts';
import type { Logger } from '@eyrie/platform';
import type { CloudAnswer, CloudRequest } from '../cloud/cloud-client.ts';
import type { Fence } from '../cloud/fence.ts';
import type { RareLog } from '../metrics/rare-log.ts';
import type { UplinkCounters } from '../metrics/counters.ts';
import { LaneSender } from './lane-sender.ts';
import { ReceiptBook } from './receipt-book.ts';
import {
  laneOf,
  lanes,
  RecordQueue,
  type OfferResult,
  type QueuedRecord,
  type QueueLimits,
} from './record-queue.ts';

export interface UplinkOptions {
  readonly cloud: { json(request: CloudRequest): Promise<CloudAnswer> };
  readonly fence: () => Fence;
  /** Gives the device the cloud's word. */
  readonly publishAcked: (deviceId: string, message: AckedMessage) => void;
  /** The cloud knows a newer leader. */
  readonly onFenced: () => void;
  readonly signal: AbortSignal;
  readonly log: Logger;
  readonly rareLog: RareLog;
  readonly counters: UplinkCounters;
  readonly limits?: QueueLimits;
}

/** What a Pi's memory bears beside everything else; a window of all workers fits well within. */
const defaultLimits: QueueLimits = {
  recordsMax: 20_000,
  bytesMax: 32 * 1024 * 1024,
  recordsPerDeviceMax: 4_000,
};

/** Brings the site's records to the cloud, and the cloud's receipts to the devices. */
export class Uplink {
  readonly #options: UplinkOptions;
  readonly #queue: RecordQueue;
  readonly #receipts = new ReceiptBook();
  readonly #senders: ReadonlyMap<string, LaneSender>;
  readonly #done: Promise<unknown>;
  #lastReceiptAt: string | null = null;
  #lastError: string | null = null;

  constructor(options: UplinkOptions) {
    this.#options = options;
    const { cloud, fence, signal, onFenced } = options;
    const queue = new RecordQueue(options.limits ?? defaultLimits);
    this.#queue = queue;
    this.#senders = new Map(
      lanes.map((lane) => [
        lane,
        new LaneSender({
          lane,
          queue,
          cloud,
          fence,
          signal,
          onFenced,
          onResult: (result, batch, askedAt) => this.#take(result, batch, askedAt),
          onFailure: (error, dropped) => this.#failed(error, dropped),
        }),
      ]),
    );
    this.#done = Promise.all([...this.#senders.values()].map((sender) => sender.run()));
  }

  /** Queues a record. What does not fit is sent again by its device. */
  offer(record: QueuedRecord): OfferResult {
    const result = this.#queue.offer(record);
    this.#options.counters.offered(result);
    if (result === 'queued') this.#senders.get(laneOf(record))?.wake();
    if (result === 'full') {
      this.#options.rareLog.warn('uplink_queue_full', record.deviceId, {
        deviceId: record.deviceId,
        backlogRecords: this.#queue.size,
      });
    }
    return result;
  }

  get backlogRecords(): number {
    return this.#queue.size;
  }

  status(): CoordinatorStatus['uplink'] {
    return {
      active: true,
      backlogRecords: this.#queue.size,
      lastReceiptAt: this.#lastReceiptAt,
      lastError: this.#lastError,
    };
  }

  /** Resolves once nothing is under way; the signal ends it. */
  async ended(): Promise<void> {
    await this.#done;
  }

  #take(result: RecordBatchResult, batch: readonly QueuedRecord[], askedAt: number): void {
    const { log, counters, publishAcked } = this.#options;
    this.#lastReceiptAt = new Date().toISOString();
    this.#lastError = null;
    counters.confirmed(batch.length - result.refused.length, result.refused.length);
    for (const { deviceId, bootEpoch, sequence, code, reason } of result.refused) {
      log.warn(
        { event: 'record_refused', deviceId, bootEpoch, sequence, code, reason },
        'The cloud refused a record for good.',
      );
    }
    const former = this.#receipts.history;
    const devices = this.#receipts.enter(result, { askedAt, now: Date.now() });
    const { history } = this.#receipts;
    if (former !== null && former !== history) {
      log.warn(
        { event: 'cloud_went_back', former, history },
        'The cloud’s database went on from an earlier moment; devices send again what it may lack.',
      );
    }
    for (const deviceId of devices) {
      publishAcked(deviceId, this.#receipts.messageFor(deviceId));
    }
  }

  #failed(error: Error, dropped: number): void {
    this.#lastError = error.message;
    this.#options.counters.failed();
    this.#options.rareLog.warn('uplink_failed', error.name, {
      reason: error.message,
      backlogRecords: this.#queue.size,
      dropped,
    });
  }
}
