import { Body, Controller, Get, Inject, Param, Post, Query } from '@nestjs/common';
import { ApiCreatedResponse, ApiOkResponse, ApiTags } from '@nestjs/swagger';
import {
  idSchema,
  newSiteSchema,
  pageQuerySchema,
  sitePageSchema,
  siteSchema,
  type Site,
} from '@eyrie/contracts';
import type { z } from 'zod';
import { CurrentPerson, type PersonPrincipal, RouteOperation } from '../authorisation/index.ts';
import type { Page, PageQuery } from '../paging/page-token.ts';
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
  @RouteOperation('sites.list', 'The sites, oldest first.')
  @ApiOkResponse({ standardSchema: sitePageSchema })
  list(
    @CurrentPerson() person: PersonPrincipal,
    @Query({ schema: pageQuerySchema }) query: PageQuery,
  ): Promise<Page<Site>> {
    return this.sites.list(person, query);
  }

  @Get(':id')
  @RouteOperation('sites.read', 'One site.')
  @ApiOkResponse({ standardSchema: siteSchema })
  get(
    @CurrentPerson() person: PersonPrincipal,
    @Param('id', { schema: idSchema('site') }) id: string,
  ): Promise<Site> {
    return this.sites.get(person, id);
  }
}
