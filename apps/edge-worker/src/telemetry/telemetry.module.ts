import { Module, type OnApplicationBootstrap, type OnModuleDestroy } from '@nestjs/common';
import { version } from '@eyrie/platform';
import { Card } from '../card/card.ts';
import { CaptureLog } from '../capture/capture-log.ts';
import { CaptureModule } from '../capture/capture.module.ts';
import { isClockTrusted } from '../capture/clock-trust.ts';
import { LinkModule } from '../link/link.module.ts';
import { LinkQuality } from '../link/link-quality.ts';
import { Janitor } from '../media/janitor.ts';
import { Ledger } from '../media/ledger.ts';
import { MediaModule } from '../media/media.module.ts';
import { MediaStoreModule } from '../media/media-store.module.ts';
import { DeviceEvents } from '../records/device-events.ts';
import { Outbox } from '../records/outbox.ts';
import { RecordsModule } from '../records/records.module.ts';
import { Settings } from '../settings/settings.ts';
import { SettingsModule } from '../settings/settings.module.ts';
import { WorkerContext } from '../worker-context.ts';
import { HealthModule } from './health.module.ts';
import { HealthWatch } from './health-watch.ts';
import { HeatLoop } from './heat-loop.ts';
import { Heartbeat } from './heartbeat.ts';
import { thisMachine } from './machine-access.ts';
import { readStanding, type StandingParts } from './standing-reader.ts';
import { systemReader } from './system-reader.ts';

/** As one thing to inject: where the heartbeat has its word from. */
class StandingSources {
  constructor(readonly parts: StandingParts) {}
}

/** The health of the device. */
@Module({
  imports: [
    MediaStoreModule,
    MediaModule,
    RecordsModule,
    SettingsModule,
    CaptureModule,
    LinkModule,
    HealthModule,
  ],
  providers: [
    {
      provide: StandingSources,
      inject: [Janitor, Card, CaptureLog, LinkQuality, WorkerContext],
      useFactory: (
        janitor: Janitor,
        card: Card,
        capture: CaptureLog,
        link: LinkQuality,
        { clock }: WorkerContext,
      ): StandingSources =>
        new StandingSources({
          machine: thisMachine,
          janitor,
          card,
          capture,
          link,
          isClockTrusted: () => isClockTrusted(clock.now()),
        }),
    },
    {
      provide: Heartbeat,
      inject: [WorkerContext, Outbox, Ledger, Settings, StandingSources, HealthWatch, DeviceEvents],
      useFactory: (
        { dataFolder, clock, log }: WorkerContext,
        outbox: Outbox,
        ledger: Ledger,
        settings: Settings,
        sources: StandingSources,
        health: HealthWatch,
        events: DeviceEvents,
      ) =>
        new Heartbeat({
          outbox,
          ledger,
          readSystem: systemReader(dataFolder),
          readStanding: (reading) => readStanding(sources.parts, reading),
          onBeat: async (body) => {
            for (const event of health.look(body)) await events.emit(event);
          },
          clock,
          log,
          version,
          everySeconds: () => settings.configuration?.heartbeatSeconds ?? null,
        }),
    },
    {
      provide: HeatLoop,
      inject: [HealthWatch, WorkerContext],
      useFactory: (health: HealthWatch, { clock, log }: WorkerContext) =>
        new HeatLoop({ guard: health.heat, machine: thisMachine, clock, log }),
    },
  ],
})
export class TelemetryModule implements OnApplicationBootstrap, OnModuleDestroy {
  constructor(
    private readonly heartbeat: Heartbeat,
    private readonly heat: HeatLoop,
  ) {}

  onApplicationBootstrap(): void {
    this.heartbeat.start();
    this.heat.start();
  }

  async onModuleDestroy(): Promise<void> {
    await Promise.all([this.heartbeat.stop(), this.heat.stop()]);
  }
}
