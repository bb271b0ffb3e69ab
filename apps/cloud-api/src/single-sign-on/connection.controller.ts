import { Body, Controller, Delete, Get, HttpCode, Inject, Post, Req, Res } from '@nestjs/common';
import { ApiNoContentResponse, ApiOkResponse, ApiTags } from '@nestjs/swagger';
import {
  providerAnswerSchema,
  type ProviderConnection,
  providerConnectionSchema,
  type ProviderLogin,
  providerLoginSchema,
} from '@eyrie/contracts';
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { z } from 'zod';
import { CurrentPerson, type PersonPrincipal, RouteOperation } from '../authorisation/index.ts';
import { ConnectionService } from './connection.service.ts';
import { FlowReply } from './flow-reply.ts';

@ApiTags('account')
@Controller('v1/account/provider')
export class ConnectionController {
  constructor(
    @Inject(ConnectionService) private readonly connections: ConnectionService,
    @Inject(FlowReply) private readonly flow: FlowReply,
  ) {}

  @Get()
  @RouteOperation('account.provider.read', 'Whether the login provider opens the account too.')
  @ApiOkResponse({ standardSchema: providerConnectionSchema })
  read(@CurrentPerson() person: PersonPrincipal): Promise<ProviderConnection> {
    return this.connections.read(person);
  }

  @Post('begin')
  @HttpCode(200)
  @RouteOperation('account.provider.begin', 'Begin to connect with the login provider.')
  @ApiOkResponse({ standardSchema: providerLoginSchema })
  async begin(
    @CurrentPerson() person: PersonPrincipal,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<ProviderLogin> {
    return this.flow.begin(reply, await this.connections.begin(person));
  }

  @Post()
  @HttpCode(200)
  @RouteOperation('account.provider.connect', 'Connect with what the provider answered.')
  @ApiOkResponse({ standardSchema: providerConnectionSchema })
  connect(
    @CurrentPerson() person: PersonPrincipal,
    @Body({ schema: providerAnswerSchema }) body: z.output<typeof providerAnswerSchema>,
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<ProviderConnection> {
    return this.connections.connect(person, body, this.flow.take(request, reply));
  }

  @Delete()
  @HttpCode(204)
  @RouteOperation('account.provider.disconnect', 'From now on only the password opens it.')
  @ApiNoContentResponse()
  disconnect(@CurrentPerson() person: PersonPrincipal): Promise<void> {
    return this.connections.disconnect(person);
  }
}
