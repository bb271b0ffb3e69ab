import { execFileSync } from 'node:child_process';

/** Runs a program to its end; its words go to the terminal. @throws where it fails, with what was run. */
export function run(
  program: string,
  words: readonly string[],
  options: { cwd?: string; environment?: Record<string, string>; input?: string } = {},
): void {
  execFileSync(program, words, {
    cwd: options.cwd,
    env: { ...process.env, ...options.environment },
    stdio: [options.input === undefined ? 'ignore' : 'pipe', 'inherit', 'inherit'],
    ...(options.input === undefined ? {} : { input: options.input }),
  });
}

/** What it prints. @throws where it fails */
export function outputOf(program: string, words: readonly string[]): string {
  return execFileSync(program, words, { encoding: 'utf8', maxBuffer: 64 * 1024 * 1024 });
}

export function step(text: string): void {
  console.log(`${new Date().toISOString().slice(11, 19)} ${text}`);
}
