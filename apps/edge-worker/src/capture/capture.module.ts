import os from 'node:os';
import path from 'node:path';
import { Module, type OnModuleDestroy } from '@nestjs/common';
import { MediaModule } from '../media/media.module.ts';
import { Janitor } from '../media/janitor.ts';
import { Ledger } from '../media/ledger.ts';
import { MediaFiles } from '../media/media-files.ts';
import { MediaStoreModule } from '../media/media-store.module.ts';
import { Quarantine } from '../media/quarantine.ts';
import { DeviceEvents } from '../records/device-events.ts';
import { Outbox } from '../records/outbox.ts';
import { RecordsModule } from '../records/records.module.ts';
import { HealthModule } from '../telemetry/health.module.ts';
import { HealthWatch } from '../telemetry/health-watch.ts';
import { Pace } from '../telemetry/pace.ts';
import { WorkerMetrics } from '../status/worker-metrics.ts';
import { WorkerContext } from '../worker-context.ts';
import { Cameras } from './cameras.ts';
import { CaptureLog } from './capture-log.ts';
import { isClockTrusted } from './clock-trust.ts';
import { ExposureFiles } from './exposure-files.ts';
import { FrameIntake } from './frame-intake.ts';
import { SceneFiles } from './scene-files.ts';
import { SlotMarks } from './slot-marks.ts';

/** From the lens to the disk. */
@Module({
  imports: [MediaStoreModule, RecordsModule, MediaModule, HealthModule],
  providers: [
    {
      provide: SceneFiles,
      inject: [WorkerContext],
      useFactory: ({ dataFolder }: WorkerContext) =>
        new SceneFiles(path.join(dataFolder, 'scenes')),
    },
    {
      provide: FrameIntake,
      inject: [
        ...[MediaFiles, Ledger, Outbox, Quarantine, Janitor],
        ...[WorkerContext, HealthWatch, SceneFiles],
      ],
      useFactory: (
        files: MediaFiles,
        ledger: Ledger,
        outbox: Outbox,
        quarantine: Quarantine,
        janitor: Janitor,
        { clock }: WorkerContext,
        health: HealthWatch,
        scenes: SceneFiles,
      ) =>
        new FrameIntake({
          files,
          ledger,
          outbox,
          quarantine,
          scenes,
          clock,
          hasRoom: () => janitor.hasRoom || files.hasMemoryLeft,
          pace: new Pace(() => health.strain),
          isClockTrusted: () => isClockTrusted(clock.now()),
        }),
    },
    {
      provide: CaptureLog,
      inject: [DeviceEvents, WorkerMetrics, Ledger, WorkerContext],
      useFactory: (
        events: DeviceEvents,
        metrics: WorkerMetrics,
        ledger: Ledger,
        { clock, log, dataFolder }: WorkerContext,
      ) =>
        new CaptureLog({
          events,
          metrics,
          marks: new SlotMarks(path.join(dataFolder, 'slots')),
          newestFrameSlot: (cameraId, fromMs) =>
            ledger
              .framesBetween(cameraId, fromMs, clock.now() + 1)
              .reduce<number | null>(
                (newest, { note }) => Math.max(newest ?? 0, note.slotAt),
                null,
              ),
          bootedAt: () => clock.now() - os.uptime() * 1000,
          clock,
          log,
        }),
    },
    {
      provide: Cameras,
      inject: [FrameIntake, CaptureLog, WorkerContext],
      useFactory: (
        intake: FrameIntake,
        report: CaptureLog,
        { clock, log, dataFolder, cameraEnvironment: environment }: WorkerContext,
      ) =>
        new Cameras({
          intake,
          report,
          exposures: new ExposureFiles(path.join(dataFolder, 'exposure')),
          clock,
          log,
          environment,
        }),
    },
  ],
  exports: [Cameras, CaptureLog, SceneFiles],
})
export class CaptureModule implements OnModuleDestroy {
  constructor(
    private readonly cameras: Cameras,
    private readonly captureLog: CaptureLog,
  ) {}

  async onModuleDestroy(): Promise<void> {
    await this.cameras.stop();
    await this.captureLog.stop();
  }
}
