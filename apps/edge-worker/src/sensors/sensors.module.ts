import path from 'node:path';
import { Module, type OnModuleDestroy } from '@nestjs/common';
import { DeviceEvents } from '../records/device-events.ts';
import { RecordsModule } from '../records/records.module.ts';
import { WorkerContext } from '../worker-context.ts';
import { Sensors } from './sensors.ts';
import { StandingAlerts } from './standing-alerts.ts';

/** Weather at the device: readings as records, and alerts that need no cloud. */
@Module({
  imports: [RecordsModule],
  providers: [
    {
      provide: Sensors,
      inject: [DeviceEvents, WorkerContext],
      useFactory: (
        events: DeviceEvents,
        { clock, log, dataFolder, cameraEnvironment }: WorkerContext,
      ) =>
        new Sensors({
          events,
          standing: new StandingAlerts(path.join(dataFolder, 'sensors', 'alerts.json')),
          networks: cameraEnvironment.networks,
          clock,
          log,
        }),
    },
  ],
  exports: [Sensors],
})
export class SensorsModule implements OnModuleDestroy {
  constructor(private readonly sensors: Sensors) {}

  onModuleDestroy(): Promise<void> {
    return this.sensors.stop();
  }
}
