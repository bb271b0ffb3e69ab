import { afterEach, describe, expect, it } from '@jest/globals';
import { createLogger } from './logger.ts';
import { ServiceWatchdog } from './service-watchdog.ts';

const log = createLogger({ name: 'test', level: 'silent' });
const listens = { NOTIFY_SOCKET: '/run/systemd/notify', WATCHDOG_USEC: '60000' };
const pause = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));
const started: ServiceWatchdog[] = [];

afterEach(() => {
  for (const watchdog of started.splice(0)) watchdog.stop();
});

function start(variables: Record<string, string>) {
  const told: string[] = [];
  const watchdog = ServiceWatchdog.start(variables, log, (message) => void told.push(message));
  started.push(watchdog);
  const fed = () => told.filter((message) => message === 'WATCHDOG=1').length;
  return { watchdog, told, fed };
}

describe('the watchdog of a service', () => {
  it('is fed for as long as the loop that does the work turns, and again when it does', async () => {
    const { watchdog, fed } = start(listens);
    const loop = watchdog.watch({ name: 'work', limitMs: 50 });
    for (let turn = 0; turn < 10; turn += 1) {
      loop.beat();
      await pause(20);
    }
    expect(fed()).toBeGreaterThan(4);
    // The loop hangs, while timers go on.
    await pause(120);
    const then = fed();
    await pause(150);
    expect(fed()).toBe(then);
    loop.beat();
    await pause(45);
    expect(fed()).toBeGreaterThan(then);
  });

  it('waits for a loop that may wait, and forgets one that has ended', async () => {
    const { watchdog, fed } = start(listens);
    watchdog.watch({ name: 'disk', limitMs: 1, mayWait: () => true });
    watchdog.watch({ name: 'over', limitMs: 1 }).end();
    await pause(100);
    expect(fed()).toBeGreaterThan(1);
  });

  it('says nothing where nobody listens', async () => {
    const { watchdog, told } = start({ WATCHDOG_USEC: '60000' });
    watchdog.ready();
    await pause(60);
    expect(told).toEqual([]);
  });
});
