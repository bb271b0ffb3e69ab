import { FrameType, frameBytes, NUMBER_PAYLOAD_BYTES, numberPayload, writeFrame } from './frame.ts';
import type { PositionRange } from './journal-api.ts';
import type { Operation } from './operation.ts';
import type { PositionIndex } from './position-index.ts';
import type { Segment } from './segment.ts';

const NO_PAYLOAD = new Uint8Array(0);
const COMMIT_BYTES = frameBytes(NUMBER_PAYLOAD_BYTES);

/** Above this a buffer made for one large batch is not kept. */
const KEPT_BUFFER_BYTES_MAX = 2 * 1024 * 1024;

/** What an operation takes on the disk. */
export function operationBytes(operation: Operation): number {
  if (operation.kind !== 'append') return frameBytes(NUMBER_PAYLOAD_BYTES);
  let bytes = 0;
  for (const payload of operation.payloads) bytes += frameBytes(payload.length);
  return bytes;
}

/** Upper bound of what the operations take as one batch. */
export function batchBytes(operations: readonly Operation[]): number {
  return operations.reduce((sum, operation) => sum + operationBytes(operation), COMMIT_BYTES);
}

/**
 * Where the log stands within a batch that is being put together: each operation sees those before
 * it, though nothing is durable yet.
 */
interface Standing {
  next: number;
  low: number;
}

/** What an operation comes to; without effect it writes nothing. */
interface Step {
  readonly operation: Operation;
  readonly range: PositionRange;
  readonly hasEffect: boolean;
}

export interface Plan {
  readonly steps: readonly Step[];
  readonly hasEffect: boolean;
}

export function planBatch(operations: readonly Operation[], index: PositionIndex): Plan {
  const standing: Standing = { next: index.next, low: index.low };
  const steps = operations.map((operation) => planStep(operation, standing));
  return { steps, hasEffect: steps.some((step) => step.hasEffect) };
}

function planStep(operation: Operation, standing: Standing): Step {
  const first = standing.next;
  switch (operation.kind) {
    case 'append':
      standing.next += operation.payloads.length;
      break;
    case 'truncate-after':
      standing.next = Math.min(first, Math.max(operation.position + 1, standing.low));
      break;
    case 'truncate-before': {
      const hasEffect = operation.position > standing.low;
      standing.low = Math.max(standing.low, operation.position);
      standing.next = Math.max(first, standing.low);
      return { operation, range: { first, last: first - 1 }, hasEffect };
    }
  }
  const hasEffect = standing.next !== first;
  return { operation, range: { first, last: standing.next - 1 }, hasEffect };
}

export interface BatchPlace {
  readonly segment: Segment;
  readonly batch: number;
}

/** Encodes batches into one buffer that is used again and again. */
export class BatchEncoder {
  #buffer = Buffer.alloc(64 * 1024);

  /**
   * The bytes of the batch, valid until the next call. `oldestSequence` says which segment is the
   * lowest still needed once entries below a position are gone.
   */
  encode(plan: Plan, place: BatchPlace, oldestSequence: (position: number) => number): Uint8Array {
    const size = batchBytes(plan.steps.map((step) => step.operation));
    const buffer = this.#bufferOf(size);
    const base = place.segment.bytes;
    const at = { seed: place.segment.seed, base };
    const { batch } = place;
    let offset = 0;
    let next = plan.steps[0]?.range.first ?? 0;
    const put = (type: FrameType, position: number, payload: Uint8Array): void => {
      offset = writeFrame(buffer, offset, at, { type, position, batch, payload });
    };
    for (const { operation, range, hasEffect } of plan.steps) {
      if (!hasEffect) continue;
      switch (operation.kind) {
        case 'append':
          next = range.first;
          for (const payload of operation.payloads) put(FrameType.entry, next++, payload);
          break;
        case 'truncate-after':
          put(FrameType.truncateAfter, range.last, NO_PAYLOAD);
          next = range.last + 1;
          break;
        case 'truncate-before': {
          const { position } = operation;
          put(FrameType.truncateBefore, position, numberPayload(oldestSequence(position)));
          next = Math.max(next, position);
          break;
        }
      }
    }
    put(FrameType.commit, next, numberPayload(base));
    return buffer.subarray(0, offset);
  }

  #bufferOf(size: number): Buffer {
    if (size <= this.#buffer.length) return this.#buffer;
    const grown = Buffer.alloc(size);
    if (size <= KEPT_BUFFER_BYTES_MAX) this.#buffer = grown;
    return grown;
  }
}

/** Enters a durable batch, which began at `start` of the segment, into the index. */
export function applyBatch(
  plan: Plan,
  place: { readonly segment: Segment; readonly start: number },
  index: PositionIndex,
): void {
  let offset = place.start;
  for (const { operation, range, hasEffect } of plan.steps) {
    if (!hasEffect) continue;
    switch (operation.kind) {
      case 'append':
        for (const payload of operation.payloads) {
          const bytes = frameBytes(payload.length);
          index.append(place.segment, offset, bytes);
          offset += bytes;
        }
        break;
      case 'truncate-after':
        index.truncateAfter(range.last);
        offset += frameBytes(0);
        break;
      case 'truncate-before':
        index.truncateBefore(operation.position);
        offset += frameBytes(NUMBER_PAYLOAD_BYTES);
        break;
    }
  }
}
