import { EventEmitter } from 'node:events';
import { afterEach, describe, expect, it, jest } from '@jest/globals';
import { createParser, type EventSourceMessage } from 'eventsource-parser';
import { MemoryLog } from '../../testing/memory-log.ts';
import { socketEncoding } from './stream-encoding.ts';
import { StreamHub, type PollRequest, type StreamHubOptions } from './stream-hub.ts';
import type { StreamSink } from './stream-sink.ts';

/** A client's end: takes everything at once, or nothing while it is stuck. */
class FakeSink extends EventEmitter implements StreamSink {
  stuck = false;
  ended = false;
  destroyed = false;
  writableLength = 0;
  writableLengthMost = 0;
  readonly messages: EventSourceMessage[] = [];
  readonly #decoder = new TextDecoder();
  readonly #parser = createParser({ onEvent: (message) => this.messages.push(message) });

  write(bytes: Uint8Array): boolean {
    this.#parser.feed(this.#decoder.decode(bytes, { stream: true }));
    if (this.stuck) this.writableLength += bytes.byteLength;
    this.writableLengthMost = Math.max(this.writableLengthMost, this.writableLength);
    return !this.stuck;
  }

  unstick(): void {
    this.stuck = false;
    this.writableLength = 0;
    this.emit('drain');
  }

  finish(): void {
    this.ended = true;
    if (!this.stuck) this.emit('close');
  }

  destroy(): void {
    this.destroyed = true;
    this.emit('close');
  }

  get ids(): string[] {
    return this.messages.flatMap(({ id }) => (id === undefined ? [] : [id]));
  }

  get names(): string[] {
    return this.messages.map(({ event }) => event ?? 'message');
  }
}

const hubs: StreamHub[] = [];
afterEach(() => {
  for (const hub of hubs.splice(0)) hub.close();
  jest.useRealTimers();
});

function makeHub(log: MemoryLog, options: Partial<StreamHubOptions> = {}): StreamHub {
  const hub = new StreamHub({ openLog: () => log, ...options });
  hubs.push(hub);
  return hub;
}

/** Lets everything that is only waiting for settled promises go on. */
const settle = () => new Promise((resolve) => setImmediate(resolve));

const idsFrom = (from: number, to: number) =>
  Array.from({ length: to - from + 1 }, (_, i) => `0a0b0c0d:${from + i}`);

describe('StreamHub', () => {
  it('greets, replays what was missed and then follows', async () => {
    const log = new MemoryLog();
    log.append(1200);
    const hub = makeHub(log);
    const sink = new FakeSink();
    await hub.connect({ topic: 'a', cursor: '0a0b0c0d:100' }, () => sink);
    await settle();
    log.append(2);
    hub.wake('a');
    await settle();
    expect(sink.names[0]).toBe('hello');
    expect(JSON.parse(sink.messages[0]!.data)).toEqual({
      epoch: '0a0b0c0d',
      head: '0a0b0c0d:1200',
      oldest: '0a0b0c0d:0',
      recovered: true,
      heartbeatMs: 15_000,
    });
    expect(sink.ids).toEqual(idsFrom(101, 1202));
  });

  it('begins at the head for a client without a cursor', async () => {
    const log = new MemoryLog();
    log.append(10);
    const hub = makeHub(log);
    const sink = new FakeSink();
    await hub.connect({ topic: 'a', cursor: undefined }, () => sink);
    await settle();
    log.append();
    hub.wake('a');
    await settle();
    expect(sink.ids).toEqual(['0a0b0c0d:11']);
  });

  it('says reset before hello when the past cannot be replayed', async () => {
    const log = new MemoryLog();
    log.append(10);
    log.forgotten = 5;
    const hub = makeHub(log);
    const sink = new FakeSink();
    await hub.connect({ topic: 'a', cursor: '0a0b0c0d:4' }, () => sink);
    expect(sink.names).toEqual(['reset', 'hello']);
    expect(JSON.parse(sink.messages[0]!.data)).toEqual({ reason: 'too-old' });
    expect(JSON.parse(sink.messages[1]!.data)).toMatchObject({
      recovered: false,
      oldest: '0a0b0c0d:5',
    });
  });

  it('reads the log once for all who follow, however often it is woken', async () => {
    const log = new MemoryLog();
    const hub = makeHub(log);
    const sinks = Array.from({ length: 50 }, () => new FakeSink());
    for (const sink of sinks) await hub.connect({ topic: 'a', cursor: undefined }, () => sink);
    await settle();
    log.reads = 0;
    log.append(3);
    for (let i = 0; i < 100; i += 1) hub.wake('a');
    await settle();
    expect(log.reads).toBe(2); // one read, and one more for the wake-ups during it
    for (const sink of sinks) expect(sink.ids).toEqual(idsFrom(1, 3));
  });

  it('sends a reader that takes nothing away at its budget, and nobody else', async () => {
    const log = new MemoryLog();
    const hub = makeHub(log, { bufferBytesMax: 20_000, drainMs: 5 });
    const [slow, quick] = [new FakeSink(), new FakeSink()];
    const connection = await hub.connect({ topic: 'a', cursor: undefined }, () => slow);
    await hub.connect({ topic: 'a', cursor: undefined }, () => quick);
    await settle();
    slow.stuck = true;
    for (let i = 0; i < 100; i += 1) {
      log.append(1, { filler: 'x'.repeat(500) });
      hub.wake('a');
      await settle();
    }
    expect(quick.ids).toEqual(idsFrom(1, 100));
    expect(slow.writableLengthMost).toBeLessThan(21_000);
    expect(slow.names.at(-1)).toBe('reset');
    expect(JSON.parse(slow.messages.at(-1)!.data)).toEqual({ reason: 'too-slow' });
    expect(slow.ended).toBe(true);
    expect(await connection.closed).toBe('too-slow');
    // What it has got is a gapless beginning, so that its cursor is a place to resume from.
    expect(slow.ids).toEqual(idsFrom(1, slow.ids.length));
    const again = new FakeSink();
    await hub.connect({ topic: 'a', cursor: slow.ids.at(-1) }, () => again);
    await settle();
    expect([...slow.ids, ...again.ids]).toEqual(idsFrom(1, 100));
  });

  it('replays at the pace of the reader', async () => {
    const log = new MemoryLog();
    log.append(400, { filler: 'x'.repeat(500) });
    const hub = makeHub(log, { bufferBytesMax: 40_000 });
    const sink = new FakeSink();
    sink.stuck = true;
    await hub.connect({ topic: 'a', cursor: '0a0b0c0d:0' }, () => sink);
    await settle();
    expect(sink.writableLength).toBeLessThan(12_000);
    expect(sink.ids.length).toBeLessThan(20);
    sink.unstick();
    await settle();
    expect(sink.ids).toEqual(idsFrom(1, 400));
  });

  it('beats as an event that carries the place, and finds what no wake-up announced', async () => {
    jest.useFakeTimers();
    const log = new MemoryLog();
    const hub = makeHub(log);
    const sink = new FakeSink();
    await hub.connect({ topic: 'a', cursor: undefined }, () => sink);
    await jest.advanceTimersByTimeAsync(15_000);
    expect(sink.names).toEqual(['hello', 'heartbeat']);
    expect(JSON.parse(sink.messages[1]!.data)).toMatchObject({ cursor: '0a0b0c0d:0' });
    log.append(2); // the wake-up was lost
    await jest.advanceTimersByTimeAsync(15_000);
    expect(sink.names).toEqual(['hello', 'heartbeat', 'heartbeat', 'message', 'message']);
  });

  it('sends everybody to ask anew when the log is another one', async () => {
    jest.useFakeTimers();
    const log = new MemoryLog();
    log.append(3);
    const hub = makeHub(log);
    const sink = new FakeSink();
    const connection = await hub.connect({ topic: 'a', cursor: undefined }, () => sink);
    await jest.advanceTimersByTimeAsync(1);
    log.epoch = 'ffffffff';
    await jest.advanceTimersByTimeAsync(15_000);
    expect(await connection.closed).toBe('gap');
    const again = new FakeSink();
    await hub.connect({ topic: 'a', cursor: '0a0b0c0d:3' }, () => again);
    expect(JSON.parse(again.messages[0]!.data)).toEqual({ reason: 'epoch-changed' });
  });

  it('never shows a hole: it ends the connection instead', async () => {
    const log = new MemoryLog();
    const hub = makeHub(log);
    const sink = new FakeSink();
    const connection = await hub.connect({ topic: 'a', cursor: undefined }, () => sink);
    await settle();
    log.append(5);
    log.forgotten = 2;
    hub.wake('a');
    await settle();
    expect(sink.ids).toEqual([]);
    expect(await connection.closed).toBe('gap');
  });

  it('keeps nothing of a client that left before its stream began', async () => {
    const hub = makeHub(new MemoryLog());
    const sink = new FakeSink();
    const connection = await hub.connect({ topic: 'a', cursor: undefined }, () => {
      sink.destroy();
      return sink;
    });
    expect(await connection.closed).toBe('gone');
    await settle();
    expect(hub.connections).toBe(0);
    expect(sink.messages).toEqual([]);
  });

  it('opens no stream when the log cannot be read', async () => {
    const log = new MemoryLog();
    log.position = () => Promise.reject(new Error('database away'));
    const openSink = jest.fn(() => new FakeSink());
    const hub = makeHub(log);
    await expect(hub.connect({ topic: 'a', cursor: undefined }, openSink)).rejects.toThrow('away');
    expect(openSink).not.toHaveBeenCalled();
    expect(hub.connections).toBe(0);
  });

  it('leaves out what was not asked for, and says so when something follows', async () => {
    const log = new MemoryLog();
    const hub = makeHub(log);
    const sink = new FakeSink();
    log.append(2);
    log.append(1, {}, { type: 'capture.failed' });
    log.append(1);
    const channels = new Set(['alerts']);
    await hub.connect({ topic: 'a', cursor: '0a0b0c0d:0', filter: { channels } }, () => sink);
    await settle();
    log.append(1, {}, { priority: 'critical' });
    hub.wake('a');
    await settle();
    expect(sink.names).toEqual(['hello', 'gap', 'message', 'gap', 'message']);
    expect(sink.ids).toEqual([2, 3, 4, 5].map((seq) => `0a0b0c0d:${seq}`));
    expect(JSON.parse(sink.messages[1]!.data)).toEqual({
      from: '0a0b0c0d:0',
      to: '0a0b0c0d:2',
      filtered: 2,
      expired: 0,
      dropped: 0,
    });
  });

  it('announces with the heartbeat what was left out at the end', async () => {
    jest.useFakeTimers();
    const log = new MemoryLog();
    const hub = makeHub(log);
    const sink = new FakeSink();
    const channels = new Set(['elsewhere']);
    await hub.connect({ topic: 'a', cursor: undefined, filter: { channels } }, () => sink);
    await jest.advanceTimersByTimeAsync(1);
    log.append(3);
    hub.wake('a');
    await jest.advanceTimersByTimeAsync(15_000);
    expect(sink.names).toEqual(['hello', 'gap', 'heartbeat']);
    expect(JSON.parse(sink.messages[2]!.data)).toMatchObject({ cursor: '0a0b0c0d:3' });
  });

  it('does not replay what its ttl has made worthless', async () => {
    const log = new MemoryLog();
    log.now = () => Date.now() - 60_000;
    log.append(1, {}, { ttl: 59 });
    log.append(1, {}, { ttl: 3_600 });
    const sink = new FakeSink();
    await makeHub(log).connect({ topic: 'a', cursor: '0a0b0c0d:0' }, () => sink);
    await settle();
    expect(sink.names).toEqual(['hello', 'gap', 'message']);
    expect(JSON.parse(sink.messages[1]!.data)).toMatchObject({ expired: 1, dropped: 0 });
  });

  it('leaves out low priority first for a slow reader, and sends it away only after that', async () => {
    const log = new MemoryLog();
    const hub = makeHub(log, { bufferBytesMax: 20_000, drainMs: 5 });
    const sink = new FakeSink();
    const connection = await hub.connect({ topic: 'a', cursor: undefined }, () => sink);
    await settle();
    sink.stuck = true;
    const filler = 'x'.repeat(500);
    for (let i = 0; i < 60; i += 1) {
      log.append(1, { filler }, { priority: 'low' });
      hub.wake('a');
      await settle();
    }
    const fewer = sink.ids.length;
    expect(fewer).toBeLessThan(20);
    expect(sink.writableLength).toBeLessThan(11_000);
    log.append(1, { filler });
    hub.wake('a');
    await settle();
    expect(sink.names.slice(-2)).toEqual(['gap', 'message']);
    const gap = JSON.parse(sink.messages.at(-2)!.data) as { dropped: number; to: string };
    expect(gap).toEqual({
      from: `0a0b0c0d:${fewer}`,
      to: '0a0b0c0d:60',
      filtered: 0,
      expired: 0,
      dropped: 60 - fewer,
    });
    expect(sink.ids.at(-1)).toBe('0a0b0c0d:61');
    log.append(40, { filler });
    hub.wake('a');
    await settle();
    expect(await connection.closed).toBe('too-slow');
    expect(sink.names.at(-1)).toBe('reset');
  });

  it('shows of the sites granted, and of nothing else', async () => {
    const log = new MemoryLog();
    const [own, other] = ['site_01h455vb4pex5vsknk084sn02q', 'site_01h455vb4pex5vsknk084sn02r'];
    for (const site_id of [own, other, null]) log.append(1, {}, { site_id });
    const filter = { channels: new Set(['dashboard', 'alerts']), sites: new Set([own]) };
    const sink = new FakeSink();
    await makeHub(log).connect({ topic: 'a', cursor: '0a0b0c0d:0', filter }, () => sink);
    await settle();
    expect(sink.ids).toEqual(['0a0b0c0d:1']);
  });

  it('speaks the words of the WebSocket protocol where it is asked to', async () => {
    const log = new MemoryLog();
    const texts: string[] = [];
    const sink = new FakeSink();
    sink.write = (bytes) => texts.push(new TextDecoder().decode(bytes)) > 0;
    const request = { topic: 'a', cursor: undefined, encoding: socketEncoding };
    await makeHub(log).connect(request, () => sink);
    await settle();
    expect(JSON.parse(texts[0]!)).toMatchObject({ type: 'hello', recovered: true });
  });
});

describe('a long poll', () => {
  const abort = new AbortController();
  const poll = (hub: StreamHub, cursor: string | undefined, rest: Partial<PollRequest> = {}) =>
    hub.poll({ topic: 'a', cursor, waitMs: 5_000, signal: abort.signal, ...rest });

  it('answers at once with what is there, and else when there is something', async () => {
    const log = new MemoryLog();
    log.append(3);
    const hub = makeHub(log);
    expect(await poll(hub, undefined)).toMatchObject({ cursor: '0a0b0c0d:3', events: [] });
    const first = await poll(hub, '0a0b0c0d:1');
    expect(first.events.map(({ cursor }) => cursor)).toEqual(['0a0b0c0d:2', '0a0b0c0d:3']);
    const waiting = poll(hub, first.cursor);
    await settle();
    expect(hub.connections).toBe(1);
    log.append();
    hub.wake('a');
    expect(await waiting).toMatchObject({
      recovered: true,
      reset: null,
      cursor: '0a0b0c0d:4',
      gap: null,
    });
    expect(hub.connections).toBe(0);
  });

  it('waits on behind a filter, and tells what it passed over', async () => {
    const log = new MemoryLog();
    const hub = makeHub(log);
    const filter = { channels: new Set(['dashboard']), types: ['capture.*'] };
    const waiting = poll(hub, '0a0b0c0d:0', { filter });
    await settle();
    log.append(2);
    hub.wake('a');
    await settle();
    log.append(1, {}, { type: 'capture.completed' });
    hub.wake('a');
    const page = await waiting;
    expect(page.events.map(({ cursor }) => cursor)).toEqual(['0a0b0c0d:3']);
    expect(page.gap).toMatchObject({ from: '0a0b0c0d:0', to: '0a0b0c0d:3', filtered: 2 });
  });

  it.each([
    ['deadbeef:1', 'epoch-changed'],
    ['0a0b0c0d:9', 'unknown-cursor'],
    ['0a0b0c0d:1', 'too-old'],
    ['', null],
  ])('says of the cursor "%s": %s', async (cursor, reason) => {
    const log = new MemoryLog();
    log.append(5);
    log.forgotten = 2;
    const page = await poll(makeHub(log), cursor === '' ? undefined : cursor);
    expect(page.reset).toEqual(reason === null ? null : { reason });
    expect(page).toMatchObject({ recovered: reason === null, cursor: '0a0b0c0d:5', events: [] });
  });

  it('ends with its time, with its client, and with the server', async () => {
    const hub = makeHub(new MemoryLog());
    expect(await poll(hub, '0a0b0c0d:0', { waitMs: 1 })).toMatchObject({ events: [] });
    const client = new AbortController();
    const left = poll(hub, '0a0b0c0d:0', { signal: client.signal, waitMs: 60_000 });
    await settle();
    client.abort();
    expect(await left).toMatchObject({ cursor: '0a0b0c0d:0' });
    const last = poll(hub, '0a0b0c0d:0', { waitMs: 60_000 });
    await settle();
    hub.close();
    expect(await last).toMatchObject({ cursor: '0a0b0c0d:0' });
  });

  it('shares its reads with all who ask the same', async () => {
    const log = new MemoryLog();
    const hub = makeHub(log);
    const waiting = Array.from({ length: 100 }, () => poll(hub, '0a0b0c0d:0'));
    await settle();
    log.reads = 0;
    log.append(1);
    hub.wake('a');
    for (const page of await Promise.all(waiting)) expect(page.events).toHaveLength(1);
    expect(log.reads).toBeLessThanOrEqual(2);
  });
});
