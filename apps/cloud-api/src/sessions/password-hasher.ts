import { availableParallelism } from 'node:os';
import { Injectable, type OnApplicationShutdown } from '@nestjs/common';
import { HashingThread } from './hashing-thread.ts';
import { LoginOverloaded } from './session.errors.ts';

/** OWASP's first choice for Argon2id (the default algorithm): 19 MiB, two passes, one lane. */
const parameters = { memoryCost: 19_456, timeCost: 2, parallelism: 1 };

const { memoryCost, timeCost, parallelism } = parameters;
const current = `$argon2id$v=19$m=${memoryCost},t=${timeCost},p=${parallelism}$`;

/** Half of the processors, so that those who are logged in have the other half. */
const runningMax = Math.max(1, Math.floor(availableParallelism() / 2));
const waitingMax = 64;

/**
 * Hashes passwords, a few at a time and in threads that everything else comes before, so that a flood of
 * log-ins does not starve it.
 */
@Injectable()
export class PasswordHasher implements OnApplicationShutdown {
  /** Those that have nothing to do; as many as may run at once. */
  private readonly idle = Array.from({ length: runningMax }, () => new HashingThread());
  private readonly threads = [...this.idle];
  private readonly waiting: ((thread: HashingThread) => void)[] = [];
  private dummy: string | null = null;

  async onApplicationShutdown(): Promise<void> {
    await Promise.all(this.threads.map((thread) => thread.close()));
  }

  hash(password: string): Promise<string> {
    return this.limited((thread) => thread.hash(password, parameters));
  }

  /** Takes as long for an account that does not exist (`null`) as for one that does. */
  verify(passwordHash: string | null, password: string): Promise<boolean> {
    return this.limited(async (thread) => {
      // Made once, before the first password of a replica is looked at, whoever's it is.
      this.dummy ??= await thread.hash('no account has this password', parameters);
      const matches = await thread.verify(passwordHash ?? this.dummy, password);
      return matches && passwordHash !== null;
    });
  }

  /** Whether it was made with today's parameters; one that was not is made anew at a log-in. */
  isCurrent(passwordHash: string): boolean {
    return passwordHash.startsWith(current);
  }

  private async limited<Result>(work: (thread: HashingThread) => Promise<Result>): Promise<Result> {
    let thread = this.idle.pop();
    if (!thread) {
      if (this.waiting.length >= waitingMax) throw new LoginOverloaded();
      thread = await new Promise<HashingThread>((resolve) => this.waiting.push(resolve));
    }
    try {
      return await work(thread);
    } finally {
      // The thread is handed on, not given back and taken again.
      const next = this.waiting.shift();
      if (next) next(thread);
      else this.idle.push(thread);
    }
  }
}
