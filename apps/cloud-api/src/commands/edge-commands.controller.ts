import { Body, Controller, Get, HttpCode, Inject, Post, Query, Req } from '@nestjs/common';
import { ApiNoContentResponse, ApiOkResponse, ApiTags } from '@nestjs/swagger';
import { commandPollQuerySchema, commandPollSchema, commandVerdictsSchema } from '@eyrie/contracts';
import type { FastifyRequest } from 'fastify';
import type { z } from 'zod';
import { CurrentDevice, type DevicePrincipal, RouteOperation } from '../authorisation/index.ts';
import { readFence } from '../fencing/index.ts';
import { whileConnected } from '../http/while-connected.ts';
import { EdgeCommandsService } from './edge-commands.service.ts';

@ApiTags('edge')
@Controller('edge/v1/site/commands')
export class EdgeCommandsController {
  constructor(@Inject(EdgeCommandsService) private readonly commands: EdgeCommandsService) {}

  @Get()
  @RouteOperation('edge.commands.read', "The site's commands that are not through; waits for one.")
  @ApiOkResponse({ standardSchema: commandPollSchema })
  async poll(
    @CurrentDevice() device: DevicePrincipal,
    @Req() request: FastifyRequest,
    @Query({ schema: commandPollQuerySchema }) query: z.output<typeof commandPollQuerySchema>,
  ): Promise<{ commands: unknown[] }> {
    const fence = readFence(request.headers);
    const { after, wait_seconds } = query;
    const commands = await whileConnected(request, (signal) =>
      this.commands.poll(device, fence, { after, waitMs: wait_seconds * 1000, signal }),
    );
    return { commands };
  }

  @Post('verdicts')
  @HttpCode(204)
  @RouteOperation('edge.commands.judge', 'Which commands the coordinators took, and which not.')
  @ApiNoContentResponse()
  judge(
    @CurrentDevice() device: DevicePrincipal,
    @Req() request: FastifyRequest,
    @Body({ schema: commandVerdictsSchema }) body: z.output<typeof commandVerdictsSchema>,
  ): Promise<void> {
    return this.commands.judge(device, readFence(request.headers), body.verdicts);
  }
}
