import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals';
import type { StreamEvent } from '@eyrie/contracts';
import { MemoryLog } from '../../testing/memory-log.ts';
import { encodeSse } from '../server/sse-frame.ts';
import { openEventStream, type EventStream, type EventStreamOptions } from './event-stream.ts';
import type { StreamState } from './stream-state.ts';

/** The far end of one attempt. */
class FakeResponse {
  readonly headers: Headers;
  #controller: ReadableStreamDefaultController<Uint8Array>;
  readonly #answer: (response: Response | Error) => void;

  constructor(init: RequestInit, answer: (response: Response | Error) => void) {
    this.headers = new Headers(init.headers);
    this.#answer = answer;
    init.signal?.addEventListener('abort', () => {
      const reason = init.signal?.reason as Error;
      answer(reason);
      try {
        this.#controller.error(reason);
      } catch {
        // It had ended already.
      }
    });
  }

  open(): void {
    const body = new ReadableStream<Uint8Array>({
      start: (controller) => {
        this.#controller = controller;
      },
    });
    this.#answer(new Response(body, { headers: { 'content-type': 'text/event-stream' } }));
  }

  refuse(status: number, headers: Record<string, string> = {}): void {
    this.#answer(new Response('no', { status, headers }));
  }

  hello(head: number, recovered = true): void {
    const hello = {
      epoch: '0a0b0c0d',
      head: `0a0b0c0d:${head}`,
      oldest: '0a0b0c0d:0',
      recovered,
      heartbeatMs: 1000,
    };
    this.#controller.enqueue(encodeSse({ event: 'hello', data: JSON.stringify(hello) }));
  }

  name(event: string, data: object): void {
    this.#controller.enqueue(encodeSse({ event, data: JSON.stringify(data) }));
  }

  event(seq: number, event: StreamEvent): void {
    this.#controller.enqueue(encodeSse({ id: `0a0b0c0d:${seq}`, data: JSON.stringify(event) }));
  }

  cut(): void {
    this.#controller.error(new TypeError('terminated'));
  }
}

const attempts: FakeResponse[] = [];
const states: StreamState[] = [];
const seen: number[] = [];
let events: StreamEvent[];
let stream: EventStream;

function open(options: Partial<EventStreamOptions> = {}): void {
  stream = openEventStream({
    url: 'http://cloud/events',
    onEvent: (event) => seen.push(event.sequence_number),
    onState: (state) => states.push(state),
    random: () => 0,
    backoff: { minMs: 200, maxMs: 2000 },
    fetch: (_url, init) =>
      new Promise((resolve, reject) => {
        attempts.push(
          new FakeResponse(init!, (answer) =>
            answer instanceof Error ? reject(answer) : resolve(answer),
          ),
        );
      }),
    ...options,
  });
}

const last = () => attempts.at(-1)!;
const pass = (ms: number) => jest.advanceTimersByTimeAsync(ms);

beforeEach(async () => {
  jest.useFakeTimers();
  for (const list of [attempts, states, seen]) list.length = 0;
  const log = new MemoryLog();
  log.append(20);
  events = (await log.readAfter(0, 100)).map(({ event }) => event);
});
afterEach(() => {
  stream.close();
  jest.useRealTimers();
});

const send = (seq: number) => last().event(seq, events[seq - 1]!);

describe('openEventStream', () => {
  it('is connecting, then live with the time to the greeting', async () => {
    open({ headers: { authorization: 'Bearer x' } });
    expect(stream.state).toMatchObject({ state: 'connecting' });
    expect(last().headers.get('authorization')).toBe('Bearer x');
    expect(last().headers.get('last-event-id')).toBeNull();
    last().open();
    await pass(40);
    last().hello(7);
    await pass(0);
    expect(stream.state).toMatchObject({ state: 'live', latencyMs: 40, failures: 0 });
    expect(stream.cursor).toBe('0a0b0c0d:7');
  });

  it('resumes after the last event and shows each once', async () => {
    open({ cursor: '0a0b0c0d:3' });
    expect(last().headers.get('last-event-id')).toBe('0a0b0c0d:3');
    last().open();
    await pass(0);
    last().hello(5);
    send(4);
    send(5);
    await pass(0);
    last().cut();
    await pass(0);
    expect(stream.state).toMatchObject({ state: 'offline', failures: 1 });
    await pass(100);
    expect(last().headers.get('last-event-id')).toBe('0a0b0c0d:5');
    last().open();
    await pass(0);
    last().hello(6);
    send(5);
    send(6);
    await pass(0);
    expect(seen).toEqual([4, 5, 6]);
  });

  it('reconnects where an event is missing on the way', async () => {
    open({ cursor: '0a0b0c0d:3' });
    last().open();
    await pass(0);
    last().hello(6);
    send(4);
    send(6);
    await pass(100);
    expect(seen).toEqual([4]);
    expect(attempts).toHaveLength(2);
    expect(last().headers.get('last-event-id')).toBe('0a0b0c0d:4');
  });

  it('reconnects when a heartbeat says that more was written than came', async () => {
    open();
    last().open();
    await pass(0);
    last().hello(3);
    last().name('heartbeat', { cursor: '0a0b0c0d:3' });
    await pass(500);
    expect(attempts).toHaveLength(1);
    last().name('heartbeat', { cursor: '0a0b0c0d:4' });
    await pass(100);
    expect(attempts).toHaveLength(2);
  });

  it('gives up a connection that is silent for two and a half heartbeats', async () => {
    open();
    last().open();
    await pass(0);
    last().hello(0);
    await pass(2400);
    last().name('heartbeat', { cursor: '0a0b0c0d:0' });
    await pass(2400);
    expect(attempts).toHaveLength(1);
    await pass(200);
    expect(stream.state).toMatchObject({ state: 'offline' });
    expect(attempts).toHaveLength(2);
  });

  it('tells of a reset and goes on from the head', async () => {
    const onReset = jest.fn();
    open({ cursor: '0a0b0c0d:1', onReset });
    last().open();
    await pass(0);
    last().name('reset', { reason: 'too-old' });
    last().hello(9, false);
    send(10);
    await pass(0);
    expect(onReset).toHaveBeenCalledWith({ reason: 'too-old' });
    expect(seen).toEqual([10]);
    expect(stream.cursor).toBe('0a0b0c0d:10');
  });

  it('waits longer after each failure, and as long as the server asks', async () => {
    open();
    for (const [failures, waitMs] of [
      [1, 100],
      [2, 200],
      [3, 400],
    ] as const) {
      last().refuse(401);
      await pass(0);
      expect(stream.state).toMatchObject({ state: 'offline', failures, status: 401 });
      await pass(waitMs - 1);
      expect(attempts).toHaveLength(failures);
      await pass(1);
      expect(attempts).toHaveLength(failures + 1);
    }
    last().refuse(429, { 'retry-after': '7' });
    await pass(6999);
    expect(attempts).toHaveLength(4);
    await pass(1);
    expect(attempts).toHaveLength(5);
  });

  it('keeps its place while paused, and connects at once afterwards', async () => {
    open();
    last().open();
    await pass(0);
    last().hello(4);
    await pass(0);
    stream.pause();
    await pass(60_000);
    expect(attempts).toHaveLength(1);
    expect(stream.state).toMatchObject({ state: 'offline', reason: 'Paused.' });
    stream.resume();
    expect(attempts).toHaveLength(2);
    expect(last().headers.get('last-event-id')).toBe('0a0b0c0d:4');
  });

  it('does nothing more once closed', async () => {
    open();
    last().open();
    await pass(0);
    last().hello(4);
    await pass(0);
    stream.close();
    const count = states.length;
    await pass(120_000);
    expect(attempts).toHaveLength(1);
    expect(states).toHaveLength(count);
  });
});
