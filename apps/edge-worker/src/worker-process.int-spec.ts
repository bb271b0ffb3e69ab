import { execFile } from 'node:child_process';
import { copyFile, mkdir, mkdtemp, readFile, rm } from 'node:fs/promises';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { promisify } from 'node:util';
import { afterEach, describe, expect, it } from '@jest/globals';
import type { DeviceRecord } from '@eyrie/contracts';
import { eventually } from './testing/eventually.ts';
import type { FakeLeader } from './testing/fake-leader.ts';
import { TestSite } from './testing/test-site.ts';
import { WorkerChild } from './testing/worker-child.ts';

const cleanUp: (() => Promise<unknown>)[] = [];

afterEach(async () => {
  for (const step of cleanUp.splice(0).reverse()) await step();
});

async function startSite(): Promise<{
  site: TestSite;
  leader: FakeLeader;
  start: (run?: readonly string[]) => WorkerChild;
}> {
  const site = await TestSite.create();
  cleanUp.push(() => site.remove());
  const leader = await site.leader();
  await leader.start();
  cleanUp.push(() => leader.kill());
  const start = (run?: readonly string[]): WorkerChild => {
    const environment = {
      PROVISION_URL: site.cloudUrl,
      PROVISION_TOKEN: 'a-token-of-at-least-sixteen',
      EYRIE_MDNS_INTERFACE: '127.0.0.1',
      EYRIE_MDNS_PORT: String(20_000 + (process.pid % 20_000)),
      EYRIE_STATIC_COORDINATORS: `127.0.0.1:1:${leader.mqttPort}:${leader.relayPort}@1`,
      EYRIE_DISK_RESERVE_BYTES: '0',
    };
    const child = WorkerChild.start(site.dataFolder, environment, undefined, run);
    cleanUp.push(() => child.end('SIGKILL'));
    return child;
  };
  return { site, leader, start };
}

/** The app as `npm run build` makes it, elsewhere: below the packages that it does not take in. */
async function build(): Promise<string> {
  const app = path.resolve(import.meta.dirname, '..');
  const root = path.resolve(app, '../..');
  const cache = path.join(root, 'node_modules/.cache');
  await mkdir(cache, { recursive: true });
  const folder = await mkdtemp(path.join(cache, 'eyrie-built-worker-'));
  cleanUp.push(() => rm(folder, { recursive: true }));
  await copyFile(path.join(app, 'package.json'), path.join(folder, 'package.json'));
  const words = [path.join(root, 'tools/bundle-app.mjs'), path.join(folder, 'dist')];
  await promisify(execFile)(process.execPath, words, { cwd: app });
  return path.join(folder, 'dist');
}

const framesOf = (records: readonly DeviceRecord[]) =>
  records.flatMap((record) => (record.kind === 'frame' ? [record.body] : []));

describe('a worker process', () => {
  it('enrols, takes its configuration and delivers every frame that a record names, through kills of itself and of its leader', async () => {
    const { site, leader, start } = await startSite();
    site.lossShare = 0.2;
    let failures = 0;
    site.cloud.isDown = () => Math.random() < 0.1 && (failures += 1) > 0;
    let child = start();
    await eventually(
      async () => ((await child.status())?.framesCaptured ?? 0) > 0,
      () => child.lines.join('\n'),
    );
    let promised = 0;
    for (let kills = 0; kills < 5; kills += 1) {
      await sleep(500 + Math.random() * 4_000);
      promised += (await child.status())?.framesCaptured ?? 0;
      await child.end('SIGKILL');
      if (kills % 2 === 1) {
        await leader.kill();
        await leader.start();
      }
      child = start();
    }
    await eventually(
      async () => ((await child.status())?.framesCaptured ?? 0) >= 2,
      () => child.lines.join('\n'),
    );
    site.lossShare = 0;
    site.cloud.isDown = () => false;
    // No more frames; what is left has to drain.
    site.desired = {
      version: 2,
      configuration: site.configuration({ cameras: [], heartbeatSeconds: 300 }),
    };
    await leader.publishDesired();
    await eventually(
      async () => {
        const status = await child.status();
        return (
          status?.configurationVersion === 2 && status.backlog.records + status.backlog.blobs === 0
        );
      },
      () => child.lines.slice(-50).join('\n'),
      40_000,
    );

    const frames = framesOf(site.cloud.all());
    expect(frames.length).toBeGreaterThanOrEqual(promised + 2);
    expect(new Set(frames.map(({ frameId }) => frameId)).size).toBe(frames.length);
    expect(new Set(frames.map(({ slotAt }) => slotAt)).size).toBe(frames.length);
    for (const { image, thumbnail } of frames) {
      expect(site.cloud.blobs.get(image.sha256)?.bytes).toBe(image.bytes);
      expect(site.cloud.blobs.get(thumbnail.sha256)?.bytes).toBe(thumbnail.bytes);
    }
    for (const { have } of site.cloud.records.receipts()) expect(have).toHaveLength(1);
    expect(await child.end('SIGTERM')).toBe(0);
  }, 120_000);

  it('enrols and captures, with its painter in a thread, as it is built', async () => {
    const folder = await build();
    const { site, start } = await startSite();
    const child = start([path.join(folder, 'main.js')]);
    await eventually(
      () => framesOf(site.cloud.all()).some(({ image }) => site.cloud.blobs.has(image.sha256)),
      () => child.lines.join('\n'),
      40_000,
    );
    expect(await child.end('SIGTERM')).toBe(0);
    // A character that is none of ASCII would double what is kept of it.
    expect(await readFile(path.join(folder, 'main.js'), 'latin1')).toMatch(/^[\0-\x7f]*$/);
  }, 120_000);
});
