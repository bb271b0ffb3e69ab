import { Body, Controller, Header, HttpCode, Inject, Post, Req } from '@nestjs/common';
import { ApiOkResponse, ApiTags } from '@nestjs/swagger';
import {
  type Enrolment,
  type EnrolmentRequest,
  enrolmentRequestSchema,
  enrolmentSchema,
} from '@eyrie/contracts';
import type { FastifyRequest } from 'fastify';
import { RouteOperation } from '../authorisation/index.ts';
import { clientKey } from '../http/client-address.ts';
import { EnrolmentLimiter } from './enrolment-limiter.ts';
import { EnrolmentService } from './enrolment.service.ts';

@ApiTags('edge')
@Controller('edge/v1/enrol')
export class EnrolmentController {
  private readonly limiter = new EnrolmentLimiter();

  constructor(@Inject(EnrolmentService) private readonly enrolments: EnrolmentService) {}

  @Post()
  @HttpCode(200)
  @Header('cache-control', 'no-store')
  @RouteOperation(
    'edge.enrol',
    'Enrol a device with a provisioning token and a certificate request.',
  )
  @ApiOkResponse({ standardSchema: enrolmentSchema })
  enrol(
    @Body({ schema: enrolmentRequestSchema }) request: EnrolmentRequest,
    @Req() { ip }: FastifyRequest,
  ): Promise<Enrolment> {
    this.limiter.begin(clientKey(ip));
    return this.enrolments.enrol(request);
  }
}
