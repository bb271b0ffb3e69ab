import { Controller, Get, Inject, Query } from '@nestjs/common';
import { ApiOkResponse, ApiTags } from '@nestjs/swagger';
import {
  type Analytics,
  type AnalyticsQuery,
  analyticsQuerySchema,
  analyticsSchema,
  type CaptureAccount,
  type CaptureAccountQuery,
  captureAccountQuerySchema,
  captureAccountSchema,
} from '@eyrie/contracts';
import { CurrentPerson, type PersonPrincipal, RouteOperation } from '../authorisation/index.ts';
import { AnalyticsService } from './analytics.service.ts';
import { CaptureAccountService } from './capture-account.service.ts';

@ApiTags('analytics')
@Controller('v1/analytics')
export class AnalyticsController {
  constructor(
    @Inject(AnalyticsService) private readonly analytics: AnalyticsService,
    @Inject(CaptureAccountService) private readonly account: CaptureAccountService,
  ) {}

  @Get('captures')
  @RouteOperation('analytics.captures', 'What became of every slot, by hour, and why.')
  @ApiOkResponse({ standardSchema: captureAccountSchema })
  captures(
    @CurrentPerson() { organisationId }: PersonPrincipal,
    @Query({ schema: captureAccountQuerySchema }) query: CaptureAccountQuery,
  ): Promise<CaptureAccount> {
    return this.account.read(organisationId, query);
  }

  @Get()
  @RouteOperation('analytics.read', 'Captures, uptime and bytes by day, and by site or device.')
  @ApiOkResponse({ standardSchema: analyticsSchema })
  read(
    @CurrentPerson() person: PersonPrincipal,
    @Query({ schema: analyticsQuerySchema }) query: AnalyticsQuery,
  ): Promise<Analytics> {
    return this.analytics.read(person, query);
  }
}
