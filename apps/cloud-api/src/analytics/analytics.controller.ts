import { Controller, Get, Inject, Query } from '@nestjs/common';
import { ApiOkResponse, ApiTags } from '@nestjs/swagger';
import {
  type Analytics,
  type AnalyticsQuery,
  analyticsQuerySchema,
  analyticsSchema,
} from '@eyrie/contracts';
import { CurrentPerson, type PersonPrincipal, RouteOperation } from '../authorisation/index.ts';
import { AnalyticsService } from './analytics.service.ts';

@ApiTags('analytics')
@Controller('v1/analytics')
export class AnalyticsController {
  constructor(@Inject(AnalyticsService) private readonly analytics: AnalyticsService) {}

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
