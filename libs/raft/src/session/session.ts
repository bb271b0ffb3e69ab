import type { Clock } from '../driver/clock.ts';
import { ProposalDropped, ProposalOutcomeUnknown, RaftError } from '../driver/errors.ts';
import type { SessionId, SessionRequest } from './session-command.ts';
import { SessionExpired, SessionMisused } from './session-errors.ts';
import type { SessionAnswer } from './session-machine.ts';

export interface SessionOptions {
  /**
   * Proposes the request where the leader is, with the log time of the node that proposes it. Rejects
   * as `RaftNode.propose` does.
   */
  readonly send: (request: SessionRequest, signal?: AbortSignal) => Promise<SessionAnswer>;
  readonly clock: Clock;
  /** Expires when unused so long. Default 10 min. */
  readonly ttlMs?: number;
  /** Open sessions in the whole cluster. Default 1024. */
  readonly sessionsMax?: number;
}

interface Call {
  readonly sequence: number;
  readonly payload: Uint8Array;
  /** It stands in a log, or may: only an answer tells. */
  isUnsettled: boolean;
}

const TTL_MS = 10 * 60 * 1000;
const SESSIONS_MAX = 1024;
const BACK_OFF_MS_MIN = 20;
const BACK_OFF_MS_MAX = 1000;

/**
 * A client's end of exactly-once commands: each call is applied once, however often it has to be
 * sent. Calls are sent one after the other, in the order they were made.
 */
export class Session {
  readonly id: SessionId;
  readonly #options: SessionOptions;
  #sequence = 0;
  /** Given up by its caller without an answer; to be settled before the next one. */
  #unsettled: Call | null = null;
  #tail: Promise<unknown> = Promise.resolve();
  #isExpired = false;

  private constructor(id: SessionId, options: SessionOptions) {
    this.id = id;
    this.#options = options;
  }

  /** Sends until there is an answer. An attempt whose answer was lost leaves a session to expire. */
  static async open(options: SessionOptions, signal?: AbortSignal): Promise<Session> {
    const { ttlMs = TTL_MS, sessionsMax = SESSIONS_MAX } = options;
    const request: SessionRequest = { kind: 'open', ttlMs, sessionsMax };
    const answer = await sendUntilAnswered(options, request, () => undefined, signal);
    if (answer.kind !== 'opened') throw new SessionMisused(answer.kind);
    return new Session(answer.sessionId, options);
  }

  /**
   * The result of the command, which was applied exactly once. With a signal it stops sending when
   * that aborts; what the command came to may then be unknown for good.
   * @throws ProposalDropped (surely not applied), ProposalOutcomeUnknown (aborted after it may have
   * been taken), SessionExpired, NodeFailed.
   */
  call(payload: Uint8Array, signal?: AbortSignal): Promise<Uint8Array> {
    const result = this.#tail.then(() => this.#next(payload, signal));
    this.#tail = result.catch(() => undefined);
    return result;
  }

  /** Gives the session's place back; without it the session expires. */
  async close(signal?: AbortSignal): Promise<void> {
    await this.#tail;
    if (this.#isExpired) return;
    this.#isExpired = true;
    const request: SessionRequest = { kind: 'close', sessionId: this.id };
    await sendUntilAnswered(this.#options, request, () => undefined, signal);
  }

  async #next(payload: Uint8Array, signal?: AbortSignal): Promise<Uint8Array> {
    if (this.#unsettled)
      await this.#settle(this.#unsettled, signal, new ProposalDropped('aborted'));
    const call: Call = { sequence: this.#sequence + 1, payload, isUnsettled: false };
    return this.#settle(call, signal, null);
  }

  /** `instead`: what the caller is told of its own call when this earlier one has no answer yet. */
  async #settle(
    call: Call,
    signal: AbortSignal | undefined,
    instead: ProposalDropped | null,
  ): Promise<Uint8Array> {
    if (this.#isExpired) throw new SessionExpired(this.id, call.isUnsettled && !instead);
    const { sequence, payload } = call;
    const request: SessionRequest = { kind: 'call', sessionId: this.id, sequence, payload };
    let answer: SessionAnswer;
    try {
      const onUnknown = (): void => {
        call.isUnsettled = true;
      };
      answer = await sendUntilAnswered(this.#options, request, onUnknown, signal);
    } catch (error) {
      this.#unsettled = call.isUnsettled ? call : null;
      if (instead && !isFailure(error)) throw instead;
      // This attempt failed surely, but an earlier one may have been taken.
      if (call.isUnsettled && !instead && error instanceof RaftError && error.kind !== 'unknown') {
        throw new ProposalOutcomeUnknown(isFailure(error) ? 'failed' : 'aborted');
      }
      throw error;
    }
    this.#unsettled = null;
    return this.#conclude(call, answer, instead !== null);
  }

  #conclude(call: Call, answer: SessionAnswer, isEarlier: boolean): Uint8Array {
    if (answer.kind === 'applied') {
      this.#sequence = call.sequence;
      return answer.result;
    }
    this.#isExpired = true;
    if (answer.kind === 'refused' && answer.reason === 'unknown-session') {
      throw new SessionExpired(this.id, call.isUnsettled && !isEarlier);
    }
    throw new SessionMisused(answer.kind === 'refused' ? answer.reason : answer.kind);
  }
}

async function sendUntilAnswered(
  options: SessionOptions,
  request: SessionRequest,
  onUnknown: () => void,
  signal?: AbortSignal,
): Promise<SessionAnswer> {
  for (let backOffMs = BACK_OFF_MS_MIN; ; backOffMs = Math.min(backOffMs * 2, BACK_OFF_MS_MAX)) {
    if (signal?.aborted) throw new ProposalDropped('aborted');
    try {
      return await options.send(request, signal);
    } catch (error) {
      if (!(error instanceof RaftError)) throw error;
      if (error.kind === 'unknown') onUnknown();
      if (error.kind === 'failed' || isHopeless(error) || signal?.aborted) throw error;
    }
    await pause(options.clock, backOffMs, signal);
  }
}

function isFailure(error: unknown): boolean {
  return !(error instanceof RaftError) || error.kind === 'failed';
}

function isHopeless(error: RaftError): boolean {
  return error instanceof ProposalDropped && error.reason === 'too-large';
}

function pause(clock: Clock, delayMs: number, signal?: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const end = (): void => {
      cancel();
      signal?.removeEventListener('abort', end);
      resolve();
    };
    const cancel = clock.setTimer(delayMs, end);
    signal?.addEventListener('abort', end, { once: true });
  });
}
