import type { ChildProcess } from 'node:child_process';

interface Request {
  readonly id: number;
  readonly method: string;
  readonly input: unknown;
}

interface Answer {
  readonly id: number;
  readonly result?: unknown;
  readonly error?: string;
}

const readyMethod = 'ready';

/** What a process of ours can be asked for: each takes one input and answers one result. */
export type Methods = Record<string, (input: never) => unknown>;

/** The harness's end: asks a process of ours. */
export class NodeChild {
  readonly process: ChildProcess;
  readonly #waiting = new Map<
    number,
    { resolve: (value: unknown) => void; reject: (error: Error) => void }
  >();
  #count = 0;

  constructor(child: ChildProcess) {
    this.process = child;
    child.on('message', (answer: Answer) => {
      const waiting = this.#waiting.get(answer.id);
      this.#waiting.delete(answer.id);
      if (answer.error === undefined) waiting?.resolve(answer.result);
      else waiting?.reject(new Error(answer.error));
    });
    child.once('exit', (code, signal) => {
      const error = new Error(`The process ended (${signal ?? code ?? 'unknown'}) unasked.`);
      for (const { reject } of this.#waiting.values()) reject(error);
      this.#waiting.clear();
    });
  }

  get pid(): number {
    const { pid } = this.process;
    if (pid === undefined) throw new Error('The process could not be started.');
    return pid;
  }

  /** Resolves when its modules are loaded and it answers. */
  async ready(): Promise<void> {
    await this.ask(readyMethod);
  }

  /** The caller names the result's type: it is that of the method in the other file. */
  ask<Result>(method: string, input: unknown = null): Promise<Result> {
    this.#count += 1;
    const request: Request = { id: this.#count, method, input };
    return new Promise<Result>((resolve, reject) => {
      this.#waiting.set(request.id, { resolve: resolve as (value: unknown) => void, reject });
      this.process.send(request, (error) => {
        if (error) reject(error);
      });
    });
  }
}

/**
 * The process's end: answers until the harness is gone, and never outlives it. A module that calls
 * it is a program: others may import its types only (`import type`).
 */
export function answerRequests(methods: Methods): void {
  if (!process.send)
    throw new Error('This module is a process of its own, started by the harness.');
  process.on('disconnect', () => process.exit(0));
  process.on('SIGTERM', () => process.exit(0));
  // Ctrl-C reaches the whole terminal group; the harness decides what ends when.
  process.on('SIGINT', () => undefined);
  process.on('message', (request: Request) => {
    const { id } = request;
    const answer = (reply: Answer) => process.send?.(reply);
    void call(methods, request).then(
      (result) => answer({ id, result }),
      (error: unknown) =>
        answer({ id, error: error instanceof Error ? (error.stack ?? error.message) : 'unknown' }),
    );
  });
}

async function call(methods: Methods, { method, input }: Request): Promise<unknown> {
  if (method === readyMethod) return null;
  const found = methods[method];
  if (!found) throw new Error(`Nobody answers "${method}".`);
  return await found(input as never);
}
