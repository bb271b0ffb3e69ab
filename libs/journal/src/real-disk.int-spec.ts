import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import {
  Journal,
  JournalLocked,
  nodeDisk,
  readFileIfExists,
  writeFileAtomically,
} from './index.ts';

const workspace = resolve(import.meta.dirname, '../../..');
let directory: string;

beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), 'eyrie-journal-'));
});

afterEach(async () => {
  await rm(directory, { recursive: true });
});

function startAppending() {
  return spawn(
    process.execPath,
    [
      '--conditions=@eyrie/source',
      `--import=${join(workspace, 'tools/swc-hooks.mjs')}`,
      join(workspace, 'libs/journal/testing/append-forever.ts'),
      directory,
    ],
    { stdio: ['ignore', 'pipe', 'inherit'] },
  );
}

/** Runs the child until it has acknowledged so many more entries, then kills it. */
async function appendUntilKilled(linesMin: number): Promise<Map<number, string>> {
  const child = startAppending();
  let output = '';
  let lines = 0;
  child.stdout.on('data', (chunk: Buffer) => {
    output += chunk.toString();
    lines = output.split('\n').length - 1;
    if (lines >= linesMin) child.kill('SIGKILL');
  });
  const [, signal] = (await once(child, 'close')) as [number | null, string | null];
  expect(signal).toBe('SIGKILL');
  const whole = output.slice(0, output.lastIndexOf('\n')).split('\n');
  return new Map(
    whole.map((line) => {
      const [position = '', text = ''] = line.split(' ');
      return [Number(position), text];
    }),
  );
}

describe('a journal on a real disk', () => {
  it('has every acknowledged entry after its process was killed, again and again', async () => {
    const acknowledged = new Map<number, string>();
    for (const lines of [1, 300, 1000]) {
      for (const [position, text] of await appendUntilKilled(lines)) {
        expect(acknowledged.has(position)).toBe(false);
        acknowledged.set(position, text);
      }
    }
    const { journal, recovery } = await Journal.open({ directory, disk: nodeDisk() });
    const entries = await journal.read(1, { countMax: 1e9, bytesMax: 1e9 });
    expect(recovery.missing).toEqual([]);
    expect(entries.map((entry) => entry.position)).toEqual(entries.map((_, n) => n + 1));
    const found = new Map(
      entries.map(({ position, payload }) => [position, Buffer.from(payload).toString()]),
    );
    for (const [position, text] of acknowledged) {
      expect(found.get(position)).toBe(`${text}:`.padEnd(200, 'x'));
    }
    expect(acknowledged.size).toBeGreaterThan(1300);
    await journal.close();
  });

  it('truncates, closes and opens again', async () => {
    const options = { directory: join(directory, 'log'), disk: nodeDisk(), segmentBytesMax: 512 };
    const { journal } = await Journal.open(options);
    for (let n = 1; n <= 20; n += 1) await journal.append([Buffer.alloc(200, n)]);
    await journal.truncateAfter(15);
    await journal.truncateBefore(10);
    await journal.close();
    const { journal: again } = await Journal.open(options);
    expect([again.first, again.last]).toEqual([10, 15]);
    const [entry] = await again.read(12, { countMax: 1 });
    expect(entry).toEqual({ position: 12, payload: Buffer.alloc(200, 12) });
    await again.close();
  });

  it('is refused to a second process, and to this one a second time, until the first ends', async () => {
    const disk = nodeDisk();
    const child = startAppending();
    await once(child.stdout, 'data');
    await expect(Journal.open({ directory, disk })).rejects.toBeInstanceOf(JournalLocked);
    child.kill('SIGKILL');
    await once(child, 'close');
    const { journal } = await Journal.open({ directory, disk });
    await expect(Journal.open({ directory, disk })).rejects.toBeInstanceOf(JournalLocked);
    await journal.append([Buffer.from('mine')]);
    await journal.close();
    await (await Journal.open({ directory, disk })).journal.close();
  });

  it('replaces a file whole', async () => {
    const path = join(directory, 'identity');
    const disk = nodeDisk();
    expect(await readFileIfExists(disk, path)).toBeNull();
    await writeFileAtomically(disk, path, Buffer.from('old'));
    await writeFileAtomically(disk, path, Buffer.from('new'));
    expect(Buffer.from((await readFileIfExists(disk, path)) ?? []).toString()).toBe('new');
    expect(await disk.list(directory)).toEqual(['identity']);
  });
});
