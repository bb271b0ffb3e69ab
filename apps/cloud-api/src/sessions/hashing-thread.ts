import { Worker } from 'node:worker_threads';

export interface HashingParameters {
  /** KiB. */
  readonly memoryCost: number;
  readonly timeCost: number;
  readonly parallelism: number;
}

type Work =
  | { readonly password: string; readonly passwordHash: string }
  | { readonly password: string; readonly parameters: HashingParameters };

/** What crosses between the threads. */
export type HashingOrder = Work & { readonly id: number };
export type HashingReply = { readonly id: number } & (
  { readonly result: string | boolean } | { readonly failure: string }
);

interface Waiting {
  readonly resolve: (result: string | boolean) => void;
  readonly reject: (error: Error) => void;
}

/**
 * A thread that hashes passwords, one after the other, with a lower priority than the process has: where the
 * event loop or the database want the processor they have it, and whoever logs in waits a little longer.
 * It is started by its first work, and keeps no process alive that has nothing else to do.
 */
export class HashingThread {
  private worker: Worker | null = null;
  private readonly waiting = new Map<number, Waiting>();
  private count = 0;

  async hash(password: string, parameters: HashingParameters): Promise<string> {
    return (await this.ask({ password, parameters })) as string;
  }

  async verify(passwordHash: string, password: string): Promise<boolean> {
    return (await this.ask({ password, passwordHash })) as boolean;
  }

  async close(): Promise<void> {
    await this.worker?.terminate();
  }

  private ask(work: Work): Promise<string | boolean> {
    const worker = (this.worker ??= this.start());
    const id = (this.count += 1);
    return new Promise((resolve, reject) => {
      this.waiting.set(id, { resolve, reject });
      worker.ref();
      worker.postMessage({ id, ...work } satisfies HashingOrder);
    });
  }

  private start(): Worker {
    // From source a .ts, which Node strips of its types.
    const entry = import.meta.url.endsWith('.ts')
      ? new URL('./hashing-worker.ts', import.meta.url)
      : new URL('./hashing-worker.js', import.meta.url);
    const worker = new Worker(entry, {
      execArgv: ['--disable-warning=ExperimentalWarning'],
      // It needs nothing of it, and there are secrets in it.
      env: {},
      name: 'password-hashing',
    });
    worker.unref();
    worker.on('message', (reply: HashingReply) => {
      const waiting = this.waiting.get(reply.id);
      this.waiting.delete(reply.id);
      if (this.waiting.size === 0) worker.unref();
      if ('result' in reply) waiting?.resolve(reply.result);
      else waiting?.reject(new Error(`A password was not hashed: ${reply.failure}`));
    });
    const end = (cause: Error) => {
      if (this.worker === worker) this.worker = null;
      const all = [...this.waiting.values()];
      this.waiting.clear();
      for (const { reject } of all) reject(cause);
    };
    worker.once('error', (cause) => {
      end(new Error('The thread that hashes passwords died.', { cause }));
    });
    worker.once('exit', (code) => {
      end(new Error(`The thread that hashes passwords ended (${code}).`));
    });
    return worker;
  }
}
