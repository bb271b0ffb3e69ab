import type { RecordBatch } from '@eyrie/contracts';
import {
  contains,
  withSequences,
  type DeviceReceipt,
  type ReceiptName,
} from '../receipts/index.ts';
import { checkRecord, type CheckedRecord, type SiteKnowledge } from './record-check.ts';
import { type RecordName, RecordNames } from './record-names.ts';
import type { Refusal } from './refusal.ts';

/** A record that was judged, with where it came from. */
export type JudgedRecord = CheckedRecord & { readonly deviceId: string; readonly sent: object };

export type AcceptedRecord = Extract<JudgedRecord, { record: unknown }>;

export interface RefusedRecord {
  readonly deviceId: string;
  readonly sent: object;
  readonly refusal: Refusal;
}

/** What a batch adds to what the cloud has. */
export interface BatchPlan {
  /** New records, in the order of the batch, each name once. */
  readonly accepted: readonly AcceptedRecord[];
  /** Newly refused ones, to be kept aside. */
  readonly refused: readonly RefusedRecord[];
  /** Every receipt that the batch touches, with what it has afterwards. */
  readonly receipts: readonly DeviceReceipt[];
  /** Records that the cloud had already. */
  readonly duplicates: number;
}

/** A record as it was sent, and whose and which it is, as far as that can be read. */
export interface NamedRecord {
  readonly deviceId: string;
  readonly name: RecordName | null;
  readonly sent: Readonly<Record<string, unknown>>;
}

/** Reads the names of a batch's records, before anything is known of the site. */
export function readNames(batch: RecordBatch['records']): NamedRecord[] {
  const names = new RecordNames();
  return batch.map(({ deviceId, record }) => ({
    deviceId: names.device(deviceId),
    name: names.name(record),
    sent: record,
  }));
}

/** Judges every record of a batch for itself. */
export function judge(batch: readonly NamedRecord[], site: SiteKnowledge): JudgedRecord[] {
  return batch.map(({ deviceId, name, sent }) => ({
    ...checkRecord(deviceId, name, sent, site),
    deviceId,
    sent,
  }));
}

/** The receipts that records belong to: none for what has no name. */
export function receiptNames(batch: readonly NamedRecord[]): ReceiptName[] {
  const names = new ByReceipt<ReceiptName>();
  for (const { deviceId, name } of batch) {
    if (!name) continue;
    const { bootEpoch } = name;
    if (!names.get(deviceId, bootEpoch)) names.set(deviceId, bootEpoch, { deviceId, bootEpoch });
  }
  return names.values();
}

/**
 * Decides what of a batch is new. Each name counts once, whatever was sent before or comes twice in
 * the batch, in whatever order. Refused records count as had, so that nobody sends them again.
 */
export function plan(
  judged: readonly JudgedRecord[],
  receipts: readonly DeviceReceipt[],
): BatchPlan {
  const open = new ByReceipt<{ receipt: DeviceReceipt; added: Set<number> }>();
  for (const receipt of receipts) {
    open.set(receipt.deviceId, receipt.bootEpoch, { receipt, added: new Set() });
  }
  const accepted: AcceptedRecord[] = [];
  const refused: RefusedRecord[] = [];
  let duplicates = 0;
  for (const item of judged) {
    const { name, deviceId, sent } = item;
    const entry = name && open.get(deviceId, name.bootEpoch);
    if (name && entry) {
      if (contains(entry.receipt.have, name.sequence) || entry.added.has(name.sequence)) {
        duplicates += 1;
        continue;
      }
      entry.added.add(name.sequence);
    }
    if ('refusal' in item) refused.push({ deviceId, sent, refusal: item.refusal });
    else accepted.push(item);
  }
  return {
    accepted,
    refused,
    duplicates,
    receipts: open.values().map(({ receipt, added }) => ({
      ...receipt,
      have: withSequences(receipt.have, added),
    })),
  };
}

/** A map by device and boot epoch, without making a key out of the two for each record. */
class ByReceipt<Value> {
  private readonly byDevice = new Map<string, Map<string, Value>>();

  get(deviceId: string, bootEpoch: string): Value | undefined {
    return this.byDevice.get(deviceId)?.get(bootEpoch);
  }

  set(deviceId: string, bootEpoch: string, value: Value): void {
    let ofDevice = this.byDevice.get(deviceId);
    if (!ofDevice) this.byDevice.set(deviceId, (ofDevice = new Map<string, Value>()));
    ofDevice.set(bootEpoch, value);
  }

  values(): Value[] {
    return [...this.byDevice.values()].flatMap((ofDevice) => [...ofDevice.values()]);
  }
}
