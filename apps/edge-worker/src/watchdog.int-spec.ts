import { chmod, mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, describe, expect, it } from '@jest/globals';
import { eventually } from './testing/eventually.ts';
import { TestSite } from './testing/test-site.ts';
import { WorkerChild } from './testing/worker-child.ts';

const cleanUp: (() => Promise<unknown>)[] = [];

afterEach(async () => {
  for (const step of cleanUp.splice(0).reverse()) await step();
});

describe('a worker process under systemd', () => {
  it('feeds the watchdog while it works, and not while its loop of events hangs', async () => {
    const site = await TestSite.create();
    cleanUp.push(() => site.remove());
    const leader = await site.leader();
    await leader.start();
    cleanUp.push(() => leader.kill());
    const folder = await mkdtemp(path.join(tmpdir(), 'eyrie-notify-'));
    cleanUp.push(() => rm(folder, { recursive: true, force: true }));
    // Stands in for systemd's program, and writes down what it is to say.
    const bin = path.join(folder, 'bin');
    await mkdir(bin);
    const program = path.join(bin, 'systemd-notify');
    const said = path.join(folder, 'said');
    await writeFile(program, `#!/bin/sh\necho "$1" >> "${said}"\n`);
    await chmod(program, 0o755);
    const child = WorkerChild.start(site.dataFolder, {
      PATH: `${bin}:${process.env['PATH'] ?? ''}`,
      PROVISION_URL: site.cloudUrl,
      PROVISION_TOKEN: 'a-token-of-at-least-sixteen',
      EYRIE_MDNS_INTERFACE: '127.0.0.1',
      EYRIE_MDNS_PORT: String(20_000 + (process.pid % 20_000)),
      EYRIE_STATIC_COORDINATORS: `127.0.0.1:1:${leader.mqttPort}:${leader.relayPort}@1`,
      EYRIE_DISK_RESERVE_BYTES: '0',
      NOTIFY_SOCKET: path.join(folder, 'socket'),
      WATCHDOG_USEC: '900000',
      NODE_OPTIONS: `--require ${path.join(import.meta.dirname, 'testing/blocks-on-signal.cjs')}`,
    });
    cleanUp.push(() => child.end('SIGKILL'));
    const words = async () => (await readFile(said, 'utf8').catch(() => '')).trim().split('\n');
    const fed = async () => (await words()).filter((word) => word === 'WATCHDOG=1').length;
    await eventually(
      async () => (await words()).includes('READY=1') && (await fed()) > 3,
      () => child.lines.slice(-30).join('\n'),
      40_000,
    );
    child.signal('SIGUSR2');
    await sleep(1_500);
    const hanging = await fed();
    await sleep(2_500);
    expect(await fed()).toBe(hanging);
    await eventually(
      async () => (await fed()) > hanging + 2,
      () => child.lines.slice(-30).join('\n'),
      40_000,
    );
    expect(child.exitCode).toBeNull();
  }, 120_000);
});
