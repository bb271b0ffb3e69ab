import {
  NotLeader,
  ProposalDropped,
  ProposalOutcomeUnknown,
  type RaftError,
  type SessionAnswer,
  type SessionRequest,
} from '../../src/index.ts';
import { Line, Refused } from './ask.ts';
import type { Question, WireAnswer, WireRequest } from './protocol.ts';

const ANSWER_MS = 2000;

/** A client's way to whichever member leads; one per client, as it remembers who that was. */
export class ClusterClient {
  readonly #lines: readonly Line[];
  #at: number;

  /** `sockets` by node, from node 1 on. */
  constructor(sockets: readonly string[], at: number) {
    this.#lines = sockets.map((socket) => new Line(socket));
    this.#at = at % sockets.length;
  }

  /** One attempt, where the leader was last. Rejects as `RaftNode.propose` does. */
  async send(request: SessionRequest): Promise<SessionAnswer> {
    const question: Question = { ask: 'session', request: wireOf(request) };
    try {
      return answerOf(await this.#askLeader<WireAnswer>(question));
    } catch (error) {
      if (error instanceof Refused) throw raftErrorOf(error);
      throw error;
    }
  }

  /** At the leader, or at any member. @throws Refused */
  read(key: number, at: number | 'leader'): Promise<number> {
    const question: Question = { ask: 'read', key };
    if (at === 'leader') return this.#askLeader(question);
    return this.#line(at).ask(question, ANSWER_MS);
  }

  close(): void {
    for (const line of this.#lines) line.close();
  }

  async #askLeader<Answer>(question: Question): Promise<Answer> {
    const at = this.#at;
    try {
      return await this.#line(at).ask<Answer>(question, ANSWER_MS);
    } catch (error) {
      if (error instanceof Refused && this.#at === at) {
        this.#at = error.leaderId === null ? at + 1 : error.leaderId - 1;
      }
      throw error;
    }
  }

  #line(at: number): Line {
    const line = this.#lines[at % this.#lines.length];
    if (!line) throw new RangeError('There is no such node.');
    return line;
  }
}

function wireOf(request: SessionRequest): WireRequest {
  return 'payload' in request
    ? { ...request, payload: Buffer.from(request.payload).toString() }
    : request;
}

function answerOf(answer: WireAnswer): SessionAnswer {
  return answer.kind === 'applied' ? { ...answer, result: Buffer.from(answer.result) } : answer;
}

function raftErrorOf({ kind, leaderId }: Refused): RaftError {
  switch (kind) {
    case 'not-leader':
      return new NotLeader(leaderId);
    case 'dropped':
      return new ProposalDropped('timeout');
    case 'unknown':
      return new ProposalOutcomeUnknown('timeout');
  }
}
