import { spawnSync } from 'node:child_process';

/** How a program of the system ended. */
export interface Outcome {
  readonly isDone: boolean;
  readonly isMissing: boolean;
  readonly words: string;
}

export function attempt([program = '', ...args]: readonly string[]): Outcome {
  const { status, stderr, error } = spawnSync(program, args, { encoding: 'utf8' });
  const words = error?.message ?? stderr.trim();
  return { isDone: status === 0, isMissing: error !== undefined, words };
}

/** @throws when it does not end well. */
export function run(command: readonly string[]): void {
  const { isDone, words } = attempt(command);
  if (!isDone) throw new Error(`${command.join(' ')}: ${words}`);
}
