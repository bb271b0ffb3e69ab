import { setTimeout as sleep } from 'node:timers/promises';

/** Asks until the answer is yes; throws, with `describe`, when it is not in time. */
export async function eventually(
  isSo: () => boolean | Promise<boolean>,
  describe: () => string,
  withinMs = 20_000,
): Promise<void> {
  const deadline = Date.now() + withinMs;
  while (!(await isSo())) {
    if (Date.now() > deadline) throw new Error(`Not within ${withinMs} ms: ${describe()}`);
    await sleep(50);
  }
}
