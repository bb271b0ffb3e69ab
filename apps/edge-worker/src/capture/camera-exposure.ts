import {
  controlsFor,
  learnFrom,
  noMemory,
  regionLuminance,
  type CaptureControls,
  type CapturedFrame,
  type ExposureMemory,
  type FrameMeasure,
} from '@eyrie/camera';
import { completeProfile, type CameraConfiguration, type Place } from '@eyrie/contracts';
import type { Logger } from '@eyrie/platform';
import { nextSlot, sunAt } from '@eyrie/schedule';
import { sceneTimeOf } from './scene-time.ts';

/** Where a camera's exposure is remembered while the worker is down. */
export interface ExposureStore {
  read(cameraId: string): Promise<ExposureMemory | null>;
  write(cameraId: string, memory: ExposureMemory): Promise<void>;
}

export interface CameraExposureOptions {
  readonly configuration: CameraConfiguration;
  readonly place: Place;
  readonly store: ExposureStore;
  readonly log: Logger;
}

/** Between writes: a card does not last for ever, and a minute of a ramp is soon made up for. */
const writeEveryMs = 60_000;

/** Applies a camera's profile: what the next frame is told, from what the frames before taught. */
export class CameraExposure {
  private memory: ExposureMemory = noMemory;
  private writtenAt = 0;

  constructor(private readonly options: CameraExposureOptions) {}

  /** Takes up what was remembered. A memory that cannot be read is none: the camera meters anew. */
  async start(): Promise<void> {
    const { configuration, store, log } = this.options;
    if (!configuration.profile) return;
    const { cameraId } = configuration;
    this.memory = await store.read(cameraId).then(
      (memory) => memory ?? noMemory,
      (error: unknown) => {
        log.warn(
          { event: 'exposure_memory_unreadable', cameraId, err: error },
          'What the camera learned of the light cannot be read; it meters anew.',
        );
        return noMemory;
      },
    );
  }

  /** Null: the camera's own automatic, where no profile says otherwise. */
  controlsFor(slotAt: number): CaptureControls | null {
    const { profile } = this.options.configuration;
    if (!profile) return null;
    return controlsFor(completeProfile(profile), this.memory, this.coming(slotAt));
  }

  /** Learns from a frame that was found good. */
  learn(slotAt: number, frame: CapturedFrame, measure: FrameMeasure): void {
    const { profile } = this.options.configuration;
    // A camera that does not say how it exposed cannot be told from its pictures either.
    if (!profile || !frame.exposure) return;
    const whole = completeProfile(profile);
    // What is fused is of no one exposure: the ramp goes by the one in the middle.
    const { bracket } = frame;
    const shown = bracket?.[(bracket.length - 1) >> 1]?.measure ?? measure;
    this.memory = learnFrom(whole, this.memory, {
      ...this.coming(slotAt),
      atMs: frame.exposureStartedAt,
      exposure: frame.exposure,
      luminance: regionLuminance(shown, whole.exposure.region),
      lux: frame.metered?.lux,
    });
    if (Math.abs(frame.exposureStartedAt - this.writtenAt) < writeEveryMs) return;
    this.writtenAt = frame.exposureStartedAt;
    void this.remember();
  }

  async stop(): Promise<void> {
    await this.remember();
  }

  private async remember(): Promise<void> {
    const { configuration, store, log } = this.options;
    if (this.memory === noMemory) return;
    const { cameraId } = configuration;
    await store.write(cameraId, this.memory).catch((error: unknown) => {
      log.warn(
        { event: 'exposure_memory_unwritten', cameraId, err: error },
        'What the camera learned of the light was not written down.',
      );
    });
  }

  private coming(slotAt: number) {
    const { configuration, place } = this.options;
    const next = nextSlot(configuration.schedules, place, slotAt);
    const sun = sunAt(place, sceneTimeOf(configuration, slotAt));
    return {
      sunAltitudeDeg: sun.altitudeDeg,
      intervalMs: next ? next.at - slotAt : null,
    };
  }
}
