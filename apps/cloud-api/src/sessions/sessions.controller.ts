import { Body, Controller, Delete, Get, HttpCode, Inject, Post, Req, Res } from '@nestjs/common';
import { ApiCreatedResponse, ApiNoContentResponse, ApiOkResponse, ApiTags } from '@nestjs/swagger';
import {
  credentialsSchema,
  organisationChoiceSchema,
  sessionSchema,
  type Session,
} from '@eyrie/contracts';
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { z } from 'zod';
import { CurrentPerson, type PersonPrincipal, RouteOperation } from '../authorisation/index.ts';
import { SessionReply } from './session-reply.ts';
import { SessionsService } from './sessions.service.ts';
import { visitorOf } from './visitor.ts';

@ApiTags('session')
@Controller('v1/session')
export class SessionsController {
  constructor(
    @Inject(SessionsService) private readonly sessions: SessionsService,
    @Inject(SessionReply) private readonly answer: SessionReply,
  ) {}

  @Post()
  @RouteOperation(
    'session.create',
    'Log in with an email address, a password and, where the account asks for one, a code.',
  )
  @ApiCreatedResponse({ standardSchema: sessionSchema })
  async create(
    @Body({ schema: credentialsSchema }) credentials: z.output<typeof credentialsSchema>,
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<Session> {
    return this.answer.begin(reply, await this.sessions.open(credentials, visitorOf(request)));
  }

  @Get()
  @RouteOperation('session.read', 'Who is logged in.')
  @ApiOkResponse({ standardSchema: sessionSchema })
  read(@CurrentPerson() person: PersonPrincipal): Promise<Session> {
    return this.sessions.read(person);
  }

  @Post('organisation')
  @RouteOperation('session.switch', 'Go on in another organisation of the same person.')
  @ApiCreatedResponse({ standardSchema: sessionSchema })
  async switch(
    @CurrentPerson() person: PersonPrincipal,
    @Body({ schema: organisationChoiceSchema }) choice: z.output<typeof organisationChoiceSchema>,
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<Session> {
    const chosen = choice.organisation_id;
    return this.answer.begin(reply, await this.sessions.switch(person, chosen, visitorOf(request)));
  }

  @Delete()
  @HttpCode(204)
  @RouteOperation('session.delete', 'Log out.')
  @ApiNoContentResponse()
  async delete(
    @CurrentPerson() person: PersonPrincipal,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<void> {
    await this.sessions.close(person);
    this.answer.end(reply);
  }
}
