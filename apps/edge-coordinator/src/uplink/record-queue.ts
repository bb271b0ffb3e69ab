import { type Priority, prioritySchema, recordNameSchema } from '@eyrie/contracts';

/** A record on its way, as the device wrote it. */
export interface QueuedRecord {
  readonly deviceId: string;
  readonly record: Readonly<Record<string, unknown>>;
  /** Length of its JSON. */
  readonly bytes: number;
}

/** Lanes in the order of their urgency. */
export const lanes: readonly Priority[] = ['critical', 'high', 'normal', 'low'];

export interface QueueLimits {
  readonly recordsMax: number;
  readonly bytesMax: number;
  /** So that one device cannot take the place of the others. */
  readonly recordsPerDeviceMax: number;
}

export type OfferResult = 'queued' | 'known' | 'full';

/**
 * What waits for the cloud, in one lane per priority, in memory only: whatever is lost here or has
 * no place is sent again by its device, which keeps it until the cloud's receipt.
 */
export class RecordQueue {
  readonly #lanes = new Map<Priority, QueuedRecord[]>(lanes.map((lane) => [lane, []]));
  readonly #names = new Set<string>();
  readonly #perDevice = new Map<string, number>();
  readonly #limits: QueueLimits;
  #bytes = 0;

  constructor(limits: QueueLimits) {
    this.#limits = limits;
  }

  /** Records waiting or in flight. */
  get size(): number {
    return this.#names.size;
  }

  /** `known`: the same record waits already, or is on its way. */
  offer(record: QueuedRecord): OfferResult {
    const name = nameOf(record);
    if (this.#names.has(name)) return 'known';
    const ofDevice = this.#perDevice.get(record.deviceId) ?? 0;
    const lane = laneOf(record);
    // The urgent may use a tenth more: an outage's backlog must not keep an alarm out.
    const stretch = lane === 'critical' ? 1.1 : 1;
    if (
      this.#names.size >= this.#limits.recordsMax * stretch ||
      this.#bytes + record.bytes > this.#limits.bytesMax * stretch ||
      ofDevice >= this.#limits.recordsPerDeviceMax * stretch
    ) {
      return 'full';
    }
    this.#names.add(name);
    this.#perDevice.set(record.deviceId, ofDevice + 1);
    this.#bytes += record.bytes;
    this.#laneAt(lane).push(record);
    return 'queued';
  }

  waiting(lane: Priority): number {
    return this.#laneAt(lane).length;
  }

  /** Takes a batch off a lane; its records stay known until `settle` or `putBack`. */
  take(lane: Priority, recordsMax: number, bytesMax: number): QueuedRecord[] {
    const waiting = this.#laneAt(lane);
    let bytes = 0;
    let count = 0;
    for (const record of waiting) {
      // One that is too long for a batch still travels, alone.
      if (count >= recordsMax || (count > 0 && bytes + record.bytes > bytesMax)) break;
      bytes += record.bytes;
      count += 1;
    }
    return waiting.splice(0, count);
  }

  /** The cloud answered for these. */
  settle(batch: readonly QueuedRecord[]): void {
    for (const record of batch) {
      this.#names.delete(nameOf(record));
      this.#bytes -= record.bytes;
      const left = (this.#perDevice.get(record.deviceId) ?? 1) - 1;
      if (left > 0) this.#perDevice.set(record.deviceId, left);
      else this.#perDevice.delete(record.deviceId);
    }
  }

  /** Nobody knows whether the cloud has these: they go again, first. */
  putBack(lane: Priority, batch: readonly QueuedRecord[]): void {
    this.#laneAt(lane).unshift(...batch);
  }

  #laneAt(lane: Priority): QueuedRecord[] {
    const found = this.#lanes.get(lane);
    if (!found) throw new RangeError(`There is no lane ${lane}.`);
    return found;
  }
}

export function laneOf({ record }: QueuedRecord): Priority {
  return prioritySchema.safeParse(record.priority).data ?? 'normal';
}

function nameOf({ deviceId, record }: QueuedRecord): string {
  const name = recordNameSchema.safeParse(record).data;
  // One without a name cannot be told apart: the cloud refuses it for what it is.
  return name
    ? `${deviceId} ${name.bootEpoch} ${name.sequence}`
    : `${deviceId} ${JSON.stringify(record)}`;
}
