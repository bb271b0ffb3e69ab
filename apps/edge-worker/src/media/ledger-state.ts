import type { RecordName } from '../records/record.ts';
import {
  windowKey,
  type BlobEntry,
  type FrameNote,
  type LedgerEntry,
  type TimelapseWindow,
  type WindowEntry,
  type WindowName,
} from './ledger-entry.ts';

/** Bytes on this device. The same bytes may be named by several records. */
export interface Blob extends Pick<BlobEntry, 'sha256' | 'bytes' | 'mediaType' | 'kind'> {
  /** When the last record that names them was written. */
  readonly addedAt: number;
  readonly stored: boolean;
  readonly references: readonly BlobReferrer[];
}

/** Who names the bytes. */
export interface BlobReferrer {
  readonly record: RecordName;
  /** Set where the bytes are the picture of a frame. */
  readonly frame?: FrameNote | undefined;
}

export interface FrameOfWindow {
  readonly sha256: string;
  readonly note: FrameNote;
}

/** Frames of one window of one camera. */
export interface WindowFrames extends WindowName {
  readonly window: TimelapseWindow;
  readonly frames: readonly FrameOfWindow[];
  readonly progress: WindowEntry | null;
}

/** What the ledger says, in memory. Pure: entries go in, answers come out. */
export class LedgerState {
  private readonly blobs = new Map<string, Blob>();
  private readonly windows = new Map<string, WindowEntry>();
  private readonly framesOf = new Map<string, Map<string, FrameOfWindow>>();
  private pending = { blobs: 0, bytes: 0 };

  get backlog(): { blobs: number; bytes: number } {
    return { ...this.pending };
  }

  get size(): number {
    return this.blobs.size + this.windows.size;
  }

  find(sha256: string): Blob | null {
    return this.blobs.get(sha256) ?? null;
  }

  all(): Iterable<Blob> {
    return this.blobs.values();
  }

  windowProgress(name: WindowName): WindowEntry | null {
    return this.windows.get(windowKey(name)) ?? null;
  }

  /** Windows that have frames here, rendered or not. */
  windowsWithFrames(): WindowFrames[] {
    const found: WindowFrames[] = [];
    for (const [key, frames] of this.framesOf) {
      const list = [...frames.values()];
      const note = list[0]?.note;
      if (!note?.window) continue;
      const { cameraId, window } = note;
      const { from, to } = window;
      const progress = this.windows.get(key) ?? null;
      found.push({ cameraId, from, to, window, frames: list, progress });
    }
    return found;
  }

  /** Pictures of a camera that are here, of slots in that stretch; `to` excluded, milliseconds. */
  framesBetween(cameraId: string, from: number, to: number): FrameOfWindow[] {
    const found = new Map<string, FrameOfWindow>();
    for (const { sha256, references } of this.blobs.values()) {
      for (const { frame: note } of references) {
        if (note?.cameraId !== cameraId || note.slotAt < from || note.slotAt >= to) continue;
        found.set(note.frameId, { sha256, note });
      }
    }
    return [...found.values()];
  }

  /** Whether a video that is still to be rendered needs these bytes. */
  isNeededByWindow(blob: Blob): boolean {
    return blob.references.some(({ frame }) => {
      if (!frame?.window) return false;
      const progress = this.windows.get(windowKey({ cameraId: frame.cameraId, ...frame.window }));
      return progress === undefined || progress.state === 'open';
    });
  }

  apply(entry: LedgerEntry): void {
    switch (entry.op) {
      case 'blob':
        this.addBlob(entry);
        return;
      case 'stored':
        this.markStored(entry.sha256);
        return;
      case 'gone':
        this.remove(entry.sha256);
        return;
      case 'window':
        this.windows.set(windowKey(entry), entry);
        return;
    }
  }

  /** Entries that lead to this state again. */
  *snapshot(): Generator<LedgerEntry> {
    for (const blob of this.blobs.values()) {
      const { sha256, bytes, mediaType, kind, addedAt } = blob;
      const base = { op: 'blob' as const, sha256, bytes, mediaType, kind, addedAt };
      for (const reference of blob.references) yield { ...base, ...reference };
      if (blob.stored) yield { op: 'stored', sha256 };
    }
    yield* this.windows.values();
  }

  private addBlob(entry: BlobEntry): void {
    const { sha256, bytes, mediaType, kind, addedAt, record, frame } = entry;
    const known = this.blobs.get(sha256);
    if (!known) this.count(bytes, 1);
    this.blobs.set(sha256, {
      sha256,
      bytes,
      mediaType,
      kind: known?.kind ?? kind,
      addedAt: Math.max(addedAt, known?.addedAt ?? 0),
      stored: known?.stored ?? false,
      references: withReferrer(known?.references ?? [], frame ? { record, frame } : { record }),
    });
    if (!frame?.window) return;
    const key = windowKey({ cameraId: frame.cameraId, ...frame.window });
    let frames = this.framesOf.get(key);
    if (!frames) this.framesOf.set(key, (frames = new Map<string, FrameOfWindow>()));
    frames.set(frame.frameId, { sha256, note: frame });
  }

  private markStored(sha256: string): void {
    const blob = this.blobs.get(sha256);
    if (!blob || blob.stored) return;
    this.blobs.set(sha256, { ...blob, stored: true });
    this.count(-blob.bytes, -1);
  }

  private remove(sha256: string): void {
    const blob = this.blobs.get(sha256);
    if (!blob) return;
    this.blobs.delete(sha256);
    if (!blob.stored) this.count(-blob.bytes, -1);
    for (const { frame } of blob.references) {
      if (!frame?.window) continue;
      const { cameraId, frameId, window } = frame;
      const key = windowKey({ cameraId, ...window });
      const frames = this.framesOf.get(key);
      frames?.delete(frameId);
      if (frames?.size !== 0) continue;
      this.framesOf.delete(key);
      // A window that is through and has no frames left can never come up again.
      if (this.windows.get(key)?.state !== 'open') this.windows.delete(key);
    }
  }

  private count(bytes: number, blobs: number): void {
    this.pending = {
      blobs: this.pending.blobs + blobs,
      bytes: this.pending.bytes + bytes,
    };
  }
}

/** The same entry may be read twice, after a power cut while the ledger was rewritten. */
function withReferrer(known: readonly BlobReferrer[], added: BlobReferrer): BlobReferrer[] {
  const isSame = ({ record }: BlobReferrer): boolean =>
    record.bootEpoch === added.record.bootEpoch && record.sequence === added.record.sequence;
  return [...known.filter((referrer) => !isSame(referrer)), added];
}
