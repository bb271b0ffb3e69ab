import { Controller, Delete, HttpCode, Inject, Param, Post, Query, Res } from '@nestjs/common';
import { ApiOkResponse, ApiTags } from '@nestjs/swagger';
import {
  type Archival,
  archivalSchema,
  type Site,
  siteSchema,
  idSchema,
  siteArchivalQuerySchema,
} from '@eyrie/contracts';
import type { FastifyReply } from 'fastify';
import type { z } from 'zod';
import { CurrentPerson, type PersonPrincipal, RouteOperation } from '../authorisation/index.ts';
import { HasDryRun } from '../dry-run/index.ts';
import { IfMatch, NeedsIfMatch, type SeenRevision, withRevision } from '../preconditions/index.ts';
import { SiteArchive } from './site-archive.service.ts';

@ApiTags('sites')
@Controller('v1/sites/:id')
export class SiteArchiveController {
  constructor(@Inject(SiteArchive) private readonly archive: SiteArchive) {}

  @Delete()
  @HasDryRun()
  @NeedsIfMatch()
  @RouteOperation(
    'sites.archive',
    'Put a site away: it must have no devices in use, or end them with it.',
  )
  @ApiOkResponse({ standardSchema: archivalSchema })
  put(
    @CurrentPerson() { organisationId }: PersonPrincipal,
    @Param('id', { schema: idSchema('site') }) id: string,
    @Query({ schema: siteArchivalQuerySchema }) query: z.output<typeof siteArchivalQuerySchema>,
    @IfMatch() seen: SeenRevision,
  ): Promise<Archival> {
    return this.archive.put(organisationId, id, {
      seen,
      withDevices: query.decommission_devices === 'true',
    });
  }

  @Post('restore')
  @HasDryRun()
  @NeedsIfMatch()
  @HttpCode(200)
  @RouteOperation(
    'sites.restore',
    'Take a site back that was put away, without the devices it had.',
  )
  @ApiOkResponse({ standardSchema: siteSchema })
  async takeBack(
    @CurrentPerson() { organisationId }: PersonPrincipal,
    @Param('id', { schema: idSchema('site') }) id: string,
    @IfMatch() seen: SeenRevision,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<Site> {
    return withRevision(reply, await this.archive.takeBack(organisationId, id, seen));
  }
}
