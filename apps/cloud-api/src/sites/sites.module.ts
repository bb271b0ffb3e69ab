import { Module } from '@nestjs/common';
import { SitesController } from './sites.controller.ts';
import { SitesRepository } from './sites.repository.ts';
import { SitesService } from './sites.service.ts';

@Module({
  controllers: [SitesController],
  providers: [SitesService, SitesRepository],
  exports: [SitesRepository],
})
export class SitesModule {}
