import { Body, Controller, Get, HttpCode, Inject, Param, Post, Query } from '@nestjs/common';
import { ApiOkResponse, ApiTags } from '@nestjs/swagger';
import {
  enrolmentApprovalSchema,
  enrolmentRejectionSchema,
  enrolmentRequestStateSchema,
  idSchema,
  pageQuerySchema,
  type PendingEnrolment,
  pendingEnrolmentPageSchema,
  pendingEnrolmentSchema,
} from '@eyrie/contracts';
import type { z } from 'zod';
import { CurrentPerson, type PersonPrincipal, RouteOperation } from '../authorisation/index.ts';
import type { Page } from '../paging/page-token.ts';
import { EnrolmentRequestsService } from './enrolment-requests.service.ts';

const listQuerySchema = pageQuerySchema.extend({
  state: enrolmentRequestStateSchema.optional(),
  site_id: idSchema('site').optional(),
});

@ApiTags('provisioning')
@Controller('v1/enrolment-requests')
export class EnrolmentRequestsController {
  constructor(
    @Inject(EnrolmentRequestsService) private readonly requests: EnrolmentRequestsService,
  ) {}

  @Get()
  @RouteOperation('enrolment-requests.list', 'Devices that wait for approval, and those decided.')
  @ApiOkResponse({ standardSchema: pendingEnrolmentPageSchema })
  list(
    @CurrentPerson() person: PersonPrincipal,
    @Query({ schema: listQuerySchema }) query: z.output<typeof listQuerySchema>,
  ): Promise<Page<PendingEnrolment>> {
    const { state, site_id: siteId } = query;
    return this.requests.list(person, query, { state, siteId });
  }

  @Get(':id')
  @RouteOperation('enrolment-requests.read', 'One device that waits, or what was decided on it.')
  @ApiOkResponse({ standardSchema: pendingEnrolmentSchema })
  get(
    @CurrentPerson() person: PersonPrincipal,
    @Param('id', { schema: idSchema('enrolmentRequest') }) id: string,
  ): Promise<PendingEnrolment> {
    return this.requests.get(person, id);
  }

  @Post(':id/approve')
  @HttpCode(200)
  @RouteOperation('enrolment-requests.approve', 'Let a device in that waits.')
  @ApiOkResponse({ standardSchema: pendingEnrolmentSchema })
  approve(
    @CurrentPerson() person: PersonPrincipal,
    @Param('id', { schema: idSchema('enrolmentRequest') }) id: string,
    @Body({ schema: enrolmentApprovalSchema }) body: z.output<typeof enrolmentApprovalSchema>,
  ): Promise<PendingEnrolment> {
    return this.requests.approve(person, id, body.device_name);
  }

  @Post(':id/reject')
  @HttpCode(200)
  @RouteOperation('enrolment-requests.reject', 'Send a device away that waits.')
  @ApiOkResponse({ standardSchema: pendingEnrolmentSchema })
  reject(
    @CurrentPerson() person: PersonPrincipal,
    @Param('id', { schema: idSchema('enrolmentRequest') }) id: string,
    @Body({ schema: enrolmentRejectionSchema }) body: z.output<typeof enrolmentRejectionSchema>,
  ): Promise<PendingEnrolment> {
    return this.requests.reject(person, id, body.reason);
  }
}
