import type { BlobKind } from './ledger-entry.ts';

export interface Waiting {
  readonly sha256: string;
  readonly kind: BlobKind;
}

/** Every so many uploads a video may go, however many pictures wait. */
const videoEvery = 8;

/** Waiting hashes of one kind; both ends can be taken. */
class Line {
  private items: (string | undefined)[] = [];
  private head = 0;

  push(sha256: string): void {
    this.items.push(sha256);
  }

  take(end: 'oldest' | 'newest'): string | null {
    while (this.head < this.items.length) {
      if (end === 'newest') {
        const item = this.items.pop();
        if (item !== undefined) return item;
      } else {
        const item = this.items[this.head];
        this.items[this.head] = undefined;
        this.head += 1;
        if (item !== undefined) return item;
      }
    }
    this.items = [];
    this.head = 0;
    return null;
  }
}

/**
 * In which order bytes leave. First what somebody asked for and waits for, then small pictures: they
 * make the dashboard live. Then whole frames,
 * in turn the newest and the oldest: what happens now is seen, and an outage's backlog drains all
 * the same. Videos last, but in steady proportion. What failed waits out its pause aside, so that
 * one bad file holds nothing up. Pure: time is handed in.
 */
export class UploadQueue {
  private readonly waiting = new Map<string, BlobKind>();
  private readonly delayed = new Map<string, { kind: BlobKind; notBefore: number }>();
  private readonly lines = {
    thumbnail: new Line(),
    poster: new Line(),
    original: new Line(),
    video: new Line(),
    document: new Line(),
  } as const satisfies Record<BlobKind, Line>;
  private sinceVideo = 0;
  private isOldestDue = false;

  add({ sha256, kind }: Waiting): void {
    if (this.waiting.has(sha256)) return;
    this.delayed.delete(sha256);
    this.waiting.set(sha256, kind);
    this.lines[kind].push(sha256);
  }

  /** Again, but not before the instant. */
  delay({ sha256, kind }: Waiting, notBefore: number): void {
    this.delayed.set(sha256, { kind, notBefore });
  }

  /** The next to go; it leaves the queue. */
  take(nowMs: number): string | null {
    for (const [sha256, { kind, notBefore }] of this.delayed) {
      if (notBefore <= nowMs) this.add({ sha256, kind });
    }
    if (this.sinceVideo >= videoEvery) {
      const video = this.takeVideo();
      if (video !== null) return video;
    }
    this.sinceVideo += 1;
    const picture =
      this.from('document', 'oldest') ??
      this.from('thumbnail', 'newest') ??
      this.from('poster', 'newest');
    if (picture !== null) return picture;
    this.isOldestDue = !this.isOldestDue;
    return this.from('original', this.isOldestDue ? 'newest' : 'oldest') ?? this.takeVideo();
  }

  /** When something that waits out a pause becomes due; null where nothing does. */
  nextDueAt(): number | null {
    let next: number | null = null;
    for (const { notBefore } of this.delayed.values()) {
      if (next === null || notBefore < next) next = notBefore;
    }
    return next;
  }

  private takeVideo(): string | null {
    const video = this.from('video', 'oldest');
    if (video !== null) this.sinceVideo = 0;
    return video;
  }

  private from(kind: BlobKind, end: 'oldest' | 'newest'): string | null {
    const sha256 = this.lines[kind].take(end);
    if (sha256 !== null) this.waiting.delete(sha256);
    return sha256;
  }
}
