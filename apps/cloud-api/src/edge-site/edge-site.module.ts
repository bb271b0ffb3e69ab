import { Module } from '@nestjs/common';
import { LayersModule } from '../configurations/layers.module.ts';
import { DevicesModule } from '../devices/index.ts';
import { FencingModule } from '../fencing/index.ts';
import { LockedRangesModule } from '../locked-ranges/index.ts';
import { RevocationsModule } from '../revocations/index.ts';
import { SitesModule } from '../sites/index.ts';
import { EdgeSiteController } from './edge-site.controller.ts';
import { EdgeSiteService } from './edge-site.service.ts';
import { SiteFoundingService } from './site-founding.service.ts';

@Module({
  imports: [
    DevicesModule,
    FencingModule,
    LayersModule,
    LockedRangesModule,
    RevocationsModule,
    SitesModule,
  ],
  controllers: [EdgeSiteController],
  providers: [EdgeSiteService, SiteFoundingService],
})
export class EdgeSiteModule {}
