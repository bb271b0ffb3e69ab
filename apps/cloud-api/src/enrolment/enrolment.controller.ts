import { Body, Controller, Header, HttpCode, Inject, Post, Req, Res } from '@nestjs/common';
import { ApiAcceptedResponse, ApiOkResponse, ApiTags } from '@nestjs/swagger';
import {
  type Enrolment,
  type EnrolmentPending,
  enrolmentPendingSchema,
  type EnrolmentRequest,
  enrolmentRequestSchema,
  enrolmentSchema,
} from '@eyrie/contracts';
import type { FastifyReply, FastifyRequest } from 'fastify';
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
  @ApiAcceptedResponse({
    description: 'A person has to decide; the device asks again.',
    standardSchema: enrolmentPendingSchema,
  })
  async enrol(
    @Body({ schema: enrolmentRequestSchema }) request: EnrolmentRequest,
    @Req() { ip }: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<Enrolment | EnrolmentPending> {
    this.limiter.begin(clientKey(ip));
    const answer = await this.enrolments.enrol(request);
    if ('state' in answer) {
      void reply.status(202).header('retry-after', String(answer.retryAfterSeconds));
    }
    return answer;
  }
}
