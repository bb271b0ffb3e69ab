import { Body, Controller, Get, Inject, Param, Patch, Post, Query, Res } from '@nestjs/common';
import { ApiCreatedResponse, ApiOkResponse, ApiTags } from '@nestjs/swagger';
import {
  idSchema,
  newSiteSchema,
  siteChangeSchema,
  type SiteListQuery,
  siteListQuerySchema,
  sitePageSchema,
  siteSchema,
  type Site,
  type SiteChange,
} from '@eyrie/contracts';
import type { FastifyReply } from 'fastify';
import type { z } from 'zod';
import { CurrentPerson, type PersonPrincipal, RouteOperation } from '../authorisation/index.ts';
import { HasDryRun } from '../dry-run/index.ts';
import { HasFields } from '../fields/index.ts';
import type { Page } from '../paging/page-token.ts';
import { IfMatch, NeedsIfMatch, type SeenRevision, withRevision } from '../preconditions/index.ts';
import { SitesService } from './sites.service.ts';

@ApiTags('sites')
@Controller('v1/sites')
export class SitesController {
  constructor(@Inject(SitesService) private readonly sites: SitesService) {}

  @Post()
  @RouteOperation('sites.create', 'Make a site, with a certificate authority of its own.')
  @ApiCreatedResponse({ standardSchema: siteSchema })
  create(
    @CurrentPerson() person: PersonPrincipal,
    @Body({ schema: newSiteSchema }) input: z.output<typeof newSiteSchema>,
  ): Promise<Site> {
    return this.sites.create(person, input);
  }

  @Get()
  @HasFields(siteSchema)
  @RouteOperation('sites.list', 'The sites, oldest first.')
  @ApiOkResponse({ standardSchema: sitePageSchema })
  list(
    @CurrentPerson() person: PersonPrincipal,
    @Query({ schema: siteListQuerySchema }) query: SiteListQuery,
  ): Promise<Page<Site>> {
    return this.sites.list(person, query);
  }

  @Get(':id')
  @RouteOperation('sites.read', 'One site.')
  @ApiOkResponse({ standardSchema: siteSchema })
  async get(
    @CurrentPerson() person: PersonPrincipal,
    @Param('id', { schema: idSchema('site') }) id: string,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<Site> {
    return withRevision(reply, await this.sites.get(person, id));
  }

  @Patch(':id')
  @HasDryRun()
  @NeedsIfMatch()
  @RouteOperation('sites.change', 'Change the name, the notes or the place of a site.')
  @ApiOkResponse({ standardSchema: siteSchema })
  async change(
    @CurrentPerson() person: PersonPrincipal,
    @Param('id', { schema: idSchema('site') }) id: string,
    @Body({ schema: siteChangeSchema }) change: SiteChange,
    @IfMatch() seen: SeenRevision,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<Site> {
    return withRevision(reply, await this.sites.change(person, id, change, seen));
  }
}
