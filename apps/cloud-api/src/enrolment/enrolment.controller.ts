import { Body, Controller, Header, HttpCode, Inject, Post, Res } from '@nestjs/common';
import { ApiAcceptedResponse, ApiOkResponse, ApiTags } from '@nestjs/swagger';
import {
  type Enrolment,
  type EnrolmentChallenge,
  enrolmentChallengeSchema,
  type EnrolmentPending,
  enrolmentPendingSchema,
  type EnrolmentRequest,
  enrolmentRequestSchema,
  enrolmentSchema,
} from '@eyrie/contracts';
import type { Logger } from '@eyrie/platform';
import type { FastifyReply } from 'fastify';
import { RouteOperation } from '../authorisation/index.ts';
import { LOGGER } from '../logger.ts';
import { EnrolmentChallenges } from './enrolment-challenges.ts';
import { EnrolmentService } from './enrolment.service.ts';

@ApiTags('edge')
@Controller('edge/v1')
export class EnrolmentController {
  constructor(
    @Inject(EnrolmentService) private readonly enrolments: EnrolmentService,
    @Inject(EnrolmentChallenges) private readonly challenges: EnrolmentChallenges,
    @Inject(LOGGER) private readonly logger: Logger,
  ) {}

  @Post('enrolment/challenge')
  @HttpCode(200)
  @Header('cache-control', 'no-store')
  @RouteOperation(
    'edge.enrolment.challenge',
    'Get a nonce to prove with that an enrolment is fresh.',
  )
  @ApiOkResponse({ standardSchema: enrolmentChallengeSchema })
  challenge(): EnrolmentChallenge {
    return this.challenges.make();
  }

  @Post('enrol')
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
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<Enrolment | EnrolmentPending> {
    const answer = await this.enrolments.enrol(request);
    if ('state' in answer) {
      void reply.status(202).header('retry-after', String(answer.retryAfterSeconds));
    } else {
      this.logger.info(
        {
          event: 'device_registered',
          device_id: answer.deviceId,
          location_id: answer.siteId,
          hardware_model: request.hardware.model,
        },
        'A device has enrolled.',
      );
    }
    return answer;
  }
}
