import type { ServerResponse } from 'node:http';
import { Body, Controller, Get, HttpCode, Inject, Post, Query, Req, Res } from '@nestjs/common';
import { ApiAcceptedResponse, ApiOkResponse, ApiTags } from '@nestjs/swagger';
import { idSchema, streamPermissionSchema, streamTokenSchema } from '@eyrie/contracts';
import { responseSink, sseHeaders } from '@eyrie/realtime';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { z } from 'zod';
import { CurrentPerson, type PersonPrincipal, RouteOperation } from '../authorisation/index.ts';
import { broadcastSchema, Broadcasts, type Broadcast } from './broadcasts.ts';
import { filterFor, streamQuerySchema, type StreamQuery } from './stream-query.ts';
import { streamStatsSchema, type StreamStats } from './stream-stats.ts';
import { StreamService } from './stream.service.ts';
import { StreamTokens } from './stream-tokens.ts';

const tokenRequestSchema = z
  .object({
    user_id: idSchema('user').optional().describe('Oneself.'),
    permissions: z.array(streamPermissionSchema).min(1).optional().describe('Default: all own.'),
  })
  .meta({ id: 'StreamTokenRequest' });

@ApiTags('events')
@Controller()
export class StreamController {
  constructor(
    @Inject(StreamService) private readonly stream: StreamService,
    @Inject(StreamTokens) private readonly tokens: StreamTokens,
    @Inject(Broadcasts) private readonly broadcasts: Broadcasts,
  ) {}

  @Get('events')
  @RouteOperation(
    'events.stream',
    'What happens, as it happens: Server-Sent Events, or a long poll where `wait` or `after` is given.',
  )
  @ApiOkResponse({
    description: 'hello, then events; resumes after Last-Event-ID. A long poll answers one page.',
    content: {
      'text/event-stream': {},
      'application/json': {},
    },
  })
  async open(
    @CurrentPerson() person: PersonPrincipal,
    @Query({ schema: streamQuerySchema }) query: StreamQuery,
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    const { after, wait, last_event_id, channels } = query;
    const filter = filterFor(person, channels, query);
    if (after !== undefined || wait !== undefined) {
      const page = await this.stream.poll(
        { person, cursor: after, filter, waitMs: (wait ?? 0) * 1000 },
        (leave) => reply.raw.on('close', leave),
      );
      await reply.header('cache-control', 'no-store').send(page);
      return;
    }
    // A browser that reconnects by itself sends the header and repeats the first address.
    const header = request.headers['last-event-id'];
    const cursor = typeof header === 'string' ? header : last_event_id;
    if (request.method === 'HEAD') {
      await reply.headers(sseHeaders).send('');
      return;
    }
    await this.stream.connect({ transport: 'sse', person, cursor, filter }, () =>
      responseSink(openStream(reply)),
    );
  }

  @Post('auth/token')
  @HttpCode(200)
  @RouteOperation(
    'events.token',
    'Exchange the session or API key for a short token for real-time connections.',
  )
  @ApiOkResponse({ standardSchema: streamTokenSchema })
  async token(
    @CurrentPerson() person: PersonPrincipal,
    @Body({ schema: tokenRequestSchema }) wish: z.output<typeof tokenRequestSchema>,
    @Res({ passthrough: true }) reply: FastifyReply,
  ) {
    void reply.header('cache-control', 'no-store');
    return this.tokens.issue(person, { userId: wish.user_id, permissions: wish.permissions });
  }

  @Post('broadcast')
  @HttpCode(202)
  @RouteOperation('events.broadcast', 'Send a message to a channel; for programs with an API key.')
  @ApiAcceptedResponse({ description: 'It is in the log, and on its way.' })
  async broadcast(
    @CurrentPerson() { organisationId }: PersonPrincipal,
    @Body({ schema: broadcastSchema }) message: Broadcast,
  ): Promise<void> {
    await this.broadcasts.send(organisationId, message);
  }

  @Get('stats')
  @RouteOperation('events.stats', 'How the real-time connections of the organisation are doing.')
  @ApiOkResponse({ standardSchema: streamStatsSchema })
  stats(@CurrentPerson() { organisationId }: PersonPrincipal): StreamStats {
    return this.stream.stats(organisationId);
  }
}

/** From here on the connection is the stream's: Fastify neither ends nor answers it any more. */
function openStream(reply: FastifyReply): ServerResponse {
  void reply.headers(sseHeaders).hijack();
  const { raw } = reply;
  raw.writeHead(200, reply.getHeaders() as Record<string, string>);
  raw.flushHeaders();
  raw.socket?.setNoDelay(true);
  // A client that breaks off is an ordinary end, and `close` follows.
  raw.on('error', () => undefined);
  return raw;
}
