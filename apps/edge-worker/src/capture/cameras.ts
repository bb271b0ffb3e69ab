import {
  openCamera,
  type Camera,
  type CameraEnvironment,
  type CaptureControls,
  type CapturedFrame,
} from '@eyrie/camera';
import type { CameraConfiguration, FrameBody, WorkerConfiguration } from '@eyrie/contracts';
import type { Logger } from '@eyrie/platform';
import { nextSlot } from '@eyrie/schedule';
import type { Clock } from '../clock.ts';
import { cameraChanges } from './camera-changes.ts';
import { CameraExposure, type ExposureStore } from './camera-exposure.ts';
import { CameraLoop } from './camera-loop.ts';
import { cameraOptionsOf } from './camera-options.ts';
import type { CaptureLog } from './capture-log.ts';
import type { CaptureReport } from './capture-report.ts';
import type { FrameIntake } from './frame-intake.ts';

export interface CamerasOptions {
  readonly intake: FrameIntake;
  readonly report: CaptureReport & Pick<CaptureLog, 'resume'>;
  readonly exposures: ExposureStore;
  readonly clock: Clock;
  readonly log: Logger;
  readonly open?: typeof openCamera;
  /** What drivers find on this machine, beside its clock. */
  readonly environment?: Partial<CameraEnvironment>;
}

/** The loops of all cameras that are configured. */
export class Cameras {
  private readonly loops = new Map<string, CameraLoop>();
  private readonly exposures = new Map<string, CameraExposure>();
  private running: WorkerConfiguration | null = null;

  constructor(private readonly options: CamerasOptions) {}

  get count(): number {
    return this.loops.size;
  }

  ids(): string[] {
    return [...this.loops.keys()];
  }

  /**
   * A frame out of turn of that camera, or of each where it is null. Rejects where there is none, or
   * with what kept one of them from being taken.
   */
  async captureNow(cameraId: string | null): Promise<FrameBody[]> {
    const loops = [...this.loops].filter(([id]) => cameraId === null || id === cameraId);
    if (loops.length === 0) throw new Error('There is no such camera in force at this device.');
    return Promise.all(loops.map(([, loop]) => loop.captureNow()));
  }

  /** A look through that camera, of which nothing is kept. Rejects as above. */
  lookNow(cameraId: string, controls: CaptureControls | null): Promise<CapturedFrame> {
    const loop = this.loops.get(cameraId);
    if (!loop) return Promise.reject(new Error('There is no such camera in force at this device.'));
    return loop.lookNow(controls);
  }

  /**
   * Puts a configuration into force, touching only the cameras that it changes. Where one of them
   * cannot be opened it rejects, and everything is as it was.
   */
  async apply(configuration: WorkerConfiguration): Promise<void> {
    const { removed, started } = cameraChanges(this.running, configuration);
    const opened = await this.openAll(started, configuration);
    for (const cameraId of [...removed, ...opened.keys()]) {
      await this.stopLoop(cameraId);
    }
    for (const camera of started) {
      const device = opened.get(camera.cameraId);
      if (!device) continue;
      await this.startLoop(device, camera, configuration.place);
    }
    this.running = configuration;
  }

  async stop(): Promise<void> {
    await Promise.all(this.ids().map((cameraId) => this.stopLoop(cameraId)));
    this.running = null;
  }

  private async startLoop(
    camera: Camera,
    configuration: CameraConfiguration,
    place: WorkerConfiguration['place'],
  ): Promise<void> {
    const { exposures: store, log } = this.options;
    const exposure = new CameraExposure({ configuration, place, store, log });
    await exposure.start();
    const resumption = await this.options.report.resume(configuration.cameraId);
    const loop = new CameraLoop({
      camera,
      configuration,
      place,
      exposure,
      resumption,
      ...this.options,
    });
    this.loops.set(configuration.cameraId, loop);
    this.exposures.set(configuration.cameraId, exposure);
    loop.start();
  }

  private async stopLoop(cameraId: string): Promise<void> {
    const [loop, exposure] = [this.loops.get(cameraId), this.exposures.get(cameraId)];
    this.loops.delete(cameraId);
    this.exposures.delete(cameraId);
    await loop?.stop();
    await exposure?.stop();
  }

  private async openAll(
    cameras: readonly CameraConfiguration[],
    { place }: WorkerConfiguration,
  ): Promise<Map<string, Camera>> {
    const { open = openCamera, clock, environment } = this.options;
    const opened = new Map<string, Camera>();
    try {
      for (const camera of cameras) {
        // Throws where a schedule cannot be computed: better here than in the loop.
        nextSlot(camera.schedules, place, clock.now());
        const options = cameraOptionsOf(camera, place);
        const found = { ...environment, nowMs: () => clock.now() };
        opened.set(camera.cameraId, await open(camera.cameraId, options, found));
      }
      return opened;
    } catch (error) {
      await Promise.all([...opened.values()].map((camera) => camera.close()));
      throw error;
    }
  }
}
