import type { Camera } from '@eyrie/contracts';
import { formatAge } from '../freshness/age.ts';
import { useNow } from '../freshness/use-now.ts';
import { tileState } from './tile-state.ts';

/** What the large picture of a camera may claim: that it is live, or for how long it stands still. */
export function LiveMark({ camera }: { camera: Camera }) {
  const state = tileState(camera, useNow());
  if (state.kind === 'empty' || camera.archived_at !== null) return null;
  const isLive = state.kind === 'live';
  const look = isLive ? 'animate-pulse bg-emerald-400' : 'bg-amber-400';
  return (
    <span className="absolute top-3 left-3 flex items-center gap-1.5 rounded-full bg-black/70 px-3 py-1 text-xs font-medium text-white">
      <span aria-hidden className={`size-2 rounded-full ${look}`} />
      {isLive
        ? 'Live'
        : state.kind === 'stale'
          ? `Stands still for ${formatAge(state.ageMs)}`
          : `${formatAge(state.ageMs)} old`}
    </span>
  );
}
