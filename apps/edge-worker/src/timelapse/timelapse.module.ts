import path from 'node:path';
import { Module, type OnApplicationBootstrap, type OnModuleDestroy } from '@nestjs/common';
import { Card } from '../card/card.ts';
import { Ledger } from '../media/ledger.ts';
import { MediaFiles } from '../media/media-files.ts';
import { MediaStoreModule } from '../media/media-store.module.ts';
import { DeviceEvents } from '../records/device-events.ts';
import { Outbox } from '../records/outbox.ts';
import { RecordsModule } from '../records/records.module.ts';
import { HealthModule } from '../telemetry/health.module.ts';
import { HealthWatch } from '../telemetry/health-watch.ts';
import { WorkerContext } from '../worker-context.ts';
import { TimelapseRunner } from './timelapse-runner.ts';

/** Videos of the windows that have ended. */
@Module({
  imports: [MediaStoreModule, RecordsModule, HealthModule],
  providers: [
    {
      provide: TimelapseRunner,
      inject: [WorkerContext, Ledger, MediaFiles, Outbox, DeviceEvents, Card, HealthWatch],
      useFactory: (
        { dataFolder, clock, log }: WorkerContext,
        ledger: Ledger,
        files: MediaFiles,
        outbox: Outbox,
        events: DeviceEvents,
        card: Card,
        health: HealthWatch,
      ) =>
        new TimelapseRunner({
          ledger,
          files,
          outbox,
          events,
          clock,
          log,
          mayWrite: () => card.status.state === 'well',
          pauses: health.heat,
          workFolder: path.join(dataFolder, 'renders'),
        }),
    },
  ],
  exports: [TimelapseRunner],
})
export class TimelapseModule implements OnApplicationBootstrap, OnModuleDestroy {
  constructor(private readonly runner: TimelapseRunner) {}

  onApplicationBootstrap(): void {
    this.runner.start();
  }

  onModuleDestroy(): Promise<void> {
    return this.runner.stop();
  }
}
