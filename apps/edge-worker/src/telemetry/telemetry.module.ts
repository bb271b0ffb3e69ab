import { Module, type OnApplicationBootstrap, type OnModuleDestroy } from '@nestjs/common';
import { version } from '@eyrie/platform';
import { Ledger } from '../media/ledger.ts';
import { MediaStoreModule } from '../media/media-store.module.ts';
import { Outbox } from '../records/outbox.ts';
import { RecordsModule } from '../records/records.module.ts';
import { Settings } from '../settings/settings.ts';
import { SettingsModule } from '../settings/settings.module.ts';
import { WorkerContext } from '../worker-context.ts';
import { Heartbeat } from './heartbeat.ts';
import { systemReader } from './system-reader.ts';

/** The health of the device. */
@Module({
  imports: [MediaStoreModule, RecordsModule, SettingsModule],
  providers: [
    {
      provide: Heartbeat,
      inject: [WorkerContext, Outbox, Ledger, Settings],
      useFactory: (
        { dataFolder, clock, log }: WorkerContext,
        outbox: Outbox,
        ledger: Ledger,
        settings: Settings,
      ) =>
        new Heartbeat({
          outbox,
          ledger,
          readSystem: systemReader(dataFolder),
          clock,
          log,
          version,
          everySeconds: () => settings.configuration?.heartbeatSeconds ?? null,
        }),
    },
  ],
})
export class TelemetryModule implements OnApplicationBootstrap, OnModuleDestroy {
  constructor(private readonly heartbeat: Heartbeat) {}

  onApplicationBootstrap(): void {
    this.heartbeat.start();
  }

  onModuleDestroy(): Promise<void> {
    return this.heartbeat.stop();
  }
}
