import { STATUS_CODES, type IncomingMessage, type Server } from 'node:http';
import type { Duplex } from 'node:stream';
import {
  Inject,
  Injectable,
  type BeforeApplicationShutdown,
  type OnApplicationBootstrap,
} from '@nestjs/common';
import { HttpAdapterHost } from '@nestjs/core';
import { WebSocketServer } from 'ws';
import { Credentials } from '../authorisation/credentials.ts';
import { accessOf, permits } from '../authorisation/operations.ts';
import { isForeignOrigin } from '../authorisation/origin-check.ts';
import type { PersonPrincipal } from '../authorisation/index.ts';
import { CONFIGURATION, type Configuration } from '../configuration.ts';
import { SocketConnection } from './socket-connection.ts';
import { StreamService } from './stream.service.ts';

/** The longest message a client may send, in bytes. */
const messageBytesMax = 16 * 1024;
/** Connections of this replica that have not said yet who they are. */
const unknownMax = 1_000;

/** WebSockets at `/ws`: takes the upgrade, and hands each connection to a conversation of its own. */
@Injectable()
export class SocketServer implements OnApplicationBootstrap, BeforeApplicationShutdown {
  private readonly server = new WebSocketServer({
    noServer: true,
    maxPayload: messageBytesMax,
    perMessageDeflate: false,
    clientTracking: true,
  });
  private unknown = 0;

  constructor(
    @Inject(HttpAdapterHost) private readonly adapters: HttpAdapterHost,
    @Inject(StreamService) private readonly stream: StreamService,
    @Inject(Credentials) private readonly credentials: Credentials,
    @Inject(CONFIGURATION) private readonly configuration: Configuration,
  ) {}

  onApplicationBootstrap(): void {
    const http = this.adapters.httpAdapter.getHttpServer() as Server;
    http.on('upgrade', (request, socket, head) => this.upgrade(request, socket, head));
  }

  beforeApplicationShutdown(): void {
    for (const client of this.server.clients) client.close(1001);
    this.server.close();
    const force = setTimeout(() => {
      for (const client of this.server.clients) client.terminate();
    }, 1_000);
    force.unref();
  }

  private upgrade(request: IncomingMessage, socket: Duplex, head: Buffer): void {
    socket.on('error', () => socket.destroy());
    // No address at all (`//`) throws, and nobody stands behind an event to catch it.
    const address = URL.parse(request.url ?? '/', 'http://localhost');
    if (address?.pathname !== '/ws') {
      refuse(socket, 404);
      return;
    }
    // The token is in a message and no cookie is looked at; and yet no page of another site gets in.
    if (isForeignOrigin(request.headers, this.configuration.publicUrl)) {
      refuse(socket, 403);
      return;
    }
    if (this.unknown >= unknownMax) {
      refuse(socket, 503);
      return;
    }
    this.unknown += 1;
    let isUnknown = true;
    const known = () => {
      if (isUnknown) this.unknown -= 1;
      isUnknown = false;
    };
    socket.on('close', known);
    this.server.handleUpgrade(request, socket, head, (client) => {
      new SocketConnection(client, {
        authenticate: async (token) => {
          const person = await this.authenticate(token);
          if (person) known();
          return person;
        },
        connect: (subscription, openSink) =>
          this.stream.connect({ transport: 'websocket', ...subscription }, openSink),
      });
    });
  }

  private async authenticate(token: string): Promise<PersonPrincipal | null> {
    const person = await this.credentials.fromToken(token);
    return person && permits(accessOf('events.stream'), person) ? person : null;
  }
}

function refuse(socket: Duplex, status: number): void {
  socket.end(
    `HTTP/1.1 ${status} ${STATUS_CODES[status]}\r\nConnection: close\r\nContent-Length: 0\r\n\r\n`,
  );
}
