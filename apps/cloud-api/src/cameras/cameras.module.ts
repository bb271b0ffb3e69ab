import { Module } from '@nestjs/common';
import { DevicesModule } from '../devices/index.ts';
import { FramesModule } from '../frames/index.ts';
import { SitesModule } from '../sites/index.ts';
import { CamerasController } from './cameras.controller.ts';
import { CamerasService } from './cameras.service.ts';

@Module({
  imports: [DevicesModule, FramesModule, SitesModule],
  controllers: [CamerasController],
  providers: [CamerasService],
  exports: [CamerasService],
})
export class CamerasModule {}
