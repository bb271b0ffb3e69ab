import { setTimeout as sleep } from 'node:timers/promises';

/** Polls until there is an answer; rejects when the deadline passes without one. */
export async function until<T>(
  what: string,
  find: () => T | null | undefined | false,
  deadlineMs = 15_000,
): Promise<T> {
  const endMs = performance.now() + deadlineMs;
  for (;;) {
    const found = find();
    if (found !== null && found !== undefined && found !== false) return found;
    if (performance.now() > endMs) throw new Error(`Waited in vain: ${what}.`);
    await sleep(10);
  }
}
