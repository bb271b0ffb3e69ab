import { setTimeout as sleep } from 'node:timers/promises';
import { Line, Refused } from './ask.ts';
import { nowMs } from './history.ts';
import type { Question, WireAnswer } from './protocol.ts';
import { encodeWrite } from './register-machine.ts';

/** Of no session and no history; nobody else writes there. */
export const PROBE = { client: 0, key: -1, value: 0 } as const;

const ATTEMPT_MS = 1000;
const PAUSE_MS = 10;

const QUESTION: Question = {
  ask: 'session',
  request: { kind: 'plain', payload: Buffer.from(encodeWrite(PROBE)).toString() },
};

/** Tries at all nodes at once, again and again, so that one that says nothing holds up nothing. */
export class Probe {
  readonly #lines: readonly Line[];

  constructor(sockets: readonly string[]) {
    this.#lines = sockets.map((socket) => new Line(socket));
  }

  /** Milliseconds from now until a write that is begun from now on is acknowledged. */
  async firstWrite(withinMs: number): Promise<number> {
    const startedAtMs = nowMs();
    const race = { isOver: false };
    try {
      return await Promise.any(
        this.#lines.map(async (line) => {
          while (!(await isTaken(line))) {
            const isLate = nowMs() - startedAtMs > withinMs;
            if (isLate || race.isOver) throw new Error('No write was acknowledged in time.');
            await sleep(PAUSE_MS);
          }
          return nowMs() - startedAtMs;
        }),
      );
    } catch (error) {
      throw error instanceof AggregateError ? error.errors[0] : error;
    } finally {
      race.isOver = true;
    }
  }

  close(): void {
    for (const line of this.#lines) line.close();
  }
}

async function isTaken(line: Line): Promise<boolean> {
  try {
    const answer = await line.ask<WireAnswer>(QUESTION, ATTEMPT_MS);
    return answer.kind === 'applied';
  } catch (error) {
    if (error instanceof Refused) return false;
    throw error;
  }
}
