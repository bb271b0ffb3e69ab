import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createWriteStream, readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import type { Undo } from './undo.ts';

const ROOT = resolve(import.meta.dirname, '../../../..');

export interface ProgramOptions {
  readonly module: string;
  readonly argument: string;
  /** A command that runs the program where it belongs. */
  readonly prefix?: readonly string[];
  /** Gets what it prints as errors; appended to. */
  readonly log: string;
  readonly undo: Undo;
}

/** A module of this folder as a process; it ends with its input, so it never outlives this one. */
export class Program {
  readonly #child: ChildProcess;
  readonly #log: string;
  #isMeantToEnd = false;

  constructor({ module, argument, prefix = [], log, undo }: ProgramOptions) {
    const [program, ...args] = [
      ...prefix,
      process.execPath,
      '--conditions=@eyrie/source',
      `--import=${resolve(ROOT, 'tools/swc-hooks.mjs')}`,
      resolve(import.meta.dirname, module),
      argument,
    ] as const;
    this.#log = log;
    this.#child = spawn(program, args, { stdio: ['pipe', 'pipe', 'pipe'] });
    undo.add(() => this.#child.kill('SIGKILL'));
    this.#child.stderr?.pipe(createWriteStream(log, { flags: 'a' }));
    this.#child.stdin?.on('error', () => undefined);
  }

  get output(): NonNullable<ChildProcess['stdout']> {
    const { stdout } = this.#child;
    if (!stdout) throw new Error('The program could not be started.');
    return stdout;
  }

  get hasEnded(): boolean {
    return this.#child.exitCode !== null || this.#child.signalCode !== null;
  }

  /** Why it ended though nobody ended it; null while all is well. */
  get misfortune(): string | null {
    if (!this.hasEnded || this.#isMeantToEnd) return null;
    const words = readFileSync(this.#log, 'utf8').slice(-2000).trim();
    return `ended by itself (${this.#child.signalCode ?? this.#child.exitCode}): ${words}`;
  }

  signal(signal: 'SIGSTOP' | 'SIGCONT'): void {
    this.#child.kill(signal);
  }

  /** As a power cut would. Resolves when it is gone. */
  async kill(): Promise<void> {
    this.#isMeantToEnd = true;
    if (this.hasEnded) return;
    const gone = once(this.#child, 'exit');
    this.#child.kill('SIGKILL');
    await gone;
  }

  /** By the end of its input. Resolves when it has said all. */
  async end(): Promise<void> {
    this.#isMeantToEnd = true;
    if (this.hasEnded) return;
    const gone = once(this.#child, 'close');
    this.#child.stdin?.end();
    await gone;
  }
}
