import { Module } from '@nestjs/common';
import { SiteAuthorities } from './site-authorities.ts';
import { SiteMetrics } from './site-metrics.ts';
import { SitesController } from './sites.controller.ts';
import { SitesRepository } from './sites.repository.ts';
import { SitesService } from './sites.service.ts';

@Module({
  controllers: [SitesController],
  providers: [SiteAuthorities, SiteMetrics, SitesService, SitesRepository],
  exports: [SiteAuthorities, SitesRepository, SitesService],
})
export class SitesModule {}
