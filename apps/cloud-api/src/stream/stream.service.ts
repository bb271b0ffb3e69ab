import {
  Inject,
  Injectable,
  type BeforeApplicationShutdown,
  type OnApplicationBootstrap,
} from '@nestjs/common';
import type { Logger } from '@eyrie/platform';
import { StreamHub, type StreamConnection, type StreamSink } from '@eyrie/realtime';
import { credentialKey, Credentials } from '../authorisation/credentials.ts';
import type { PersonPrincipal } from '../authorisation/index.ts';
import { accessOf, permits } from '../authorisation/operations.ts';
import { CONFIGURATION, type Configuration } from '../configuration.ts';
import { appDatabaseUrl } from '../database/data-source.ts';
import { EventWakeUps, OrganisationEventLog } from '../event-log/index.ts';
import { LOGGER } from '../logger.ts';
import { Tenancy } from '../tenancy/index.ts';
import { OpenStreams } from './open-streams.ts';
import { TooManyStreams } from './stream.errors.ts';
import { StreamMetrics } from './stream.metrics.ts';

const streamsPerUserMax = 20;
/** A stream whose session has ended is closed within five seconds: asked every three, at most one late. */
const sessionCheckMs = 3_000;

export interface StreamCaller {
  readonly person: PersonPrincipal;
  readonly cursor: string | undefined;
}

interface OpenStream {
  readonly person: PersonPrincipal;
  readonly connection: StreamConnection;
}

/** Connects people to the event log of their organisation. */
@Injectable()
export class StreamService implements OnApplicationBootstrap, BeforeApplicationShutdown {
  private readonly hub: StreamHub;
  private readonly wakeUps: EventWakeUps;
  private readonly places = new OpenStreams(streamsPerUserMax);
  private readonly open = new Set<OpenStream>();
  private sessionCheck: NodeJS.Timeout | undefined;

  constructor(
    @Inject(Tenancy) tenancy: Tenancy,
    @Inject(Credentials) private readonly credentials: Credentials,
    @Inject(StreamMetrics) private readonly metrics: StreamMetrics,
    @Inject(CONFIGURATION) { databaseUrl, masterKey }: Configuration,
    @Inject(LOGGER) private readonly logger: Logger,
  ) {
    this.hub = new StreamHub({
      openLog: (organisationId) => new OrganisationEventLog(tenancy, organisationId),
      onReadFailed: (error) =>
        this.logger.warn({ event: 'event_log_read_failed', err: error }, 'The event log is away.'),
      onDelivered: (count) => this.metrics.events.inc(count),
    });
    this.wakeUps = new EventWakeUps({
      databaseUrl: appDatabaseUrl(databaseUrl, masterKey),
      logger,
      onWakeUp: (organisationId) =>
        organisationId === null ? this.hub.wakeAll() : this.hub.wake(organisationId),
    });
    metrics.watchConnections(() => this.hub.connections);
  }

  onApplicationBootstrap(): void {
    this.wakeUps.start();
    this.checkSessionsLater();
  }

  /** Before the server waits for its connections: these would never end by themselves. */
  async beforeApplicationShutdown(): Promise<void> {
    clearTimeout(this.sessionCheck);
    this.sessionCheck = undefined;
    this.hub.close();
    await this.wakeUps.stop();
  }

  /**
   * Connects a client; `openSink` is called once everything that can be refused has been accepted.
   * Throws `TooManyStreams`, or `DatabaseUnavailable`.
   */
  async connect({ person, cursor }: StreamCaller, openSink: () => StreamSink): Promise<void> {
    const leave = this.places.enter(person.userId);
    if (!leave) throw new TooManyStreams(streamsPerUserMax);
    try {
      const topic = person.organisationId;
      const connection = await this.hub.connect({ topic, cursor }, openSink);
      const stream = { person, connection };
      this.open.add(stream);
      void connection.closed.then((reason) => {
        this.open.delete(stream);
        this.metrics.closed.inc({ reason });
        leave();
      });
    } catch (error) {
      leave();
      throw error;
    }
  }

  private checkSessionsLater(): void {
    this.sessionCheck = setTimeout(() => void this.checkSessions(), sessionCheckMs);
  }

  /** One question for all streams of this replica, whatever was shown when they were opened. */
  private async checkSessions(): Promise<void> {
    const streams = [...this.open];
    try {
      const valid = await this.credentials.listValid(streams.map(({ person }) => person));
      const access = accessOf('events.stream');
      for (const { person, connection } of streams) {
        const now = valid.get(credentialKey(person));
        if (!now || !permits(access, { ...person, ...now })) connection.close();
      }
    } catch (error) {
      // Postgres is away, so there is nothing to send either; the next check is soon.
      this.logger.debug({ event: 'stream_session_check_failed', err: error });
    }
    if (this.sessionCheck !== undefined) this.checkSessionsLater();
  }
}
