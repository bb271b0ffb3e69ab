import { Body, Controller, Get, Inject, Param, Post, Query, Res } from '@nestjs/common';
import { ApiCreatedResponse, ApiOkResponse, ApiTags } from '@nestjs/swagger';
import {
  type Command,
  commandPageSchema,
  commandSchema,
  idSchema,
  newCommandSchema,
  pageQuerySchema,
  type NewCommand,
} from '@eyrie/contracts';
import type { FastifyReply } from 'fastify';
import { CurrentPerson, type PersonPrincipal, RouteOperation } from '../authorisation/index.ts';
import type { Page, PageQuery } from '../paging/page-token.ts';
import { CommandsService } from './commands.service.ts';

const deviceParam = idSchema('device');
const commandParam = idSchema('command');

@ApiTags('commands')
@Controller('v1')
export class CommandsController {
  constructor(@Inject(CommandsService) private readonly commands: CommandsService) {}

  @Post('devices/:id/commands')
  @RouteOperation('commands.create', 'Have a device do something, once.')
  @ApiCreatedResponse({ standardSchema: commandSchema })
  async create(
    @CurrentPerson() person: PersonPrincipal,
    @Param('id', { schema: deviceParam }) id: string,
    @Body({ schema: newCommandSchema }) input: NewCommand,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<Command> {
    const command = await this.commands.create(person, id, input);
    void reply.header('location', `/v1/commands/${command.id}`);
    return command;
  }

  @Get('devices/:id/commands')
  @RouteOperation('commands.list', 'The commands of a device, newest first.')
  @ApiOkResponse({ standardSchema: commandPageSchema })
  list(
    @CurrentPerson() person: PersonPrincipal,
    @Param('id', { schema: deviceParam }) id: string,
    @Query({ schema: pageQuerySchema }) query: PageQuery,
  ): Promise<Page<Command>> {
    return this.commands.list(person, id, query);
  }

  @Get('commands/:id')
  @RouteOperation('commands.read', 'One command: how far it is, and what came of it.')
  @ApiOkResponse({ standardSchema: commandSchema })
  get(
    @CurrentPerson() person: PersonPrincipal,
    @Param('id', { schema: commandParam }) id: string,
  ): Promise<Command> {
    return this.commands.get(person, id);
  }

  @Get('commands/:id/file')
  @RouteOperation('commands.file', 'The log lines or the diagnostics that a command brought.')
  @ApiOkResponse({ description: 'Text, or JSON for diagnostics.' })
  async file(
    @CurrentPerson() person: PersonPrincipal,
    @Param('id', { schema: commandParam }) id: string,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    const { type, bytes, open } = await this.commands.file(person, id);
    const ending = type === 'diagnostics' ? 'json' : 'log';
    // The bytes are gzip as the device made them; every client unpacks them by the header.
    await reply
      .headers({
        'content-type':
          type === 'diagnostics' ? 'application/json; charset=utf-8' : 'text/plain; charset=utf-8',
        'content-encoding': 'gzip',
        'content-length': String(bytes),
        'content-disposition': `inline; filename="${id}.${ending}"`,
        'cache-control': 'private, no-store',
        'x-content-type-options': 'nosniff',
        'cross-origin-resource-policy': 'same-origin',
      })
      .send(open());
  }
}
