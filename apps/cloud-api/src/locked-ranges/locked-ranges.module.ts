import { Module } from '@nestjs/common';
import { DevicesModule } from '../devices/index.ts';
import { SitesModule } from '../sites/index.ts';
import { LockedRangesController } from './locked-ranges.controller.ts';
import { LockedRangesRepository } from './locked-ranges.repository.ts';
import { LockedRangesService } from './locked-ranges.service.ts';

@Module({
  imports: [DevicesModule, SitesModule],
  controllers: [LockedRangesController],
  providers: [LockedRangesService, LockedRangesRepository],
  exports: [LockedRangesRepository],
})
export class LockedRangesModule {}
