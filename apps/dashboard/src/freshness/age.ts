/** An age in words short enough for a tile: `now`, `12 s`, `4 min`, `3 h`, `2 d`. */
export function formatAge(ms: number): string {
  const seconds = Math.max(0, Math.floor(ms / 1000));
  if (seconds < 2) return 'now';
  if (seconds < 100) return `${seconds} s`;
  const minutes = Math.floor(seconds / 60);
  if (minutes < 100) return `${minutes} min`;
  const hours = Math.floor(minutes / 60);
  return hours < 48 ? `${hours} h` : `${Math.floor(hours / 24)} d`;
}

export type Freshness = 'fresh' | 'ageing' | 'stale';

/** How an age compares with the interval in which something new is expected. */
export function freshnessOf(ageMs: number, expectedIntervalMs: number): Freshness {
  if (ageMs <= expectedIntervalMs * 2) return 'fresh';
  return ageMs <= expectedIntervalMs * 6 ? 'ageing' : 'stale';
}

/** The usual distance between the instants of a newest-first list; null for fewer than three. */
export function usualInterval(instants: string[]): number | null {
  const times = instants.map((instant) => Date.parse(instant));
  const gaps = times
    .slice(1)
    .map((time, index) => (times[index] ?? time) - time)
    .filter((gap) => gap > 0)
    .sort((a, b) => a - b);
  return gaps.length < 2 ? null : (gaps[Math.floor(gaps.length / 2)] ?? null);
}
