import { Module } from '@nestjs/common';
import { LayersModule } from '../configurations/layers.module.ts';
import { DevicesController } from './devices.controller.ts';
import { DevicesRepository } from './devices.repository.ts';

@Module({
  imports: [LayersModule],
  controllers: [DevicesController],
  providers: [DevicesRepository],
  exports: [DevicesRepository],
})
export class DevicesModule {}
