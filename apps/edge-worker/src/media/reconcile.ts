import {
  commandReportSchema,
  commandReportType,
  timelapseCompletedSchema,
  type DeviceRecord,
  type UploadReference,
} from '@eyrie/contracts';
import type { BlobKind, FrameNote, LedgerEntry, TimelapseWindow } from './ledger-entry.ts';
import type { Ledger } from './ledger.ts';
import type { MediaFiles } from './media-files.ts';
import type { Quarantine } from './quarantine.ts';

/** The video that a frame belongs to, as far as the last known configuration says. */
export type WindowOf = (cameraId: string, slotAtMs: number) => TimelapseWindow | null;

/** What start-up found out of step. None of it is fatal. */
export interface Reconciliation {
  /** Bytes that were on disk and named by a record, but not in the ledger: a crash between the two. */
  readonly adopted: number;
  /** Named by a record, but not on disk. */
  readonly missing: readonly string[];
  /** On disk, but named by nobody: set aside. */
  readonly orphans: number;
}

/**
 * Entries for the ledger that a record stands for. A record is made durable before its bytes are
 * accounted for and is sent only afterwards, so a crash between the two leaves exactly this.
 */
export function entriesOf(record: DeviceRecord, windowOf: WindowOf): LedgerEntry[] {
  const { bootEpoch, sequence } = record;
  const addedAt = Date.parse(record.recordedAt);
  const blob = (reference: UploadReference, kind: BlobKind, frame?: FrameNote): LedgerEntry => ({
    op: 'blob',
    ...reference,
    kind,
    addedAt,
    record: { bootEpoch, sequence },
    ...(frame ? { frame } : {}),
  });
  if (record.kind === 'frame') {
    const { body } = record;
    const slotAt = Date.parse(body.slotAt);
    const capturedAt = Date.parse(body.capturedAt);
    const { frameId, cameraId } = body;
    const note = { frameId, cameraId, slotAt, capturedAt, window: windowOf(cameraId, slotAt) };
    return [blob(body.thumbnail, 'thumbnail'), blob(body.image, 'original', note)];
  }
  if (record.kind === 'event' && record.body.type === commandReportType) {
    const file = commandReportSchema.safeParse(record.body.data).data?.file;
    return file ? [blob(file, 'document')] : [];
  }
  if (record.kind !== 'event' || record.body.type !== 'timelapse.completed') return [];
  const data = timelapseCompletedSchema.safeParse(record.body.data);
  if (!data.success) return [];
  const { cameraId, timelapseId, from, to, video, poster } = data.data;
  return [
    blob(poster, 'poster'),
    blob(video, 'video'),
    {
      op: 'window',
      cameraId,
      from: Date.parse(from),
      to: Date.parse(to),
      timelapseId,
      state: 'done',
      attempts: 0,
      notBefore: 0,
    },
  ];
}

/** Brings ledger, records and disk into step again after a start. */
export async function reconcile(
  ledger: Ledger,
  files: MediaFiles,
  quarantine: Quarantine,
  unaccounted: readonly DeviceRecord[],
  windowOf: WindowOf,
): Promise<Reconciliation> {
  let adopted = 0;
  const missing: string[] = [];
  for (const record of unaccounted) {
    const entries: LedgerEntry[] = [];
    for (const entry of entriesOf(record, windowOf)) {
      if (entry.op !== 'blob') {
        entries.push(entry);
      } else if (!ledger.find(entry.sha256)) {
        const isThere = (await files.sizeOf(entry)) === entry.bytes;
        if (isThere) entries.push(entry);
        else missing.push(entry.sha256);
      }
    }
    if (entries.length > 0) await ledger.write(entries);
    adopted += entries.filter(({ op }) => op === 'blob').length;
  }
  let orphans = 0;
  for await (const file of files.list()) {
    if (ledger.find(file.sha256)) continue;
    await quarantine.take(file.path, 'orphan');
    orphans += 1;
  }
  return { adopted, missing, orphans };
}

/** Of all bytes that this record names. */
export function hashesOf(record: DeviceRecord): string[] {
  return entriesOf(record, () => null).flatMap((e) => (e.op === 'blob' ? [e.sha256] : []));
}

/** Whether the ledger lacks something that this record names. */
export function isUnaccounted(ledger: Ledger, record: DeviceRecord): boolean {
  return entriesOf(record, () => null).some(
    (entry) => entry.op === 'blob' && ledger.find(entry.sha256) === null,
  );
}
