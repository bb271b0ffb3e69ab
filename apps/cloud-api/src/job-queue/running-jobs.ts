import { setTimeout as delay } from 'node:timers/promises';

/** The process ends: whoever works at a job is to leave it where it is. */
export class ProcessEnding extends Error {
  override readonly name = 'ProcessEnding';

  constructor() {
    super('The process ends; another replica goes on.');
  }
}

/** The jobs that this replica works at, and how they are brought to an end with it. */
export class RunningJobs {
  private readonly running = new Set<Promise<unknown>>();
  private readonly ending = new AbortController();

  /** Tells when the process ends, and what is left must be given back. */
  get signal(): AbortSignal {
    return this.ending.signal;
  }

  async during<Result>(work: () => Promise<Result>): Promise<Result> {
    const promise = work();
    this.running.add(promise);
    try {
      return await promise;
    } finally {
      this.running.delete(promise);
    }
  }

  /**
   * Waits for those that come to their end in `finishMs`, tells the others, and waits for so long again until
   * they have let go. False where one did not.
   */
  async end({ finishMs, leaveMs }: { finishMs: number; leaveMs: number }): Promise<boolean> {
    if (await this.allEnded(finishMs)) return true;
    this.ending.abort(new ProcessEnding());
    return this.allEnded(leaveMs);
  }

  private async allEnded(withinMs: number): Promise<boolean> {
    const timer = new AbortController();
    const late = delay(withinMs, false, { signal: timer.signal }).catch(() => false);
    const all = Promise.allSettled(this.running).then(() => true);
    const ended = await Promise.race([all, late]);
    timer.abort();
    return ended;
  }
}
