import { mkdir } from 'node:fs/promises';
import { setTimeout as delay } from 'node:timers/promises';
import { CameraError } from '../camera.errors.ts';
import type { Camera, CameraInfo, CapturedFrame, CaptureRequest } from '../camera.ts';
import { jpegSize } from '../jpeg-size.ts';
import { endEarlierProcess } from '../process/process-note.ts';
import { SeenSize } from '../seen-size.ts';
import { closedError, unlessAborted } from '../settle-by-signal.ts';
import type { FfmpegInput } from './ffmpeg-input.ts';
import { FfmpegSession } from './ffmpeg-session.ts';

export interface FfmpegCameraParts {
  readonly driver: 'v4l2' | 'rtsp';
  readonly model: string;
  /** Null: the camera decides. */
  readonly size: { readonly width: number; readonly height: number } | null;
  /** What to start ffmpeg with; asked at each start. Rejects with a `CameraError`. */
  readonly input: () => Promise<FfmpegInput>;
  readonly settleFrames: number;
  readonly keepOpen: boolean;
  readonly secrets: readonly string[];
}

export interface FfmpegPlace {
  readonly command: string;
  readonly folder: string;
  readonly nowMs: () => number;
}

const closeMs = 7_000;

/** A camera of which ffmpeg makes pictures: started for each frame, or kept running. */
export class FfmpegCamera implements Camera {
  private readonly closing = new AbortController();
  private readonly seen = new SeenSize();
  private session: FfmpegSession | null = null;
  private work: Promise<unknown> | null = null;

  private constructor(
    readonly id: string,
    private readonly parts: FfmpegCameraParts,
    private readonly place: FfmpegPlace,
  ) {}

  /** Ends what an earlier life of this process left running for the same camera. */
  static async open(
    id: string,
    parts: FfmpegCameraParts,
    place: FfmpegPlace,
  ): Promise<FfmpegCamera> {
    await mkdir(place.folder, { recursive: true });
    await endEarlierProcess(place.folder);
    return new FfmpegCamera(id, parts, place);
  }

  get info(): CameraInfo {
    const { driver, model, size } = this.parts;
    const { width, height } = size ?? this.seen;
    return { driver, model, simulated: false, width, height };
  }

  async capture({ signal }: CaptureRequest): Promise<CapturedFrame> {
    if (this.closing.signal.aborted) throw closedError();
    if (this.work) throw new CameraError('busy', 'A frame is under way, or the last one is ended.');
    const patience = AbortSignal.any([signal, this.closing.signal]);
    const work = this.take(patience).finally(() => {
      this.work = null;
    });
    this.work = work;
    return unlessAborted(work, signal, this.closing.signal);
  }

  async close(): Promise<void> {
    this.closing.abort();
    const work = this.work?.catch(() => undefined);
    await Promise.race([work, delay(closeMs, undefined, { ref: false })]);
    await this.endSession();
  }

  private async take(signal: AbortSignal): Promise<CapturedFrame> {
    const { keepOpen, settleFrames, secrets } = this.parts;
    if (this.session?.hasEnded === true) await this.endSession();
    let skip = 0;
    if (!this.session) {
      const input = await this.parts.input();
      this.session = new FfmpegSession({ ...this.place, secrets }, input);
      skip = settleFrames;
    }
    let isWell = false;
    try {
      const { jpeg, arrivedAt } = await this.session.take(signal, skip);
      isWell = true;
      return this.toFrame(jpeg, arrivedAt);
    } finally {
      if (!isWell || !keepOpen) await this.endSession();
    }
  }

  private toFrame(jpeg: Buffer, arrivedAt: number): CapturedFrame {
    const size = jpegSize(jpeg) ?? { width: 0, height: 0 };
    this.seen.see(size);
    return {
      jpeg,
      ...size,
      // Such cameras do not say when; the network and their own queues come before.
      exposureStartedAt: arrivedAt,
      exposure: null,
      metadata: {},
    };
  }

  private async endSession(): Promise<void> {
    const { session } = this;
    this.session = null;
    await session?.end();
  }
}
