import { open, readdir } from 'node:fs/promises';
import path from 'node:path';
import { afterEach, describe, expect, it } from '@jest/globals';
import { systemClock } from '../clock.ts';
import { noonMs, testCamera, testPlace } from '../testing/test-camera.ts';
import { WorkerStore } from '../testing/worker-store.ts';
import { Scrubber } from './scrubber.ts';

const cleanUp: (() => Promise<unknown>)[] = [];

afterEach(async () => {
  for (const step of cleanUp.splice(0).reverse()) await step();
});

async function flipBit(file: string, at: number): Promise<void> {
  const handle = await open(file, 'r+');
  const byte = Buffer.alloc(1);
  await handle.read(byte, 0, 1, at);
  byte[0] = (byte[0] ?? 0) ^ 1;
  await handle.write(byte, 0, 1, at);
  await handle.close();
}

async function rig() {
  const store = await WorkerStore.open(systemClock);
  cleanUp.push(async () => {
    await store.close();
    await store.remove();
  });
  const slots = [0, 5].map((s) => noonMs + s * 1000);
  await store.capture({ ...testCamera(), timelapse: null }, testPlace, slots);
  const scrubber = new Scrubber({
    ...store.parts,
    logs: () => [],
    mayRead: () => true,
    bytesPerSecond: 1e12,
  });
  const told = async () =>
    (await store.unsent()).flatMap(({ body }) => ('data' in body ? [body.data] : []));
  return { store, scrubber, told };
}

describe('the search for rot', () => {
  it('finds a single flipped bit in a stored picture, sets it aside and says whether it is lost', async () => {
    const { store, scrubber, told } = await rig();
    await scrubber.round();
    expect(scrubber.counts).toEqual({ checked: 4, rotten: 0 });
    const [lost, safe] = [...store.ledger.all()].filter(({ kind }) => kind === 'original');
    await store.ledger.write([{ op: 'stored', sha256: safe!.sha256 }]);
    for (const blob of [lost!, safe!]) await flipBit(store.files.pathOf(blob), blob.bytes - 9);
    await scrubber.round();
    expect(scrubber.counts.rotten).toBe(2);
    expect(store.ledger.find(lost!.sha256)).toBeNull();
    expect(await store.files.sizeOf(lost!)).toBeNull();
    expect(await readdir(path.join(store.folder, 'quarantine'))).toHaveLength(2);
    expect(await told()).toMatchObject([
      { code: 'media.rotten', sha256: lost!.sha256, is_in_cloud: false },
      { code: 'media.rotten', sha256: safe!.sha256, is_in_cloud: true },
    ]);
    await scrubber.round();
    expect(scrubber.counts.rotten).toBe(2);
  });
});
