import { Body, Controller, Delete, Get, HttpCode, Inject, Post, Req, Res } from '@nestjs/common';
import { ApiCreatedResponse, ApiNoContentResponse, ApiOkResponse, ApiTags } from '@nestjs/swagger';
import { credentialsSchema, sessionSchema, type Session } from '@eyrie/contracts';
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { z } from 'zod';
import { CurrentPerson, type PersonPrincipal, RouteOperation } from '../authorisation/index.ts';
import { CONFIGURATION, type Configuration } from '../configuration.ts';
import { sessionCookie } from './session-cookie.ts';
import { SessionsService } from './sessions.service.ts';

@ApiTags('session')
@Controller('v1/session')
export class SessionsController {
  private readonly cookie: ReturnType<typeof sessionCookie>;

  constructor(
    @Inject(SessionsService) private readonly sessions: SessionsService,
    @Inject(CONFIGURATION) configuration: Configuration,
  ) {
    this.cookie = sessionCookie(configuration.publicUrl);
  }

  @Post()
  @RouteOperation('session.create', 'Log in with an email address and a password.')
  @ApiCreatedResponse({ standardSchema: sessionSchema })
  async create(
    @Body({ schema: credentialsSchema }) credentials: z.output<typeof credentialsSchema>,
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<Session> {
    const { token, session } = await this.sessions.open(credentials, request.ip);
    void reply.header('cache-control', 'no-store').setCookie(this.cookie.name, token, {
      ...this.cookie.options,
      expires: new Date(session.expires_at),
    });
    return session;
  }

  @Get()
  @RouteOperation('session.read', 'Who is logged in.')
  @ApiOkResponse({ standardSchema: sessionSchema })
  read(@CurrentPerson() person: PersonPrincipal): Promise<Session> {
    return this.sessions.read(person);
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
    void reply.clearCookie(this.cookie.name, this.cookie.options);
  }
}
