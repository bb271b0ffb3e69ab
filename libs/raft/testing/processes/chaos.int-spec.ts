import { execFile } from 'node:child_process';
import { readdir } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { resolve } from 'node:path';
import { promisify } from 'node:util';
import { describe, expect, it } from '@jest/globals';

interface Report {
  readonly passed: boolean;
  readonly rounds: readonly { readonly fault: string }[];
  readonly verdicts: readonly {
    readonly acknowledgedWrites: number;
    readonly violations: readonly string[];
  }[];
}

/** Long enough for an election. */
const SHORT = ['--pause-seconds', '3', '--cut-seconds', '3'];
/** The program's exit code where it may make no namespaces. */
const CANNOT_CUT = 2;
const ROOT = resolve(import.meta.dirname, '../../../..');

/** Null where no networks can be cut on this machine. */
async function chaos(...args: string[]): Promise<Report | null> {
  const node = ['--conditions=@eyrie/source', '--import', './tools/swc-hooks.mjs'];
  const program = resolve(import.meta.dirname, 'main.ts');
  const command = [...node, program, '--json', ...SHORT, ...args];
  const run = promisify(execFile)(process.execPath, command, { cwd: ROOT, timeout: 100_000 });
  // A run that found something ends with 1, and its report is what counts here.
  const { stdout, code } = await run.then(
    ({ stdout: printed }) => ({ stdout: printed, code: 0 }),
    (error: unknown) => error as { stdout: string; code: number },
  );
  if (code === CANNOT_CUT) return null;
  return JSON.parse(stdout.trim().split('\n').at(-1) ?? '') as Report;
}

async function leftovers(): Promise<string[]> {
  return (await readdir(tmpdir())).filter((name) => name.startsWith('eyrie-chaos-'));
}

describe('real processes', () => {
  it('stay linearizable and lose nothing, whatever is done to them', async () => {
    const before = await leftovers();
    const rounds = ['--rounds', '6', '--nodes', '3', '--seed', '1'];
    const report = (await chaos(...rounds)) ?? (await chaos(...rounds, '--without-namespaces'));
    expect(report?.verdicts.flatMap(({ violations }) => violations)).toEqual([]);
    expect(report?.passed).toBe(true);
    expect(report?.rounds).toHaveLength(6);
    expect(report?.verdicts[0]?.acknowledgedWrites).toBeGreaterThan(200);
    expect((await leftovers()).filter((name) => !before.includes(name))).toEqual([]);
  });

  it('are found out when one of them reads what it happens to have', async () => {
    const flawed = ['--break', 'stale-reads', '--without-namespaces'];
    const report = await chaos('--rounds', '3', '--nodes', '3', '--seed', '5', ...flawed);
    expect(report?.passed).toBe(false);
    expect(report?.verdicts.flatMap(({ violations }) => violations).join('\n')).toContain(
      'is not linearizable',
    );
  });
});
