import { simulatedSkySizes } from '@eyrie/contracts';
import { moonAt, sunAt } from '@eyrie/schedule';
import type { CaptureControls } from '../capture-controls.ts';
import { CameraError } from '../camera.errors.ts';
import type { Camera, CameraInfo, CapturedFrame, CaptureRequest } from '../camera.ts';
import { unlessAborted } from '../settle-by-signal.ts';
import { blackJpeg, faultOf, type Fault } from './faults.ts';
import type { SimulatedSkyOptions } from './options.ts';
import { PaintThread } from './paint-thread.ts';
import { sceneTimeOf } from './scene-time.ts';
import type { Scene } from './scene.ts';

/** A camera that looks at mountains which do not exist, under a sun that stands where it really does. */
export class SimulatedSkyCamera implements Camera {
  readonly id: string;
  readonly info: CameraInfo;
  private readonly options: SimulatedSkyOptions;
  private readonly nowMs: () => number;
  private readonly painter = new PaintThread();
  private readonly closing = new AbortController();
  private captures = 0;
  private underWay = false;
  private lastJpeg: Uint8Array | null = null;

  constructor(id: string, options: SimulatedSkyOptions, nowMs: () => number) {
    const { width = 1920, height = 1080, timeScale = 1, timeAnchorMs } = options;
    requireEven('width', width, simulatedSkySizes.widthPx);
    requireEven('height', height, simulatedSkySizes.heightPx);
    if (!(timeScale > 0)) throw new RangeError('timeScale must be above 0.');
    if (timeScale !== 1 && timeAnchorMs === undefined) {
      throw new RangeError('timeScale needs timeAnchorMs, or each restart would turn time back.');
    }
    this.id = id;
    this.options = options;
    this.nowMs = nowMs;
    this.info = {
      driver: 'simulated-sky',
      model: 'Simulated sky',
      simulated: true,
      width,
      height,
    };
  }

  async capture({ slotAt, signal, controls }: CaptureRequest): Promise<CapturedFrame> {
    if (this.closing.signal.aborted) throw new CameraError('closed', 'The camera was closed.');
    if (this.underWay) throw new CameraError('busy', 'A frame is under way.', { slotAt });
    this.underWay = true;
    this.captures += 1;
    const fault = faultOf(this.options.faults, this.captures);
    const work = this.take(this.sceneAt(slotAt, controls ?? {}), fault, signal).finally(() => {
      this.underWay = false;
    });
    return unlessAborted(work, signal, this.closing.signal);
  }

  close(): Promise<void> {
    this.closing.abort();
    return this.painter.close();
  }

  private async take(
    scene: Scene,
    fault: Fault | null,
    signal: AbortSignal,
  ): Promise<CapturedFrame> {
    const exposureStartedAt = this.nowMs();
    if (fault === 'unplugged') throw new CameraError('unplugged', 'The camera is not there.');
    if (fault === 'hang') await abortOf(AbortSignal.any([signal, this.closing.signal]));
    const frame = await this.painter.paint(scene);
    const jpeg = await this.spoil(frame.jpeg, fault);
    this.lastJpeg = jpeg;
    return {
      jpeg,
      width: this.info.width,
      height: this.info.height,
      exposureStartedAt,
      exposure: frame.exposure,
      metered: frame.metered,
      metadata: {
        simulated: true,
        sceneTime: scene.timeMs,
        weather: frame.weather,
        facingDeg: Math.round(frame.facingDeg),
        sunAltitudeDeg: Math.round(scene.sun.altitudeDeg * 100) / 100,
        sunAzimuthDeg: Math.round(scene.sun.azimuthDeg * 100) / 100,
      },
    };
  }

  private sceneAt(slotAt: number, controls: CaptureControls): Scene {
    const { seed, place, quality = 85, facingDeg, weather, automatic = 'steady' } = this.options;
    const timeMs = sceneTimeOf(this.options, slotAt);
    return {
      seed,
      width: this.info.width,
      height: this.info.height,
      quality,
      facingDeg,
      weather,
      timeMs,
      latitude: place.latitude,
      sun: sunAt(place, timeMs),
      moon: moonAt(place, timeMs),
      controls,
      automatic,
    };
  }

  private async spoil(jpeg: Uint8Array, fault: Fault | null): Promise<Uint8Array> {
    switch (fault) {
      case 'halfFile':
        return jpeg.slice(0, Math.floor(jpeg.length / 2));
      case 'blackFrame':
        return blackJpeg(this.info.width, this.info.height);
      case 'frozenFrame':
        return this.lastJpeg ?? jpeg;
      case 'hang':
      case 'unplugged':
      case null:
        return jpeg;
    }
  }
}

function requireEven(
  name: string,
  px: number,
  { lowest, highest }: { lowest: number; highest: number },
): void {
  if (!Number.isInteger(px) || px % 2 !== 0 || px < lowest || px > highest) {
    throw new RangeError(
      `The ${name} of a simulated picture must be even, ${lowest} to ${highest}, and not ${px}.`,
    );
  }
}

/** Never resolves; rejects when the caller gives up, as a driver does that resets its device then. */
function abortOf(signal: AbortSignal): Promise<never> {
  return new Promise((_, reject) => {
    const give = (): void => reject(new CameraError('hang', 'The camera gave no frame.'));
    if (signal.aborted) give();
    else signal.addEventListener('abort', give, { once: true });
  });
}
