import type { Camera } from '@eyrie/contracts';
import { freshnessOf } from '../freshness/age.ts';

export type TileState = { kind: 'empty' } | { kind: 'live' | 'ageing' | 'stale'; ageMs: number };

/** Until the camera's own rhythm is known, three frames a minute are what one may expect. */
const expectedMs = 20_000;

/** What a tile may claim about the picture it shows: an old one must never look live. */
export function tileState(camera: Camera, nowMs: number): TileState {
  if (!camera.last_frame) return { kind: 'empty' };
  const ageMs = Math.max(0, nowMs - Date.parse(camera.last_frame.captured_at));
  const freshness = freshnessOf(ageMs, expectedMs);
  return { kind: freshness === 'fresh' ? 'live' : freshness, ageMs };
}
