import { RaftError } from '../driver/errors.ts';
import type { SessionId } from './session-command.ts';

/**
 * The cluster has forgotten the session. By `kind`: the call is surely not applied (`dropped`), or
 * was sent before without an answer and may be (`unknown`). Open another session.
 */
export class SessionExpired extends RaftError {
  readonly kind: 'dropped' | 'unknown';
  readonly code = 'raft.session_expired';
  readonly sessionId: SessionId;

  constructor(sessionId: SessionId, mayBeApplied: boolean) {
    super(`Session ${sessionId} has expired.`);
    this.name = 'SessionExpired';
    this.kind = mayBeApplied ? 'unknown' : 'dropped';
    this.sessionId = sessionId;
  }
}

/** An answer that a session used by one client alone never gets: two of them share it. */
export class SessionMisused extends Error {
  constructor(answer: string) {
    super(`The session got an answer that does not fit (${answer}): is it used twice?`);
    this.name = 'SessionMisused';
  }
}
