import { randomUUID } from 'node:crypto';
import { idFromUuid, socketCloseCodes, socketRequestSchema } from '@eyrie/contracts';
import type { SocketRequest } from '@eyrie/contracts';
import { DomainError } from '@eyrie/platform';
import type { StreamConnection, StreamSink } from '@eyrie/realtime';
import type { WebSocket } from 'ws';
import type { PersonPrincipal } from '../authorisation/index.ts';
import type { Subscription } from './open-stream.ts';
import { socketSink } from './socket-sink.ts';
import { filterFor } from './stream-query.ts';
import { TooManyStreams } from './stream.errors.ts';

/** Within which a new connection has to say who it is. */
const authenticateWithinMs = 10_000;
const channelsMax = 32;

export interface SocketServices {
  /** Who shows the token, or null; a person who may not follow the stream is none either. */
  readonly authenticate: (token: string) => Promise<PersonPrincipal | null>;
  readonly connect: (
    subscription: Subscription,
    openSink: () => StreamSink,
  ) => Promise<StreamConnection>;
}

type Subscribe = Extract<SocketRequest, { type: 'subscribe' }>;

/** The conversation with one client over a WebSocket. */
export class SocketConnection {
  private person: PersonPrincipal | null = null;
  private stream: StreamConnection | null = null;
  private first: Subscribe | null = null;
  private readonly channels = new Set<string>();
  private readonly deadline: NodeJS.Timeout;
  /** Requests are answered in their order, one after the other. */
  private queue: Promise<void> = Promise.resolve();
  private queued = 0;

  constructor(
    private readonly socket: WebSocket,
    private readonly services: SocketServices,
  ) {
    this.deadline = setTimeout(() => this.refuse('Authentication timeout'), authenticateWithinMs);
    socket.on('message', (data: Buffer, isBinary) =>
      this.enqueue(isBinary ? '' : data.toString('utf8')),
    );
    socket.on('close', () => clearTimeout(this.deadline));
    // `close` follows.
    socket.on('error', () => undefined);
  }

  private enqueue(text: string): void {
    // Nobody has that much to say; it would be kept while Postgres is asked for the first.
    this.queued += 1;
    if (this.queued > 64) {
      this.socket.close(socketCloseCodes.tooManyConnections, 'Too many messages');
      return;
    }
    this.queue = this.queue
      .then(() => this.receive(text))
      .catch((error: unknown) => this.fail(error))
      .finally(() => {
        this.queued -= 1;
      });
  }

  private async receive(text: string): Promise<void> {
    if (this.socket.readyState !== this.socket.OPEN) return;
    const request = read(text);
    if (!request) {
      this.send({ type: 'error', error: 'Unknown message' });
      return;
    }
    if (request.type === 'auth') return this.authenticate(request.token);
    if (!this.person) {
      this.refuse('Authenticate first');
      return;
    }
    switch (request.type) {
      case 'subscribe':
        return this.subscribe(request, this.person);
      case 'unsubscribe':
        this.channels.delete(request.channel);
        this.want(this.person);
        this.send({ type: 'unsubscription_result', channel: request.channel, success: true });
        return;
      case 'ping':
        this.send({ type: 'pong' });
    }
  }

  private async authenticate(token: string): Promise<void> {
    if (this.person) {
      this.send({ type: 'error', error: 'Already authenticated' });
      return;
    }
    const person = await this.services.authenticate(token);
    if (!person) {
      this.refuse('Invalid token');
      return;
    }
    clearTimeout(this.deadline);
    this.person = person;
    const user_id = idFromUuid('user', person.userId);
    this.send({ type: 'auth_success', connection_id: randomUUID(), user_id });
  }

  private async subscribe(request: Subscribe, person: PersonPrincipal): Promise<void> {
    const { channel } = request;
    const answer = (result: { success: boolean; error?: string }) =>
      this.send({ type: 'subscription_result', channel, ...result });
    if (this.stream && (request.cursor !== undefined || request.filter !== undefined)) {
      answer({ success: false, error: 'Cursor and filter belong to the first subscription' });
      return;
    }
    if (this.channels.size >= channelsMax && !this.channels.has(channel)) {
      answer({ success: false, error: 'Too many channels' });
      return;
    }
    this.channels.add(channel);
    if (this.stream) {
      this.want(person);
      answer({ success: true });
      return;
    }
    this.first = request;
    const filter = filterFor(person, this.channels, request.filter ?? {});
    this.stream = await this.services.connect({ person, cursor: request.cursor, filter }, () => {
      // Before the stream's own first words.
      answer({ success: true });
      return socketSink(this.socket);
    });
  }

  private want(person: PersonPrincipal): void {
    this.stream?.want(filterFor(person, this.channels, this.first?.filter ?? {}));
  }

  private refuse(error: string): void {
    this.send({ type: 'auth_error', error });
    this.socket.close(socketCloseCodes.notAuthenticated, error);
  }

  private fail(error: unknown): void {
    if (error instanceof TooManyStreams) {
      this.socket.close(socketCloseCodes.tooManyConnections, 'Too many connections');
      return;
    }
    // Nothing of an unexpected error leaves the process; 1013: try again later.
    this.socket.close(error instanceof DomainError ? 1013 : 1011);
  }

  private send(message: object): void {
    if (this.socket.readyState === this.socket.OPEN) this.socket.send(JSON.stringify(message));
  }
}

function read(text: string): SocketRequest | null {
  try {
    return socketRequestSchema.parse(JSON.parse(text));
  } catch {
    return null;
  }
}
