import { availableParallelism } from 'node:os';
import { hash, verify } from '@node-rs/argon2';
import { LoginOverloaded } from './session.errors.ts';

/** OWASP's first choice for Argon2id (the default algorithm): 19 MiB, two passes, one lane. */
const parameters = { memoryCost: 19_456, timeCost: 2, parallelism: 1 };

const { memoryCost, timeCost, parallelism } = parameters;
const current = `$argon2id$v=19$m=${memoryCost},t=${timeCost},p=${parallelism}$`;

/** Half of the processors, so that those who are logged in have the other half. */
const runningMax = Math.max(1, Math.floor(availableParallelism() / 2));
const waitingMax = 64;

/** Hashes passwords, a few at a time, so that a flood of log-ins does not starve everything else. */
export class PasswordHasher {
  private running = 0;
  private readonly waiting: (() => void)[] = [];
  private readonly dummy = hash('no account has this password', parameters);

  hash(password: string): Promise<string> {
    return this.limited(() => hash(password, parameters));
  }

  /** Takes as long for an account that does not exist (`null`) as for one that does. */
  verify(passwordHash: string | null, password: string): Promise<boolean> {
    return this.limited(async () => {
      const matches = await verify(passwordHash ?? (await this.dummy), password);
      return matches && passwordHash !== null;
    });
  }

  /** Whether it was made with today's parameters; one that was not is made anew at a log-in. */
  isCurrent(passwordHash: string): boolean {
    return passwordHash.startsWith(current);
  }

  private async limited<Result>(work: () => Promise<Result>): Promise<Result> {
    if (this.running >= runningMax) {
      if (this.waiting.length >= waitingMax) throw new LoginOverloaded();
      await new Promise<void>((resolve) => this.waiting.push(resolve));
    } else {
      this.running += 1;
    }
    try {
      return await work();
    } finally {
      // The place is handed on, not given back and taken again.
      const next = this.waiting.shift();
      if (next) next();
      else this.running -= 1;
    }
  }
}
