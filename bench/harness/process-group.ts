import { fork, spawn, type ChildProcess } from 'node:child_process';
import { createWriteStream, existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { NodeChild } from './node-child.ts';

const root = path.resolve(import.meta.dirname, '../..');
const patienceMs = 3_000;

/** A program that is not ours, with what it prints in a file. */
export interface Program {
  readonly pid: number;
  readonly process: ChildProcess;
  /** The end of what it printed, for error messages. */
  lastWords(): string;
}

/** Every process a bench starts: none outlives the run, whatever its end. */
export class ProcessGroup {
  readonly #folder: string;
  readonly #living = new Set<ChildProcess>();
  readonly #stops: (() => Promise<void>)[] = [];
  #count = 0;

  constructor(folder: string) {
    this.#folder = folder;
    // The last resort, where nobody waited for `endAll`.
    process.once('exit', () => {
      for (const child of this.#living) child.kill('SIGKILL');
    });
  }

  /** A TypeScript module of ours in a process of its own, which answers requests (node-child.ts). */
  fork(
    module: string,
    options: {
      env?: Record<string, string>;
      nodeArguments?: string[];
      /** A command that runs another one, as in a network namespace. */
      prefix?: readonly string[];
    } = {},
  ) {
    const hooks = path.join(root, 'tools/swc-hooks.mjs');
    const [execPath, ...before] = [...(options.prefix ?? []), process.execPath] as const;
    const child = fork(module, [], {
      execPath,
      execArgv: [
        ...before,
        '--conditions=@eyrie/source',
        `--import=${hooks}`,
        ...(options.nodeArguments ?? []),
      ],
      env: { ...process.env, ...options.env },
      // Results are numbers and small objects; typed arrays come through as they are.
      serialization: 'advanced',
      stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
    });
    return new NodeChild(this.#keep(child));
  }

  spawn(
    binary: string,
    args: readonly string[],
    options: { cwd?: string; env?: NodeJS.ProcessEnv } = {},
  ): Program {
    this.#count += 1;
    const log = path.join(this.#folder, `program-${this.#count}.log`);
    const child = spawn(binary, args, { ...options, stdio: ['ignore', 'pipe', 'pipe'] });
    const file = createWriteStream(log);
    child.stdout.pipe(file, { end: false });
    child.stderr.pipe(file, { end: false });
    child.once('close', () => file.end());
    child.on('error', () => this.#living.delete(child));
    this.#keep(child);
    if (child.pid === undefined) throw new Error(`${binary} could not be started.`);
    return {
      pid: child.pid,
      process: child,
      // It may not have said anything yet.
      lastWords: () => (existsSync(log) ? readFileSync(log, 'utf8').slice(-2_000).trim() : ''),
    };
  }

  /** Ends one process: by asking, then by force. Resolves when it is gone. */
  async end(child: ChildProcess): Promise<void> {
    if (!this.#living.has(child)) return;
    const gone = new Promise<void>((resolve) => {
      child.once('exit', () => resolve());
    });
    // A stopped process does not hear anything else.
    child.kill('SIGCONT');
    child.kill('SIGTERM');
    const force = setTimeout(() => child.kill('SIGKILL'), patienceMs);
    await gone;
    clearTimeout(force);
  }

  /** Kills without a word, as a power cut would. Resolves when it is gone. */
  async kill(child: ChildProcess): Promise<void> {
    if (!this.#living.has(child)) return;
    const gone = new Promise<void>((resolve) => {
      child.once('exit', () => resolve());
    });
    child.kill('SIGKILL');
    await gone;
  }

  /** What else is to be stopped with the group, after its processes. */
  onEnd(stop: () => Promise<void>): void {
    this.#stops.push(stop);
  }

  async endAll(): Promise<void> {
    await Promise.all([...this.#living].map((child) => this.end(child)));
    for (const stop of this.#stops.splice(0)) await stop();
  }

  #keep<Child extends ChildProcess>(child: Child): Child {
    this.#living.add(child);
    child.once('exit', () => this.#living.delete(child));
    return child;
  }
}
