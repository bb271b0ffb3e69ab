import { describe, expect, it } from '@jest/globals';
import {
  NotLeader,
  ProposalDropped,
  ProposalOutcomeUnknown,
  SessionMachine,
  type Clock,
  type SessionAnswer,
  type SessionRequest,
} from '@eyrie/raft';
import { SiteSession } from './site-session.ts';

/** Does not pass; timers come at once, as nobody waits for anything else. */
const clock: Clock = {
  now: () => 0,
  setTimer: (_, callback) => {
    const timer = setImmediate(callback);
    return () => clearImmediate(timer);
  },
};
const never = new AbortController().signal;
const text = (bytes: Uint8Array): string => Buffer.from(bytes).toString();

/** A site that applies at once, unless it is told to fail. */
class Stage {
  readonly applied: string[] = [];
  readonly machine = new SessionMachine(
    {
      apply: (commands) =>
        commands.map(({ data }) => Buffer.from(String(this.applied.push(text(data))))),
      snapshot: async function* () {
        yield await Promise.resolve(new Uint8Array());
      },
      restore: () => Promise.resolve(),
    },
    clock,
  );
  requests: SessionRequest['kind'][] = [];
  /** One for each of the next attempts: before or after it is applied. */
  faults: { readonly error: Error; readonly isApplied: boolean }[] = [];
  #index = 0;
  readonly session = new SiteSession({
    clock,
    propose: (request) => {
      this.requests.push(request.kind);
      const fault = this.faults.shift();
      if (fault && !fault.isApplied) return Promise.reject(fault.error);
      const answer = this.commit(request);
      return fault ? Promise.reject(fault.error) : Promise.resolve(answer);
    },
  });

  commit(request: SessionRequest): SessionAnswer {
    this.#index += 1;
    const data = this.machine.encode(request);
    const [answer] = this.machine.apply([{ index: this.#index, term: 1, data }]);
    return answer as SessionAnswer;
  }

  async call(payload: string, signal = never): Promise<string> {
    return text(await this.session.call(Buffer.from(payload), signal));
  }
}

describe('the session of a coordinator', () => {
  it('is opened with the first call, once for all of them', async () => {
    const stage = new Stage();
    expect(stage.requests).toEqual([]);
    expect(await Promise.all(['a', 'b', 'c'].map((each) => stage.call(each)))).toEqual([
      '1',
      '2',
      '3',
    ]);
    expect(stage.requests).toEqual(['open', 'call', 'call', 'call']);
  });

  it('applies a call once whose answer was lost, and answers what came of it', async () => {
    const stage = new Stage();
    await stage.call('a');
    stage.faults = [
      { error: new ProposalOutcomeUnknown('timeout'), isApplied: true },
      { error: new ProposalDropped('overloaded'), isApplied: false },
    ];
    expect(await stage.call('b')).toBe('2');
    expect(stage.applied).toEqual(['a', 'b']);
  });

  it('does not wait where this node does not lead, and goes on when it leads again', async () => {
    const stage = new Stage();
    const lost = { error: new NotLeader(2), isApplied: false };
    stage.faults = [lost];
    await expect(stage.call('a')).rejects.toMatchObject({ kind: 'not-leader', leaderId: 2 });
    await stage.call('b');
    stage.faults = [lost];
    await expect(stage.call('c')).rejects.toBeInstanceOf(NotLeader);
    expect(await stage.call('d')).toBe('2');
    expect(stage.applied).toEqual(['b', 'd']);
  });

  it('says that it is not known what came of a call when leadership went over it', async () => {
    const stage = new Stage();
    await stage.call('a');
    stage.faults = [
      { error: new ProposalOutcomeUnknown('timeout'), isApplied: true },
      { error: new NotLeader(null), isApplied: false },
    ];
    await expect(stage.call('b')).rejects.toMatchObject({ kind: 'unknown' });
    expect(await stage.call('c')).toBe('3');
    expect(stage.applied).toEqual(['a', 'b', 'c']);
  });

  it('is opened anew where the site has forgotten it', async () => {
    const stage = new Stage();
    await stage.call('a');
    // The session's id is the index of its opening.
    stage.commit({ kind: 'close', sessionId: 1 });
    expect(await Promise.all([stage.call('b'), stage.call('c')])).toEqual(['2', '3']);
    expect(stage.machine.sessions).toBe(1);
  });

  it('ends with the signal of its caller', async () => {
    const stage = new Stage();
    const stop = new AbortController();
    stop.abort();
    await expect(stage.call('a', stop.signal)).rejects.toMatchObject({ kind: 'dropped' });
    expect(stage.applied).toEqual([]);
  });
});
