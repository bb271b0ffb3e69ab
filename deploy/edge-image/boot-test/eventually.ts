import { setTimeout as sleep } from 'node:timers/promises';

/** What makes further asking useless: thrown by a question, it ends the asking at once. */
export class Hopeless extends Error {
  override readonly name = 'Hopeless';
}

/** Asks until there is an answer that is not null. What is thrown meanwhile is the reason in the end. */
export async function eventually<Answer>(
  what: string,
  withinMs: number,
  ask: () => Answer | null | Promise<Answer | null>,
): Promise<Answer> {
  const deadline = Date.now() + withinMs;
  let reason: unknown = null;
  for (;;) {
    try {
      const answer = await ask();
      if (answer !== null) return answer;
    } catch (error) {
      if (error instanceof Hopeless) throw error;
      reason = error;
    }
    if (Date.now() > deadline) {
      throw new Error(`Not within ${withinMs / 1000} s: ${what}.`, { cause: reason });
    }
    await sleep(200);
  }
}
