import { CameraError } from '../camera.errors.ts';
import type { BracketShot, Camera, CameraInfo, CapturedFrame, CaptureRequest } from '../camera.ts';
import { measureFrame, type FrameMeasure } from '../frame-measure.ts';
import { abortError, closedError } from '../settle-by-signal.ts';
import { fuseInThread } from './fusion-thread.ts';

const usualQuality = 90;

/** A camera that takes brackets too: one exposure after the other, by the driver below, fused to one frame. */
export class BracketCamera implements Camera {
  private readonly closing = new AbortController();

  constructor(
    private readonly driver: Camera,
    private readonly quality = usualQuality,
  ) {}

  get id(): string {
    return this.driver.id;
  }

  get info(): CameraInfo {
    return this.driver.info;
  }

  async capture(request: CaptureRequest): Promise<CapturedFrame> {
    const { bracket, ...controls } = request.controls ?? {};
    if (!bracket || bracket.length < 2) return this.driver.capture(request);
    const signal = AbortSignal.any([request.signal, this.closing.signal]);
    const frames: CapturedFrame[] = [];
    for (const exposure of bracket) {
      if (request.signal.aborted) throw abortError(request.signal);
      const { shutterUs, gain, ev } = exposure;
      const own = { ...controls, shutterUs, gain, ev };
      frames.push(await this.driver.capture({ ...request, controls: own }));
    }
    const jpegs = frames.map(({ jpeg }) => jpeg);
    const measures: FrameMeasure[] = [];
    for (const jpeg of jpegs) measures.push(await measured(jpeg));
    const jpeg = await fuseInThread({ jpegs, quality: this.quality }, signal).catch(
      (error: unknown) => {
        throw this.closing.signal.aborted ? closedError() : error;
      },
    );
    const middle = frames[(frames.length - 1) >> 1];
    if (!middle) throw new CameraError('failed', 'The bracket has no exposure.');
    const shots: BracketShot[] = [];
    for (const [n, { exposureStartedAt, exposure }] of frames.entries()) {
      const measure = measures[n];
      if (measure) shots.push({ exposureStartedAt, exposure, measure });
    }
    const exposureStartedAt = Math.min(...frames.map((frame) => frame.exposureStartedAt));
    return { ...middle, jpeg, exposureStartedAt, bracket: shots };
  }

  close(): Promise<void> {
    this.closing.abort();
    return this.driver.close();
  }
}

/** Half a picture cannot be part of a whole one. */
async function measured(jpeg: Uint8Array): Promise<FrameMeasure> {
  try {
    return await measureFrame(jpeg);
  } catch (cause) {
    const message = 'An exposure of the bracket cannot be decoded.';
    throw new CameraError('bad-frame', message, {}, { cause });
  }
}
