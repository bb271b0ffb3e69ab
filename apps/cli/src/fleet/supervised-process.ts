import { spawn, type ChildProcess } from 'node:child_process';
import { closeSync, mkdirSync, openSync, renameSync, statSync } from 'node:fs';
import { nodeArguments, ownEnvironment } from '../workspace.ts';
import type { ProcessPlan } from './fleet-processes.ts';
import type { FleetHome } from './fleet-home.ts';

export type ProcessState = 'running' | 'restarting' | 'stopped' | 'killed' | 'failed';

const restartMsMin = 250;
const restartMsMax = 10_000;
/** What a crash leaves must not be the memory with its secrets. The shell becomes the process: one pid. */
const withoutCoreDumps = 'ulimit -c 0; exec "$0" "$@"';
/** A process that lived so long had started well: its next death is a new story. */
const settledMs = 20_000;
const logBytesMax = 20 * 1024 * 1024;

/**
 * One process and its life: started, restarted with growing delay when it dies by itself, killed
 * and left alone when a person said so. Its output goes straight to its log file.
 */
export class SupervisedProcess {
  private child: ChildProcess | null = null;
  private startedAtMs = 0;
  private restartTimer: NodeJS.Timeout | null = null;
  private currentState: ProcessState = 'stopped';
  private restartCount = 0;
  private failuresInARow = 0;
  private lastExitText: string | null = null;

  constructor(
    private readonly home: FleetHome,
    readonly plan: ProcessPlan,
  ) {}

  get state(): ProcessState {
    return this.currentState;
  }
  get pid(): number | null {
    return this.child?.pid ?? null;
  }
  get restarts(): number {
    return this.restartCount;
  }
  get lastExit(): string | null {
    return this.lastExitText;
  }
  get runningSince(): Date | null {
    return this.child ? new Date(this.startedAtMs) : null;
  }

  start(): void {
    if (this.child) return;
    this.cancelRestart();
    mkdirSync(this.plan.data, { recursive: true });
    const log = this.openLog();
    const words = [process.execPath, ...nodeArguments(this.plan.app, this.plan.entry)];
    this.child = spawn('/bin/sh', ['-c', withoutCoreDumps, ...words], {
      // A session of its own: Ctrl-C reaches the supervisor alone, which ends all in good order.
      detached: true,
      stdio: ['ignore', log, log],
      env: {
        ...inheritedEnvironment(),
        ...ownEnvironment(this.plan.app),
        ...this.plan.environment,
      },
    });
    closeSync(log);
    this.startedAtMs = Date.now();
    this.currentState = 'running';
    const child = this.child;
    child.once('error', (error) => {
      this.ended(child, `could not be started: ${error.message}`);
    });
    child.once('exit', (code, signal) => {
      this.ended(child, signal ? `ended by ${signal}` : `exit code ${code ?? 'unknown'}`);
    });
  }

  /** SIGKILL, as a power cut would; it stays down until `start`. */
  async kill(): Promise<void> {
    this.cancelRestart();
    const child = this.child;
    this.currentState = 'killed';
    if (child) await this.signalAndWait(child, 'SIGKILL');
  }

  /** SIGTERM, and SIGKILL where that is not heard in time. */
  async stop(graceMs = 12_000): Promise<void> {
    this.cancelRestart();
    const child = this.child;
    this.currentState = 'stopped';
    if (!child) return;
    const timer = setTimeout(() => child.kill('SIGKILL'), graceMs);
    await this.signalAndWait(child, 'SIGTERM');
    clearTimeout(timer);
  }

  private async signalAndWait(child: ChildProcess, signal: NodeJS.Signals): Promise<void> {
    await new Promise<void>((resolve) => {
      child.once('exit', () => {
        resolve();
      });
      if (child.exitCode !== null || child.signalCode !== null) resolve();
      else child.kill(signal);
    });
  }

  private ended(child: ChildProcess, how: string): void {
    if (this.child !== child) return;
    this.child = null;
    this.lastExitText = how;
    if (this.currentState !== 'running') return;
    const lived = Date.now() - this.startedAtMs;
    this.failuresInARow = lived > settledMs ? 1 : this.failuresInARow + 1;
    this.restartCount += 1;
    const delay = Math.min(restartMsMin * 2 ** (this.failuresInARow - 1), restartMsMax);
    this.currentState = 'restarting';
    this.restartTimer = setTimeout(() => {
      this.restartTimer = null;
      this.start();
    }, delay);
  }

  private cancelRestart(): void {
    if (this.restartTimer) clearTimeout(this.restartTimer);
    this.restartTimer = null;
  }

  private openLog(): number {
    const file = this.home.logFile(this.plan.name);
    mkdirSync(this.home.logs, { recursive: true });
    const size = statSync(file, { throwIfNoEntry: false })?.size ?? 0;
    if (size > logBytesMax) renameSync(file, `${file}.1`);
    return openSync(file, 'a', 0o600);
  }
}

/** What a child may inherit: never another's settings or secrets by accident. */
function inheritedEnvironment(): Record<string, string> {
  const names = [
    'PATH',
    'HOME',
    'LANG',
    'LC_ALL',
    'TZ',
    'TMPDIR',
    'USER',
    'LOGNAME',
    'NODE_EXTRA_CA_CERTS',
  ];
  return Object.fromEntries(
    names.flatMap((name) => {
      const value = process.env[name];
      return value === undefined ? [] : [[name, value] as const];
    }),
  );
}
