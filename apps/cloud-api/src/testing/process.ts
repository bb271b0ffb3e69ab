import { spawn } from 'node:child_process';
import path from 'node:path';

const root = path.resolve(import.meta.dirname, '../../../..');

export interface TestProcess {
  pid: number;
  /** Every line of the log so far, parsed. */
  lines: Record<string, unknown>[];
  /** The first line with this event. Rejects when the process ends without it. */
  event(name: string): Promise<Record<string, unknown>>;
  /** The exit code; null where a signal ended it. */
  ended: Promise<number | null>;
  kill(signal: NodeJS.Signals): void;
}

/** For a process that is to crash. */
export interface CrashSetting {
  /** Where it leaves what it leaves. */
  readonly cwd: string;
  /** Modules that are imported before the program, in this order. */
  readonly imports: readonly string[];
}

/** Runs one of the app's programs as the fleet does: a process of its own, by environment alone. */
export function startProcess(
  file: string,
  environment: Record<string, string>,
  crash?: CrashSetting,
): TestProcess {
  const imports = [...(crash?.imports ?? []), './tools/swc-hooks.mjs'];
  const words = [
    process.execPath,
    '--conditions=@eyrie/source',
    ...imports.flatMap((one) => ['--import', path.resolve(root, one)]),
    path.resolve(root, file),
  ];
  // A machine that writes whole memories to the disk, as somebody may have set it up.
  const line = crash ? 'ulimit -c unlimited; exec "$0" "$@"' : 'exec "$0" "$@"';
  const child = spawn('/bin/sh', ['-c', line, ...words], {
    cwd: crash?.cwd ?? root,
    env: { PATH: process.env['PATH'], HOME: process.env['HOME'], ...environment },
    // Jest takes the words of a process without memory for its own worker's end.
    stdio: ['ignore', 'pipe', crash ? 'ignore' : 'inherit'],
  });
  const lines: Record<string, unknown>[] = [];
  const listeners = new Set<() => void>();
  let rest = '';
  child.stdout.setEncoding('utf8').on('data', (chunk: string) => {
    const parts = (rest + chunk).split('\n');
    rest = parts.pop() ?? '';
    for (const part of parts) lines.push(JSON.parse(part) as Record<string, unknown>);
    for (const listener of listeners) listener();
  });
  const ended = new Promise<number | null>((resolve) => {
    child.once('close', (code) => resolve(code));
  });
  return {
    pid: child.pid ?? 0,
    lines,
    event: (name) =>
      new Promise((resolve, reject) => {
        const look = (): void => {
          const line = lines.find(({ event }) => event === name);
          if (!line) return;
          listeners.delete(look);
          resolve(line);
        };
        listeners.add(look);
        look();
        void ended.then((code) => {
          look();
          reject(new Error(`ended (${code}) without ${name}: ${JSON.stringify(lines)}`));
        });
      }),
    ended,
    kill: (signal) => {
      child.kill(signal);
    },
  };
}
