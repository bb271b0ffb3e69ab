import { afterEach, describe, expect, it, jest } from '@jest/globals';
import { FakeSink } from '../../testing/fake-sink.ts';
import { idsFrom, settle, TestHubs } from '../../testing/hubs.ts';
import { MemoryLog } from '../../testing/memory-log.ts';

const hubs = new TestHubs();
afterEach(() => {
  hubs.closeAll();
  jest.useRealTimers();
});

describe('StreamHub', () => {
  it('greets, replays what was missed and then follows', async () => {
    const log = new MemoryLog();
    log.append(1200);
    const hub = hubs.make(log);
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
    const hub = hubs.make(log);
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
    const hub = hubs.make(log);
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
    const hub = hubs.make(log);
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
    const hub = hubs.make(log, { bufferBytesMax: 20_000, drainMs: 5 });
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
    const hub = hubs.make(log, { bufferBytesMax: 40_000 });
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
    const hub = hubs.make(log);
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
    const hub = hubs.make(log);
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
    const hub = hubs.make(log);
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
    const hub = hubs.make(new MemoryLog());
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
    const hub = hubs.make(log);
    await expect(hub.connect({ topic: 'a', cursor: undefined }, openSink)).rejects.toThrow('away');
    expect(openSink).not.toHaveBeenCalled();
    expect(hub.connections).toBe(0);
  });
});
