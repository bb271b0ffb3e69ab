import { Body, Controller, Get, HttpCode, Inject, Post, Query, Req, Res } from '@nestjs/common';
import { ApiCreatedResponse, ApiOkResponse, ApiTags } from '@nestjs/swagger';
import {
  idSchema,
  type LoginOffer,
  loginOfferSchema,
  providerAnswerSchema,
  type ProviderLogin,
  providerLoginBeginSchema,
  providerLoginSchema,
  type Session,
  sessionSchema,
} from '@eyrie/contracts';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { z } from 'zod';
import { RouteOperation } from '../authorisation/index.ts';
import { SessionReply, visitorOf } from '../sessions/index.ts';
import { FlowReply } from './flow-reply.ts';
import { ProviderLoginService } from './provider-login.service.ts';

const offerQuerySchema = z.object({ provider_id: idSchema('loginProvider').optional() });

@ApiTags('session')
@Controller('v1/session/provider')
export class ProviderLoginController {
  constructor(
    @Inject(ProviderLoginService) private readonly logins: ProviderLoginService,
    @Inject(SessionReply) private readonly answer: SessionReply,
    @Inject(FlowReply) private readonly flow: FlowReply,
  ) {}

  @Get()
  @RouteOperation('session.provider.offer', 'Which login provider the log-in page offers.')
  @ApiOkResponse({ standardSchema: loginOfferSchema })
  offer(
    @Query({ schema: offerQuerySchema }) query: z.output<typeof offerQuerySchema>,
  ): Promise<LoginOffer> {
    return this.logins.offer(query.provider_id);
  }

  @Post('begin')
  @HttpCode(200)
  @RouteOperation('session.provider.begin', 'Begin to log in through an organisation’s provider.')
  @ApiOkResponse({ standardSchema: providerLoginSchema })
  async begin(
    @Body({ schema: providerLoginBeginSchema }) body: z.output<typeof providerLoginBeginSchema>,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<ProviderLogin> {
    return this.flow.begin(reply, await this.logins.begin(body.provider_id));
  }

  @Post()
  @RouteOperation('session.provider.complete', 'Log in with what the provider answered.')
  @ApiCreatedResponse({ standardSchema: sessionSchema })
  async complete(
    @Body({ schema: providerAnswerSchema }) body: z.output<typeof providerAnswerSchema>,
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<Session> {
    const flow = this.flow.take(request, reply);
    const visitor = visitorOf(request);
    const { provider_id, query } = body;
    const opened = await this.logins.complete(provider_id, query, { flow, visitor });
    return this.answer.begin(reply, opened);
  }
}
