import type { FrameBody, WorkerStatus } from '@eyrie/contracts';
import type { Logger } from '@eyrie/platform';
import { instantOf } from '../clock.ts';
import type { DeviceEvents } from '../records/device-events.ts';
import type { WorkerMetrics } from '../status/worker-metrics.ts';
import type { Miss } from './capture-failure.ts';
import type { CaptureReport } from './camera-loop.ts';

/** Counts frames and misses, and tells the cloud of the misses. */
export class CaptureLog implements CaptureReport {
  private captured = 0;
  private last: WorkerStatus['lastFrame'] = null;

  constructor(
    private readonly events: DeviceEvents,
    private readonly metrics: WorkerMetrics,
    private readonly log: Logger,
  ) {}

  get framesCaptured(): number {
    return this.captured;
  }

  get lastFrame(): WorkerStatus['lastFrame'] {
    return this.last;
  }

  onFrame({ frameId, cameraId, capturedAt, image }: FrameBody): void {
    this.captured += 1;
    this.last = { frameId, cameraId, capturedAt, sha256: image.sha256 };
    this.metrics.framesCaptured.inc({ camera_id: cameraId });
    this.log.debug({ event: 'frame_captured', cameraId, frameId }, 'A frame was captured.');
  }

  onMiss(cameraId: string, slotAt: number, slots: number, { reason, detail }: Miss): void {
    this.metrics.framesMissed.inc({ camera_id: cameraId, reason }, slots);
    this.log.warn(
      { event: 'capture_failed', cameraId, slotAt: instantOf(slotAt), slots, reason, detail },
      'A slot has no frame.',
    );
    const data = { reason, detail, slot_at: instantOf(slotAt), slots };
    void this.events.emit({ type: 'capture.failed', cameraId, data });
  }
}
