import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { runtimeFileSchema, workerStatusSchema, type WorkerStatus } from '@eyrie/contracts';

const root = path.resolve(import.meta.dirname, '../../../..');

export interface StartedWithin {
  /** The words that run a program there. */
  readonly prefix: readonly string[];
  readonly seenAt: (path: string) => string;
}

const here: StartedWithin = { prefix: [], seenAt: (where) => where };

/** The words that run its sources. */
function fromSource(): string[] {
  const main = path.join(root, 'apps/edge-worker/src/main.ts');
  const hooks = path.join(root, 'tools/swc-hooks.mjs');
  return ['--conditions=@eyrie/source', '--import', hooks, main];
}

/** A worker in a process of its own, as the supervisor starts it. */
export class WorkerChild {
  readonly lines: string[] = [];

  private constructor(
    private readonly child: ChildProcess,
    private readonly dataFolder: string,
  ) {
    for (const stream of [child.stdout, child.stderr]) {
      stream?.setEncoding('utf8').on('data', (text: string) => {
        this.lines.push(...text.split('\n').filter((line) => line !== ''));
      });
    }
  }

  /** `within`: another disk; `run`: what Node.js is told, its sources unless it says otherwise. */
  static start(
    dataFolder: string,
    environment: Record<string, string>,
    within = here,
    run: readonly string[] = fromSource(),
  ): WorkerChild {
    const words = [process.execPath, ...run];
    const [program = '', ...rest] = [...within.prefix, ...words];
    const child = spawn(program, rest, {
      cwd: root,
      env: { PATH: process.env['PATH'] ?? '', EYRIE_DATA: dataFolder, ...environment },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    return new WorkerChild(child, within.seenAt(dataFolder));
  }

  signal(name: NodeJS.Signals): void {
    this.child.kill(name);
  }

  get exitCode(): number | null {
    return this.child.exitCode;
  }

  async end(signal: NodeJS.Signals): Promise<number | null> {
    const { exitCode, signalCode } = this.child;
    if (exitCode !== null || signalCode !== null) return exitCode;
    const exited = once(this.child, 'exit');
    this.child.kill(signal);
    await exited;
    return this.child.exitCode;
  }

  /** Null where it does not answer (yet). */
  async status(): Promise<WorkerStatus | null> {
    try {
      const text = await readFile(path.join(this.dataFolder, 'runtime.json'), 'utf8');
      const runtime = runtimeFileSchema.parse(JSON.parse(text));
      if (runtime.pid !== this.child.pid) return null;
      const response = await fetch(`http://127.0.0.1:${runtime.opsPort}/status`);
      return workerStatusSchema.parse(await response.json());
    } catch {
      return null;
    }
  }
}
