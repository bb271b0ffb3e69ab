import { execFile } from 'node:child_process';
import { readdir, readFile } from 'node:fs/promises';
import { promisify } from 'node:util';

const run = promisify(execFile);

/** How a machine is asked; tests answer with what a Pi has said. */
export interface MachineAccess {
  /** The text of a file; null where there is none. */
  read(path: string): Promise<string | null>;
  /** What a program prints; null where there is none, or where it fails. */
  run(program: string, words: readonly string[]): Promise<string | null>;
  list(path: string): Promise<readonly string[]>;
}

const patienceMs = 2_000;
/** A start that fails costs milliseconds each few seconds, for as long as the worker runs. */
const lookAgainMs = 600_000;

/** Programs that are not on this machine, and until when they are not looked for. */
const missing = new Map<string, number>();

export const thisMachine: MachineAccess = {
  read: (path) => readFile(path, 'utf8').catch(() => null),
  run: async (program, words) => {
    if ((missing.get(program) ?? 0) > performance.now()) return null;
    try {
      return (await run(program, [...words], { timeout: patienceMs })).stdout;
    } catch (error) {
      const isMissing = (error as NodeJS.ErrnoException).code === 'ENOENT';
      if (isMissing) missing.set(program, performance.now() + lookAgainMs);
      return null;
    }
  },
  list: (path) => readdir(path).catch(() => []),
};
