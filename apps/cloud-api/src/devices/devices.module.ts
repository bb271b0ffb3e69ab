import { Module } from '@nestjs/common';
import { LayersModule } from '../configurations/layers.module.ts';
import { SitesModule } from '../sites/index.ts';
import { DeviceHistoryReader } from './device-history.ts';
import { DeviceReadingsReader } from './device-readings.ts';
import { DeviceMetrics } from './device-metrics.ts';
import { DevicesController } from './devices.controller.ts';
import { DeviceList } from './device-list.ts';
import { DevicesRepository } from './devices.repository.ts';
import { DevicesService } from './devices.service.ts';

@Module({
  imports: [LayersModule, SitesModule],
  controllers: [DevicesController],
  providers: [
    DeviceHistoryReader,
    DeviceReadingsReader,
    DeviceList,
    DeviceMetrics,
    DevicesRepository,
    DevicesService,
  ],
  exports: [DevicesRepository],
})
export class DevicesModule {}
