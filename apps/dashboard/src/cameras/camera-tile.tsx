import type { Camera } from '@eyrie/contracts';
import { Link } from '@tanstack/react-router';
import { formatAge } from '../freshness/age.ts';
import { useNow } from '../freshness/use-now.ts';
import { CameraPicture } from './camera-picture.tsx';
import { tileState } from './tile-state.ts';

/** The newest good frame of a camera with its age burnt in. One that stands still loses its colour. */
export function CameraTile({ camera, place }: { camera: Camera; place?: string }) {
  const now = useNow();
  const state = tileState(camera, now);
  const faded = state.kind === 'stale' ? 'grayscale opacity-70' : '';
  return (
    <Link
      to="/cameras/$cameraId"
      params={{ cameraId: camera.id }}
      className="group relative block overflow-hidden rounded-2xl border border-line bg-sunken shadow-card"
    >
      <CameraPicture
        frame={camera.last_frame}
        alt={`Newest frame of ${camera.name}`}
        className={`aspect-video w-full transition duration-500 group-hover:scale-[1.02] ${faded}`}
      />
      <span className="absolute inset-x-0 bottom-0 flex items-end justify-between gap-3 bg-linear-to-t from-black/80 via-black/40 to-transparent px-4 pt-10 pb-3 text-white">
        <span className="min-w-0">
          <span className="block truncate font-semibold">{camera.name}</span>
          {place ? <span className="block truncate text-xs text-white/80">{place}</span> : null}
        </span>
        <span className="numbers flex shrink-0 items-center gap-1.5 text-xs font-medium">
          <span
            aria-hidden
            className={`size-2 rounded-full ${state.kind === 'live' ? 'animate-pulse bg-emerald-400' : 'bg-amber-400'}`}
          />
          {state.kind === 'empty' ? 'waiting' : ageText(state.ageMs)}
        </span>
      </span>
      {state.kind === 'stale' ? (
        <span className="absolute top-3 left-3 rounded-full bg-black/70 px-2.5 py-1 text-xs font-medium text-white">
          Stands still for {formatAge(state.ageMs)}
        </span>
      ) : null}
    </Link>
  );
}

function ageText(ageMs: number): string {
  const age = formatAge(ageMs);
  return age === 'now' ? 'now' : `${age} ago`;
}
