import {
  Inject,
  Injectable,
  type BeforeApplicationShutdown,
  type OnApplicationBootstrap,
} from '@nestjs/common';
import { idFromUuid, type StreamPage } from '@eyrie/contracts';
import type { Logger } from '@eyrie/platform';
import {
  type EventFilter,
  sseEncoding,
  socketEncoding,
  type StreamConnection,
  StreamHub,
  type StreamSink,
} from '@eyrie/realtime';
import { credentialKey, Credentials } from '../authorisation/credentials.ts';
import { NotAuthenticated, type PersonPrincipal } from '../authorisation/index.ts';
import { accessOf, permits } from '../authorisation/operations.ts';
import { CONFIGURATION, type RunningConfiguration } from '../configuration.ts';
import { appDatabaseUrl } from '../database/data-source.ts';
import { Announcer, EventWakeUps, OrganisationEventLog } from '../event-log/index.ts';
import { SharedLimits, SharedPlaces } from '../limits/index.ts';
import { LOGGER } from '../logger.ts';
import { Tenancy } from '../tenancy/index.ts';
import type { OpenStream, StreamTransport, Subscription } from './open-stream.ts';
import type { StreamStats } from './stream-stats.ts';
import { TooManyStreams } from './stream.errors.ts';
import { StreamMetrics } from './stream.metrics.ts';

/** Changes of rights are told at once; this finds what could not be told, and what has just expired. */
const accessCheckMs = 3_000;
/** Many ends at once, such as a log-out everywhere, are one question. */
const accessSettleMs = 20;
const accessChannel = 'eyrie_access';

/** Connects people and programs to the event log of their organisation. */
@Injectable()
export class StreamService implements OnApplicationBootstrap, BeforeApplicationShutdown {
  private readonly hub: StreamHub;
  private readonly wakeUps: EventWakeUps;
  private readonly accessChanges: EventWakeUps;
  private readonly ofPeople: SharedPlaces;
  private readonly ofOrganisations: SharedPlaces;
  private readonly open = new Set<OpenStream>();
  private accessCheck: { timer: NodeJS.Timeout; dueAt: number } | undefined;
  private isStopped = false;

  constructor(
    @Inject(Tenancy) tenancy: Tenancy,
    @Inject(Credentials) private readonly credentials: Credentials,
    @Inject(StreamMetrics) private readonly metrics: StreamMetrics,
    @Inject(Announcer) announcer: Announcer,
    @Inject(SharedLimits) limits: SharedLimits,
    @Inject(CONFIGURATION) private readonly configuration: RunningConfiguration,
    @Inject(LOGGER) private readonly logger: Logger,
  ) {
    const { databaseUrl, appPassword, heartbeatMs } = configuration;
    const { streamsPerUserMax, streamsPerOrganisationMax } = configuration;
    const places = (name: string, most: number) => new SharedPlaces({ name, most }, limits);
    this.ofPeople = places('streams-person', streamsPerUserMax);
    this.ofOrganisations = places('streams-organisation', streamsPerOrganisationMax);
    this.hub = new StreamHub({
      openLog: (organisationId) => new OrganisationEventLog(tenancy, organisationId),
      heartbeatMs,
      onReadFailed: (error) =>
        this.logger.warn({ event: 'event_log_read_failed', err: error }, 'The event log is away.'),
      onDelivered: (count) => this.metrics.events.inc(count),
    });
    const onWakeUp = (organisationId: string | null) =>
      organisationId === null ? this.hub.wakeAll() : this.hub.wake(organisationId);
    const url = appDatabaseUrl(databaseUrl, appPassword);
    this.wakeUps = new EventWakeUps({ databaseUrl: url, logger, onWakeUp });
    announcer.listen(onWakeUp);
    this.accessChanges = new EventWakeUps({
      databaseUrl: url,
      logger,
      channel: accessChannel,
      onWakeUp: () => this.checkAccessIn(accessSettleMs),
      pollMs: accessCheckMs,
    });
    metrics.watchConnections(() => this.hub.connections);
  }

  onApplicationBootstrap(): void {
    this.wakeUps.start();
    this.accessChanges.start();
    this.checkAccessIn(accessCheckMs);
  }

  /** Before the server waits for its connections: these would never end by themselves. */
  async beforeApplicationShutdown(): Promise<void> {
    this.isStopped = true;
    clearTimeout(this.accessCheck?.timer);
    this.hub.close();
    await Promise.all([
      this.wakeUps.stop(),
      this.accessChanges.stop(),
      this.ofPeople.close(),
      this.ofOrganisations.close(),
    ]);
  }

  /**
   * Connects a client; `openSink` is called once everything that can be refused has been accepted.
   * Throws `TooManyStreams`, or `DatabaseUnavailable`.
   */
  async connect(
    { transport, person, cursor, filter }: Subscription & { transport: 'sse' | 'websocket' },
    openSink: () => StreamSink,
  ): Promise<StreamConnection> {
    const leave = await this.enter(person);
    try {
      const encoding = transport === 'sse' ? sseEncoding : socketEncoding;
      const topic = person.organisationId;
      const connection = await this.hub.connect({ topic, cursor, filter, encoding }, openSink);
      let wanted = filter;
      const want = (changed: EventFilter) => {
        wanted = changed;
        connection.want(changed);
      };
      const forget = this.remember({
        transport,
        person,
        limit: (sites) => want({ ...wanted, sites: siteSet(sites) }),
        end: (reason) => connection.close(reason),
      });
      void connection.closed.then((reason) => {
        forget();
        this.metrics.closed.inc({ reason });
        leave();
      });
      // What is asked for later must not widen what may be seen by now.
      return {
        ...connection,
        want: (changed) => want({ ...changed, sites: wanted.sites }),
      };
    } catch (error) {
      leave();
      throw error;
    }
  }

  /**
   * Answers a long poll. `onLeave` is given what to call when the client goes.
   * Throws `TooManyStreams`, `NotAuthenticated` where the session ends meanwhile, or
   * `DatabaseUnavailable`.
   */
  async poll(
    { person, cursor, filter, waitMs }: Subscription & { waitMs: number },
    onLeave: (leave: () => void) => void,
  ): Promise<StreamPage> {
    const abort = new AbortController();
    onLeave(() => abort.abort());
    const leave = await this.enter(person);
    const forget = this.remember({
      transport: 'long_poll',
      person,
      // The next question is asked with the sites of then.
      limit: () => abort.abort(),
      end: (reason) => abort.abort(reason === 'revoked' ? new NotAuthenticated() : undefined),
    });
    try {
      const topic = person.organisationId;
      const { signal } = abort;
      const page = await this.hub.poll({ topic, cursor, filter, waitMs, signal });
      if (signal.reason instanceof NotAuthenticated) throw signal.reason;
      return page;
    } finally {
      forget();
      leave();
    }
  }

  stats(organisationId: string): StreamStats {
    const streams = [...this.open].filter((one) => one.person.organisationId === organisationId);
    const by = (transport: StreamTransport) =>
      streams.filter((one) => one.transport === transport).length;
    const oldest = Math.min(...streams.map(({ openedAt }) => openedAt));
    return {
      scope: 'replica',
      connections: {
        total: streams.length,
        sse: by('sse'),
        websocket: by('websocket'),
        long_poll: by('long_poll'),
      },
      users: new Set(streams.map(({ person }) => person.userId)).size,
      connections_per_user_max: this.configuration.streamsPerUserMax,
      heartbeat_seconds: this.configuration.heartbeatMs / 1000,
      oldest_connection_seconds: streams.length === 0 ? null : (Date.now() - oldest) / 1000,
    };
  }

  private async enter({ userId, organisationId }: PersonPrincipal): Promise<() => void> {
    const leaveOrganisation = await this.ofOrganisations.enter(organisationId);
    if (!leaveOrganisation) {
      throw new TooManyStreams('organisation', this.ofOrganisations.places.most);
    }
    const leave = await this.ofPeople.enter(userId);
    if (!leave) {
      leaveOrganisation();
      throw new TooManyStreams('person', this.ofPeople.places.most);
    }
    return () => {
      leave();
      leaveOrganisation();
    };
  }

  private remember(stream: Omit<OpenStream, 'openedAt'>): () => void {
    const open = { ...stream, openedAt: Date.now() };
    this.open.add(open);
    return () => this.open.delete(open);
  }

  /** Never later than it was to be already: changes without a pause must not put it off for ever. */
  private checkAccessIn(ms: number): void {
    const dueAt = Date.now() + ms;
    if (this.isStopped || (this.accessCheck && this.accessCheck.dueAt <= dueAt)) return;
    clearTimeout(this.accessCheck?.timer);
    this.accessCheck = { timer: setTimeout(() => void this.checkAccess(), ms), dueAt };
  }

  /** One question for all streams of this replica, whatever was shown when they were opened. */
  private async checkAccess(): Promise<void> {
    const streams = [...this.open];
    // Before the question, so that a change during it leads to another one.
    this.accessCheck = undefined;
    this.checkAccessIn(accessCheckMs);
    try {
      const valid = await this.credentials.listValid(streams.map(({ person }) => person));
      const access = accessOf('events.stream');
      for (const stream of streams) {
        const now = valid.get(credentialKey(stream.person));
        if (!now || !permits(access, { ...stream.person, ...now })) stream.end('revoked');
        else if (!sameSites(stream.person.siteIds, now.siteIds)) stream.limit(now.siteIds);
      }
    } catch (error) {
      // Postgres is away, so there is nothing to send either; the next check is soon.
      this.logger.debug({ event: 'stream_session_check_failed', err: error });
    }
  }
}

function siteSet(sites: readonly string[] | null): ReadonlySet<string> | undefined {
  return sites === null ? undefined : new Set(sites.map((id) => idFromUuid('site', id)));
}

function sameSites(one: readonly string[] | null, other: readonly string[] | null): boolean {
  return one?.toSorted().join() === other?.toSorted().join();
}
