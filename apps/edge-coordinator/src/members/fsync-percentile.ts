import type { RaftMetrics } from '@eyrie/raft';

/**
 * The time within which that share of what was counted had ended, in milliseconds: the bound of the
 * bucket it falls into, and never more than the longest. Null where nothing was counted.
 */
export function percentileOf(
  { boundsMs, counts, count, maxMs }: RaftMetrics['fsyncLatency'],
  share: number,
): number | null {
  if (count === 0) return null;
  const at = counts.findIndex((upTo) => upTo >= share * count);
  return Math.min(boundsMs[at] ?? maxMs, maxMs);
}
