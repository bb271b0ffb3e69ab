import type { Camera } from '@eyrie/contracts';
import { freshnessOf } from '../freshness/age.ts';

export type TileState = { kind: 'empty' } | { kind: 'live' | 'ageing' | 'stale'; ageMs: number };

/** A frame needs its time to come here, however short the interval is. */
const expectedMsMin = 20_000;

/** The instants of a cron expression lie as they lie; most of them come once a day at least. */
const cronSeconds = 86_400;

/** How often a new picture may be expected: by the shortest interval of its schedules. */
function expectedMsOf({ schedules }: Pick<Camera, 'schedules'>): number {
  const seconds = schedules
    .filter(({ enabled }) => enabled)
    .map((one) => ('intervalSeconds' in one ? one.intervalSeconds : cronSeconds));
  return seconds.length === 0
    ? expectedMsMin
    : Math.max(expectedMsMin, Math.min(...seconds) * 1000);
}

/** What a tile may claim about the picture it shows: an old one must never look live. */
export function tileState(camera: Camera, nowMs: number): TileState {
  if (!camera.last_frame) return { kind: 'empty' };
  const ageMs = Math.max(0, nowMs - Date.parse(camera.last_frame.captured_at));
  const freshness = freshnessOf(ageMs, expectedMsOf(camera));
  return { kind: freshness === 'fresh' ? 'live' : freshness, ageMs };
}
