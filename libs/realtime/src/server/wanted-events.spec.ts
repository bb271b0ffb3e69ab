import { afterEach, describe, expect, it, jest } from '@jest/globals';
import { FakeSink } from '../../testing/fake-sink.ts';
import { settle, TestHubs } from '../../testing/hubs.ts';
import { MemoryLog } from '../../testing/memory-log.ts';
import { socketEncoding } from './stream-encoding.ts';

const hubs = new TestHubs();
afterEach(() => {
  hubs.closeAll();
  jest.useRealTimers();
});

describe('StreamHub, of what a client wants and may see', () => {
  it('leaves out what was not asked for, and says so when something follows', async () => {
    const log = new MemoryLog();
    const hub = hubs.make(log);
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
    const hub = hubs.make(log);
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
    await hubs.make(log).connect({ topic: 'a', cursor: '0a0b0c0d:0' }, () => sink);
    await settle();
    expect(sink.names).toEqual(['hello', 'gap', 'message']);
    expect(JSON.parse(sink.messages[1]!.data)).toMatchObject({ expired: 1, dropped: 0 });
  });

  it('leaves out low priority first for a slow reader, and sends it away only after that', async () => {
    const log = new MemoryLog();
    const hub = hubs.make(log, { bufferBytesMax: 20_000, drainMs: 5 });
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
    await hubs.make(log).connect({ topic: 'a', cursor: '0a0b0c0d:0', filter }, () => sink);
    await settle();
    expect(sink.ids).toEqual(['0a0b0c0d:1']);
  });

  it('speaks the words of the WebSocket protocol where it is asked to', async () => {
    const log = new MemoryLog();
    const texts: string[] = [];
    const sink = new FakeSink();
    sink.write = (bytes) => texts.push(new TextDecoder().decode(bytes)) > 0;
    const request = { topic: 'a', cursor: undefined, encoding: socketEncoding };
    await hubs.make(log).connect(request, () => sink);
    await settle();
    expect(JSON.parse(texts[0]!)).toMatchObject({ type: 'hello', recovered: true });
  });
});
