import {
  NotLeader,
  Session,
  SessionExpired,
  type Clock,
  type SessionAnswer,
  type SessionRequest,
} from '@eyrie/raft';
import { joinSignals } from '@eyrie/platform';

export interface SiteSessionOptions {
  readonly clock: Clock;
  /** Proposes at this node. @throws as `RaftNode.propose` does */
  readonly propose: (request: SessionRequest, signal?: AbortSignal) => Promise<SessionAnswer>;
}

/**
 * This coordinator's calls that are applied exactly once. Its session is opened with the first one,
 * and opened anew where the site has forgotten it: nothing keeps it alive, as an idle site writes nothing.
 */
export class SiteSession {
  readonly #options: SiteSessionOptions;
  readonly #ends = new WeakMap<AbortSignal, AbortController>();
  #session: Promise<Session> | null = null;

  constructor(options: SiteSessionOptions) {
    this.#options = options;
  }

  /**
   * Goes on trying until one of the signals, but at once no more where this node does not lead.
   * @throws NotLeader, ProposalDropped (both: surely not applied), ProposalOutcomeUnknown, NodeFailed
   */
  async call(payload: Uint8Array, ...signals: AbortSignal[]): Promise<Uint8Array> {
    const end = new AbortController();
    const either = joinSignals([...signals, end.signal]);
    this.#ends.set(either.signal, end);
    try {
      return await this.#callUntil(either.signal, payload);
    } finally {
      either.release();
    }
  }

  async #callUntil(either: AbortSignal, payload: Uint8Array): Promise<Uint8Array> {
    for (;;) {
      const opening = (this.#session ??= this.#open(either));
      try {
        const session = await opening;
        return await session.call(payload, either);
      } catch (error) {
        const isExpired = error instanceof SessionExpired;
        if ((isExpired || !(await isOpened(opening))) && this.#session === opening) {
          this.#session = null;
        }
        if (!isExpired || error.kind === 'unknown') throw error;
      }
    }
  }

  #open(signal: AbortSignal): Promise<Session> {
    const send = (request: SessionRequest, sent?: AbortSignal): Promise<SessionAnswer> =>
      this.#send(request, sent);
    return Session.open({ clock: this.#options.clock, send }, signal);
  }

  async #send(request: SessionRequest, signal?: AbortSignal): Promise<SessionAnswer> {
    try {
      return await this.#options.propose(request, signal);
    } catch (error) {
      // A session waits for its leader to come back. Here another node may lead: its caller decides.
      if (error instanceof NotLeader && signal) this.#ends.get(signal)?.abort();
      throw error;
    }
  }
}

function isOpened(session: Promise<Session>): Promise<boolean> {
  return session.then(
    () => true,
    () => false,
  );
}
