import { Module } from '@nestjs/common';
import { DevicesModule } from '../devices/index.ts';
import { SitesModule } from '../sites/index.ts';
import { Quarantine } from './quarantine.ts';
import { RevocationsController } from './revocations.controller.ts';
import { RevocationsService } from './revocations.service.ts';

@Module({
  imports: [DevicesModule, SitesModule],
  controllers: [RevocationsController],
  providers: [Quarantine, RevocationsService],
  exports: [Quarantine, RevocationsService],
})
export class RevocationsModule {}
