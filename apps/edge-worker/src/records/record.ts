import type { DeviceRecord, Priority, RecordKind } from '@eyrie/contracts';

/** A record's name; with the device's id it is unique for ever. */
export interface RecordName {
  readonly bootEpoch: string;
  readonly sequence: number;
}

type Unnamed<Record> = Record extends unknown ? Omit<Record, 'bootEpoch' | 'sequence'> : never;

/** A record before it has its name, which it gets when it is written down. */
export type RecordDraft = Unnamed<DeviceRecord>;

/** What is kept in memory of a record that the cloud has not confirmed: all but its body. */
export interface PendingRecord extends RecordName {
  /** Where it stands in the journal. */
  readonly position: number;
  readonly kind: RecordKind;
  readonly priority: Priority;
  /** Length of its JSON. */
  readonly bytes: number;
  /** Epoch milliseconds after which a tombstone goes in its place; null: never. */
  readonly expiresAt: number | null;
  /** Perhaps the cloud had it once, and its bytes. */
  readonly isAgain?: boolean;
}

/** A record, or its tombstone, ready for the broker. */
export interface OutgoingRecord extends RecordName {
  readonly kind: RecordKind;
  readonly payload: string;
}

const encoder = new TextEncoder();
const decoder = new TextDecoder();

export function encodeRecord(record: DeviceRecord): Uint8Array {
  return encoder.encode(JSON.stringify(record));
}

export function decodeRecord(payload: Uint8Array): unknown {
  return JSON.parse(decoder.decode(payload));
}

export function indexRecord(
  record: DeviceRecord,
  place: { position: number; bytes: number },
): PendingRecord {
  const { bootEpoch, sequence, kind, priority, recordedAt, ttlSeconds } = record;
  const expiresAt = ttlSeconds === undefined ? null : Date.parse(recordedAt) + ttlSeconds * 1000;
  return { bootEpoch, sequence, kind, priority, expiresAt, ...place };
}

/** Stands for a record whose ttl ran out, under the record's own name. */
export function tombstoneOf(record: DeviceRecord): DeviceRecord {
  const { bootEpoch, sequence, recordedAt, priority, kind } = record;
  return { bootEpoch, sequence, recordedAt, priority, kind: 'tombstone', body: { of: kind } };
}
