import { setTimeout as sleep } from 'node:timers/promises';
import {
  recordBatchResultSchema,
  recordsPerBatchMax,
  type Priority,
  type RecordBatch,
  type RecordBatchResult,
} from '@eyrie/contracts';
import { BackOff } from '@eyrie/identity';
import type { CloudAnswer, CloudRequest } from '../cloud/cloud-client.ts';
import { CloudAway, CloudRefused, SiteFenced } from '../cloud/cloud.errors.ts';
import { headersOf, type Fence } from '../cloud/fence.ts';
import type { QueuedRecord, RecordQueue } from './record-queue.ts';

export interface LaneSenderOptions {
  readonly lane: Priority;
  readonly queue: RecordQueue;
  readonly cloud: { json(request: CloudRequest): Promise<CloudAnswer> };
  readonly fence: () => Fence;
  readonly signal: AbortSignal;
  /** `askedAt`: when the batch went out, epoch milliseconds. */
  readonly onResult: (
    result: RecordBatchResult,
    batch: readonly QueuedRecord[],
    askedAt: number,
  ) => void;
  /** Told of every attempt that failed; the records stay queued but for `dropped` ones. */
  readonly onFailure: (error: Error, dropped: number) => void;
  readonly onFenced: () => void;
}

const batchBytesMax = 1024 * 1024;
/** How long a batch waits for company, but for the urgent. */
const batchWaitMs = 50;
/** The cloud does not take this batch as it is: somewhere in it is what it cannot read. */
const batchRefusals: ReadonlySet<number> = new Set([400, 413, 422]);

/** Carries one lane to the cloud, one batch at a time, for as long as its signal lasts. */
export class LaneSender {
  readonly #options: LaneSenderOptions;
  readonly #backOff = new BackOff({ firstMs: 200, mostMs: 5_000 });
  #recordsMax = recordsPerBatchMax;
  #wake: (() => void) | null = null;

  constructor(options: LaneSenderOptions) {
    this.#options = options;
  }

  /** There is something to send. */
  wake(): void {
    this.#wake?.();
  }

  /** Ends with the signal; never rejects. */
  async run(): Promise<void> {
    const { lane, queue, signal } = this.#options;
    while (!signal.aborted) {
      await this.#untilWaiting();
      if (lane !== 'critical' && queue.waiting(lane) < this.#recordsMax) {
        await this.#pause(batchWaitMs);
      }
      if (isAborted(signal)) return;
      const batch = queue.take(lane, this.#recordsMax, batchBytesMax);
      const pauseMs = batch.length > 0 ? await this.#send(batch) : 0;
      if (pauseMs > 0) await this.#pause(pauseMs);
    }
  }

  /** Sends a batch and settles it, or puts it back; returns the pause before the next attempt, ms. */
  async #send(batch: readonly QueuedRecord[]): Promise<number> {
    const { lane, queue, cloud, fence, signal, onResult, onFailure, onFenced } = this.#options;
    const askedAt = Date.now();
    try {
      const body: RecordBatch = {
        records: batch.map(({ deviceId, record }) => ({ deviceId, record })),
      };
      const answer = await cloud.json({
        method: 'POST',
        path: '/edge/v1/records',
        headers: headersOf(fence()),
        body: JSON.stringify(body),
        signal,
      });
      const result = recordBatchResultSchema.safeParse(answer.body);
      if (!result.success) throw new CloudAway('its answer to a batch is not understood');
      queue.settle(batch);
      this.#backOff.reset();
      this.#recordsMax = Math.min(recordsPerBatchMax, this.#recordsMax * 2);
      onResult(result.data, batch, askedAt);
      return 0;
    } catch (error) {
      const failure = error instanceof Error ? error : new Error(String(error));
      if (isAborted(signal)) {
        queue.putBack(lane, batch);
        return 0;
      }
      if (failure instanceof SiteFenced) {
        queue.putBack(lane, batch);
        onFailure(failure, 0);
        onFenced();
        return this.#backOff.next();
      }
      if (failure instanceof CloudRefused && batchRefusals.has(failure.status)) {
        return this.#narrow(batch, failure);
      }
      queue.putBack(lane, batch);
      onFailure(failure, 0);
      return this.#backOff.next(failure instanceof CloudAway ? failure.retryAfterMs : null);
    }
  }

  /** Halves the batch until what the cloud cannot read stands alone, and lets go of that one. */
  #narrow(batch: readonly QueuedRecord[], failure: CloudRefused): number {
    const { lane, queue, onFailure } = this.#options;
    if (batch.length === 1) {
      queue.settle(batch);
      onFailure(failure, 1);
      return 0;
    }
    queue.putBack(lane, batch);
    this.#recordsMax = Math.max(1, Math.floor(batch.length / 2));
    onFailure(failure, 0);
    return this.#backOff.next();
  }

  async #untilWaiting(): Promise<void> {
    const { lane, queue, signal } = this.#options;
    while (!isAborted(signal) && queue.waiting(lane) === 0) {
      await new Promise<void>((resolve) => {
        const done = (): void => {
          signal.removeEventListener('abort', done);
          this.#wake = null;
          resolve();
        };
        signal.addEventListener('abort', done);
        this.#wake = done;
      });
    }
  }

  async #pause(ms: number): Promise<void> {
    // The rejection means that the signal fired, which the loop sees for itself.
    await sleep(ms, undefined, { signal: this.#options.signal }).catch(() => undefined);
  }
}

/** A call, so that the compiler does not take an earlier look at the signal for the present. */
function isAborted(signal: AbortSignal): boolean {
  return signal.aborted;
}
