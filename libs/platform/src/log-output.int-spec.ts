import { type ChildProcess, fork, type StdioOptions } from 'node:child_process';
import { once } from 'node:events';
import { closeSync, existsSync, openSync } from 'node:fs';
import path from 'node:path';
import { createInterface } from 'node:readline';
import { afterEach, describe, expect, it } from '@jest/globals';

const processes: ChildProcess[] = [];
afterEach(() => processes.splice(0).forEach((child) => child.kill('SIGKILL')));

function start(stdout: 'pipe' | number): ChildProcess {
  const stdio: StdioOptions = ['ignore', stdout, 'inherit', 'ipc'];
  const root = path.resolve(import.meta.dirname, '../../..');
  const child = fork(path.join(import.meta.dirname, 'testing/logging-process.ts'), {
    stdio,
    execArgv: ['--conditions=@eyrie/source', '--import', path.join(root, 'tools/swc-hooks.mjs')],
  });
  processes.push(child);
  return child;
}

/** Has it write lines, and waits until it says that it has. */
async function logged(
  child: ChildProcess,
  lines: number,
): Promise<{ written: number; rss: number }> {
  child.send({ lines });
  const [answer] = (await once(child, 'message')) as [{ written: number; rss: number }];
  return answer;
}

async function ended(child: ChildProcess): Promise<[number | null, NodeJS.Signals | null]> {
  return (await once(child, 'exit')) as [number | null, NodeJS.Signals | null];
}

const linesOf = (written: number) => Array.from({ length: written }, (_, index) => index + 1);

describe('a log that nobody reads', () => {
  it('holds nothing up, stays small, and says later how many lines it has not', async () => {
    const child = start('pipe');
    const { rss } = await logged(child, 20_000);
    const filled = await logged(child, 80_000);
    expect(filled.written).toBe(100_000);
    // 100,000 lines are 30 MB.
    expect(filled.rss - rss).toBeLessThan(20 * 1024 * 1024);

    const lines: { event: string; written?: number; count?: number }[] = [];
    const reader = createInterface({ input: child.stdout! });
    const missed = new Promise<number>((resolve) => {
      reader.on('line', (line) => {
        const parsed = JSON.parse(line) as (typeof lines)[number];
        if (parsed.event === 'log_lines_missed') resolve(parsed.count ?? 0);
        else lines.push(parsed);
      });
    });
    const count = await missed;
    expect(count).toBeGreaterThan(80_000);
    expect(lines.map(({ written }) => written)).toEqual(linesOf(100_000 - count));

    await logged(child, 1);
    const through = once(reader, 'close');
    child.send({ exit: 3 });
    expect(await ended(child)).toEqual([3, null]);
    await through;
    expect(lines.at(-1)).toMatchObject({ written: 100_001 });
  });

  it('does not keep its process from ending', async () => {
    const child = start('pipe');
    await logged(child, 20_000);
    child.send({ exit: 4 });
    expect(await ended(child)).toEqual([4, null]);
  });

  it('holds nothing up where its reader is gone', async () => {
    const child = start('pipe');
    await logged(child, 1);
    child.stdout?.destroy();
    expect(await logged(child, 20_000)).toMatchObject({ written: 20_001 });
    child.send({ exit: 5 });
    expect(await ended(child)).toEqual([5, null]);
  });
});

(existsSync('/dev/full') ? describe : describe.skip)('a log on a disk that is full', () => {
  it('holds nothing up, and its process ends as it wanted to', async () => {
    const full = openSync('/dev/full', 'w');
    const child = start(full);
    closeSync(full);
    expect(await logged(child, 20_000)).toMatchObject({ written: 20_000 });
    child.send({ exit: 6 });
    expect(await ended(child)).toEqual([6, null]);
  });
});
