import { type ChildProcess, fork } from 'node:child_process';
import path from 'node:path';
import type { Job, JobResult } from './worker-messages.ts';

const WORKER = path.join(import.meta.dirname, 'sim-worker.ts');

/** Processes that run simulations, each on its own core. */
export class Pool {
  readonly #size: number;
  readonly #env: NodeJS.ProcessEnv;

  constructor(size: number, mutation: string | null = null) {
    this.#size = size;
    this.#env = mutation === null ? process.env : { ...process.env, EYRIE_MUTATION: mutation };
  }

  /** Runs the jobs as they are drawn (null: no more), and hands out results as they come. */
  async run(draw: () => Job | null, onResult: (result: JobResult) => void): Promise<void> {
    await Promise.all(Array.from({ length: this.#size }, () => this.#work(draw, onResult)));
  }

  async one(job: Job): Promise<JobResult> {
    const found: JobResult[] = [];
    let next: Job | null = job;
    await this.#work(
      () => {
        const drawn = next;
        next = null;
        return drawn;
      },
      (result) => found.push(result),
    );
    const [result] = found;
    if (!result) throw new Error('A worker ended without a result.');
    return result;
  }

  #work(draw: () => Job | null, onResult: (result: JobResult) => void): Promise<void> {
    return new Promise((resolve, reject) => {
      const child: ChildProcess = fork(WORKER, { env: this.#env });
      let isDone = false;
      const next = (): void => {
        const job = draw();
        if (job) {
          child.send(job);
          return;
        }
        isDone = true;
        child.disconnect();
      };
      child.on('message', (message: JobResult | 'ready') => {
        if (message !== 'ready') onResult(message);
        next();
      });
      child.once('error', reject);
      child.once('exit', (code, signal) => {
        if (isDone) resolve();
        else reject(new Error(`A worker ended unasked (${signal ?? code ?? 'unknown'}).`));
      });
    });
  }
}
