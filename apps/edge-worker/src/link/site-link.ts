import type { TopicKind } from '@eyrie/contracts';
import type { Directory, DiscoveredNode } from '@eyrie/discovery';
import type { BackOff } from '@eyrie/identity';
import type { Logger } from '@eyrie/platform';
import type { Clock } from '../clock.ts';
import { newerLeader, nextCandidate } from './leader-choice.ts';
import { TurnedAway, type OpenSession, type Session } from './session.ts';

export interface SiteLinkOptions {
  readonly directory: Directory;
  readonly openSession: OpenSession;
  readonly clock: Clock;
  readonly log: Logger;
  readonly backOff: BackOff;
  /** The pauses where the leader does not take the device for one of the site. Default `backOff`. */
  readonly refusals?: BackOff;
  readonly onTurnedAway?: () => void;
  /** While records wait for receipts so long in vain, the network is asked for another leader. */
  readonly silenceMs?: number;
}

export interface LinkListener {
  /** A new session stands; what was published on an older one counts for nothing. */
  onSession?(session: Session): void;
  onMessage?(kind: TopicKind, payload: Uint8Array): void;
  onLost?(reason: string): void;
}

const steadyMs = 3_000;
const leastPauseMs = 50;

type Turn = { type: 'ended'; reason: string } | { type: 'look' } | { type: 'stop' };

/**
 * Keeps one session to the site's leader: finds it, follows it when it changes, comes back after
 * losses with jittered pauses. Where another node says that it leads, the old session stays until
 * the new one stands, so that a forged announcement costs nothing.
 */
export class SiteLink {
  private readonly listeners = new Set<LinkListener>();
  private readonly stopping = new AbortController();
  private current: Session | null = null;
  private running: Promise<void> | null = null;
  private unsubscribe: () => void = () => undefined;
  private looking = new AbortController();
  private shallLook = false;
  private quietSince: number | null = null;
  private isTurnedAway = false;

  constructor(private readonly options: SiteLinkOptions) {}

  get session(): Session | null {
    return this.current;
  }

  listen(listener: LinkListener): void {
    this.listeners.add(listener);
  }

  start(): void {
    const { directory } = this.options;
    this.unsubscribe = directory.onChange(() => this.look());
    this.running = this.run();
  }

  async stop(): Promise<void> {
    this.unsubscribe();
    this.stopping.abort();
    this.look();
    await this.running;
    await this.current?.close();
    this.current = null;
  }

  /** Told by the sender: since when it waits for receipts without one; null when it does not. */
  waitingForReceiptsSince(since: number | null): void {
    const { silenceMs = 30_000, clock, directory } = this.options;
    if (since === null) {
      this.quietSince = null;
      return;
    }
    this.quietSince ??= since;
    if (clock.now() - this.quietSince < silenceMs) return;
    this.quietSince = clock.now();
    directory.refresh();
    this.look();
  }

  private look(): void {
    this.shallLook = true;
    this.looking.abort();
    this.looking = new AbortController();
  }

  private async run(): Promise<void> {
    const { backOff, refusals = backOff, clock, directory } = this.options;
    const { signal } = this.stopping;
    for (let attempt = 0; !signal.aborted; attempt += 1) {
      // A change in the directory ends the pause: a new leader is worth trying at once.
      const changed = this.looking.signal;
      const node = nextCandidate(directory.leaderCandidates(), attempt);
      const session = node && (await this.tryOpen(node));
      if (session) {
        const since = clock.now();
        attempt = -1;
        await this.hold(session);
        // A broker that takes us in and throws us out is not to be hammered.
        if (Math.abs(clock.now() - since) > steadyMs) backOff.reset();
      }
      if (!this.isTurnedAway) refusals.reset();
      const pauseMs = this.isTurnedAway ? refusals.next() : backOff.next();
      await clock.sleep(leastPauseMs, signal);
      await clock.sleep(pauseMs - leastPauseMs, AbortSignal.any([changed, signal]));
    }
  }

  /** Stays with the session, or with its successors, until the last of them is gone. */
  private async hold(first: Session): Promise<void> {
    let session = first;
    this.begin(session);
    for (;;) {
      const turn = await this.nextTurn(session);
      if (turn.type === 'stop') return;
      if (turn.type === 'ended') {
        this.current = null;
        this.options.directory.reportFailure(session.node);
        this.options.directory.refresh();
        this.options.log.warn(
          { event: 'site_link_lost', nodeId: session.node.nodeId, reason: turn.reason },
          'The connection to the leader is lost.',
        );
        for (const listener of this.listeners) listener.onLost?.(turn.reason);
        return;
      }
      const next = await this.successor(session);
      if (!next) continue;
      const old = session;
      session = next;
      this.begin(session);
      await old.close();
    }
  }

  private async successor(session: Session): Promise<Session | null> {
    const node = newerLeader(this.options.directory.nodes(), session.node);
    return node ? this.tryOpen(node) : null;
  }

  private begin(session: Session): void {
    this.current = session;
    this.quietSince = null;
    this.options.log.info(
      { event: 'site_link_up', nodeId: session.node.nodeId, host: session.node.host },
      'Connected to the leader.',
    );
    for (const listener of this.listeners) listener.onSession?.(session);
  }

  private async tryOpen(node: DiscoveredNode): Promise<Session | null> {
    const { directory, openSession, log } = this.options;
    // Retained messages come before the session is known to stand: they belong to it all the same.
    const onMessage = (kind: TopicKind, payload: Uint8Array): void => {
      for (const listener of this.listeners) listener.onMessage?.(kind, payload);
    };
    try {
      const session = await openSession(node, { onMessage }, this.stopping.signal);
      directory.reportGood(node);
      this.isTurnedAway = false;
      return session;
    } catch (error) {
      directory.reportFailure(node);
      this.isTurnedAway = error instanceof TurnedAway;
      if (this.isTurnedAway) this.options.onTurnedAway?.();
      const reason = error instanceof Error ? error.message : String(error);
      log.debug({ event: 'site_link_failed', nodeId: node.nodeId, reason }, 'No connection.');
      return null;
    }
  }

  private nextTurn(session: Session): Promise<Turn> {
    const looking = this.looking.signal;
    const stopping = this.stopping.signal;
    return new Promise((resolve) => {
      void session.ended.then((reason) => resolve({ type: 'ended', reason }));
      const onLook = (): void => {
        this.shallLook = false;
        resolve(stopping.aborted ? { type: 'stop' } : { type: 'look' });
      };
      if (this.shallLook || stopping.aborted) onLook();
      else looking.addEventListener('abort', onLook, { once: true });
    });
  }
}
