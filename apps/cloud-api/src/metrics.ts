/** Token under which the process's metrics registry (prom-client's `Registry`) is injected. */
export const METRICS = Symbol('metrics');

/**
 * What the gauges of a group call when they are scraped: one question for all of them, and none again within
 * `keptMs`. A question that fails is `missed` and asked anew: the other metrics are worth having without it.
 */
export function scrapedOnce(
  ask: () => Promise<void>,
  { keptMs, missed }: { keptMs: number; missed: (error: unknown) => void },
): () => Promise<void> {
  let askedAt = -Infinity;
  let asking: Promise<void> | null = null;
  const askNow = async () => {
    try {
      await ask();
      askedAt = performance.now();
    } catch (error) {
      missed(error);
    }
  };
  return () => {
    if (performance.now() - askedAt < keptMs) return Promise.resolve();
    asking ??= askNow().finally(() => (asking = null));
    return asking;
  };
}
