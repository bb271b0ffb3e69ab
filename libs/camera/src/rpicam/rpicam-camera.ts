import { mkdir } from 'node:fs/promises';
import { setTimeout as delay } from 'node:timers/promises';
import type { CaptureControls } from '../capture-controls.ts';
import { CameraError } from '../camera.errors.ts';
import type { Camera, CameraInfo, CapturedFrame, CaptureRequest } from '../camera.ts';
import { endEarlierProcess } from '../process/process-note.ts';
import { closedError, unlessAborted } from '../settle-by-signal.ts';
import type { RpicamOptions } from './options.ts';
import { takeOneShot, type RpicamPlace } from './rpicam-one-shot.ts';
import { RpicamSession } from './rpicam-session.ts';

const closeMs = 7_000;

/**
 * A camera of the Pi. Frames whose controls differ from the one before are taken by a start of the
 * program each; with `keepOpen` and the same controls once more, by a program that stays.
 */
export class RpicamCamera implements Camera {
  readonly id: string;
  readonly info: CameraInfo;
  private readonly closing = new AbortController();
  private session: RpicamSession | null = null;
  private lastControls: string | null = null;
  private work: Promise<unknown> | null = null;

  private constructor(
    id: string,
    private readonly options: RpicamOptions,
    private readonly place: RpicamPlace,
  ) {
    this.id = id;
    const { width, height, camera } = options;
    const model = `Raspberry Pi camera ${camera}`;
    this.info = { driver: 'rpicam', model, simulated: false, width, height };
  }

  /** Ends what an earlier life of this process left running for the same camera. */
  static async open(id: string, options: RpicamOptions, place: RpicamPlace): Promise<RpicamCamera> {
    await mkdir(place.folder, { recursive: true });
    await endEarlierProcess(place.folder);
    return new RpicamCamera(id, options, place);
  }

  async capture({ signal, controls }: CaptureRequest): Promise<CapturedFrame> {
    if (this.closing.signal.aborted) throw closedError();
    if (this.work) throw new CameraError('busy', 'A frame is under way, or the last one is ended.');
    const patience = AbortSignal.any([signal, this.closing.signal]);
    const work = this.take(controls ?? {}, patience).finally(() => {
      this.work = null;
    });
    this.work = work;
    return unlessAborted(work, signal, this.closing.signal);
  }

  async close(): Promise<void> {
    this.closing.abort();
    // A program that waits in the kernel for its device is not waited for.
    const work = this.work?.catch(() => undefined);
    await Promise.race([work, delay(closeMs, undefined, { ref: false })]);
    await this.endSession();
  }

  private async take(controls: CaptureControls, signal: AbortSignal): Promise<CapturedFrame> {
    const key = JSON.stringify(controls);
    const isSame = key === this.lastControls;
    this.lastControls = key;
    if (this.options.keepOpen === true && isSame && controls.focus?.mode !== 'auto') {
      if (this.session?.hasEnded === true) await this.endSession();
      this.session ??= new RpicamSession(this.options, controls, this.place);
      try {
        return await this.session.take(signal);
      } catch (error) {
        // Whatever it still had under way belongs to no frame any more.
        await this.endSession();
        throw error;
      }
    }
    // The device has one user at a time.
    await this.endSession();
    return takeOneShot(this.options, this.place, { controls, signal });
  }

  private async endSession(): Promise<void> {
    const { session } = this;
    this.session = null;
    await session?.end();
  }
}
