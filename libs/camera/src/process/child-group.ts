import { spawn, type ChildProcess } from 'node:child_process';
import type { Readable } from 'node:stream';
import { setTimeout as delay } from 'node:timers/promises';
import { LastLines } from './last-lines.ts';

export interface ChildEnd {
  readonly exitCode: number | null;
  readonly signal: NodeJS.Signals | null;
  /** Set where it could not even be started. */
  readonly error: Error | null;
}

export interface ChildOptions {
  readonly folder: string;
  /** What it is told by standard input, which is closed after it: no place for others to read. */
  readonly input?: string | undefined;
  /** Whether somebody reads its standard output; it is thrown away otherwise. */
  readonly isRead?: boolean;
  readonly variables?: Readonly<Record<string, string>>;
}

/** From the polite request to end until the order that nobody can refuse. */
const politeMs = 1_000;
/** A process that waits in the kernel for its device does not even hear that one. */
const orderMs = 5_000;

/**
 * A program in a process group of its own, so that whatever it started goes with it. Its last words
 * on stderr are kept, within bounds.
 */
export class ChildGroup {
  readonly ended: Promise<ChildEnd>;
  private readonly child: ChildProcess;
  private readonly lines = new LastLines();
  private end: ChildEnd | null = null;
  private stopping: Promise<boolean> | null = null;

  constructor(command: string, args: readonly string[], options: ChildOptions) {
    const { folder, input, isRead = false, variables = {} } = options;
    this.child = spawn(command, args, {
      cwd: folder,
      env: { ...process.env, ...variables },
      detached: true,
      stdio: [input === undefined ? 'ignore' : 'pipe', isRead ? 'pipe' : 'ignore', 'pipe'],
    });
    this.child.stderr?.on('data', (chunk: Buffer) => this.lines.add(chunk.toString()));
    // A program that ends before it has read everything is no reason for us to end.
    this.child.stdin?.on('error', () => undefined);
    this.child.stdin?.end(input);
    this.ended = new Promise((resolve) => {
      const settle = (end: ChildEnd): void => {
        if (this.end) return;
        this.end = end;
        resolve(end);
      };
      this.child.once('error', (error) => settle({ exitCode: null, signal: null, error }));
      // Not 'close': a grandchild that holds the pipes must not keep us waiting.
      this.child.once('exit', (exitCode, signal) => {
        // Whatever it left behind goes with it.
        this.signalGroup('SIGKILL');
        setImmediate(() => settle({ exitCode, signal, error: null }));
      });
    });
  }

  get pid(): number | null {
    return this.child.pid ?? null;
  }

  get hasEnded(): boolean {
    return this.end !== null;
  }

  /** Only where `isRead`. */
  get stdout(): Readable {
    if (!this.child.stdout) throw new Error('Nobody wanted to read the output of the program.');
    return this.child.stdout;
  }

  /** What it said last on stderr. */
  lastLines(): string[] {
    return this.lines.all();
  }

  /** To the program itself, not to what it started. */
  signal(signal: NodeJS.Signals): void {
    if (this.pid !== null && !this.hasEnded) this.child.kill(signal);
  }

  /**
   * Ends it: SIGTERM, then SIGKILL, each to the whole group. False where it is still there after
   * that, waiting in the kernel; `ended` tells when it has gone after all.
   */
  stop(): Promise<boolean> {
    this.stopping ??= this.bringToEnd();
    return this.stopping;
  }

  private async bringToEnd(): Promise<boolean> {
    this.signalGroup('SIGTERM');
    if (await this.endsWithin(politeMs)) return true;
    this.signalGroup('SIGKILL');
    return this.endsWithin(orderMs);
  }

  private async endsWithin(milliseconds: number): Promise<boolean> {
    const waiting = new AbortController();
    const late = delay(milliseconds, false, { signal: waiting.signal }).catch(() => false);
    const done = await Promise.race([this.ended.then(() => true), late]);
    waiting.abort();
    return done;
  }

  private signalGroup(signal: NodeJS.Signals): void {
    if (this.pid === null) return;
    try {
      process.kill(-this.pid, signal);
    } catch {
      // Nobody of the group is left.
    }
  }
}
