import { afterEach, describe, expect, it, jest } from '@jest/globals';
import { settle, TestHubs } from '../../testing/hubs.ts';
import { MemoryLog } from '../../testing/memory-log.ts';
import type { PollRequest, StreamHub } from './stream-hub.ts';

const hubs = new TestHubs();
afterEach(() => {
  hubs.closeAll();
  jest.useRealTimers();
});

describe('a long poll', () => {
  const abort = new AbortController();
  const poll = (hub: StreamHub, cursor: string | undefined, rest: Partial<PollRequest> = {}) =>
    hub.poll({ topic: 'a', cursor, waitMs: 5_000, signal: abort.signal, ...rest });

  it('answers at once with what is there, and else when there is something', async () => {
    const log = new MemoryLog();
    log.append(3);
    const hub = hubs.make(log);
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
    const hub = hubs.make(log);
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
    const page = await poll(hubs.make(log), cursor === '' ? undefined : cursor);
    expect(page.reset).toEqual(reason === null ? null : { reason });
    expect(page).toMatchObject({ recovered: reason === null, cursor: '0a0b0c0d:5', events: [] });
  });

  it('ends with its time, with its client, and with the server', async () => {
    const hub = hubs.make(new MemoryLog());
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
    const hub = hubs.make(log);
    const waiting = Array.from({ length: 100 }, () => poll(hub, '0a0b0c0d:0'));
    await settle();
    log.reads = 0;
    log.append(1);
    hub.wake('a');
    for (const page of await Promise.all(waiting)) expect(page.events).toHaveLength(1);
    expect(log.reads).toBeLessThanOrEqual(2);
  });
});
