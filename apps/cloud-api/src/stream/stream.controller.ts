import type { ServerResponse } from 'node:http';
import { Controller, Get, Inject, Query, Req, Res } from '@nestjs/common';
import { ApiOkResponse, ApiTags } from '@nestjs/swagger';
import { responseSink, sseHeaders } from '@eyrie/realtime';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { z } from 'zod';
import { CurrentPerson, type PersonPrincipal, RouteOperation } from '../authorisation/index.ts';
import { StreamService } from './stream.service.ts';

const querySchema = z.object({ last_event_id: z.string().max(64).optional() });

@ApiTags('events')
@Controller('events')
export class StreamController {
  constructor(@Inject(StreamService) private readonly stream: StreamService) {}

  @Get()
  @RouteOperation('events.stream', 'What happens, as it happens (Server-Sent Events).')
  @ApiOkResponse({
    description: 'hello, then events; resumes after Last-Event-ID.',
    content: { 'text/event-stream': {} },
  })
  async open(
    @CurrentPerson() person: PersonPrincipal,
    @Query({ schema: querySchema }) query: z.output<typeof querySchema>,
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    // A browser that reconnects by itself sends the header and repeats the first address.
    const header = request.headers['last-event-id'];
    const cursor = typeof header === 'string' ? header : query.last_event_id;
    if (request.method === 'HEAD') {
      await reply.headers(sseHeaders).send('');
      return;
    }
    await this.stream.connect({ person, cursor }, () => responseSink(openStream(reply)));
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
