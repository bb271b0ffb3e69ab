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

export const thisMachine: MachineAccess = {
  read: (path) => readFile(path, 'utf8').catch(() => null),
  run: (program, words) =>
    run(program, [...words], { timeout: patienceMs }).then(
      ({ stdout }) => stdout,
      () => null,
    ),
  list: (path) => readdir(path).catch(() => []),
};
