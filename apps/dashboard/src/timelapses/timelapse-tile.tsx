import type { Timelapse } from '@eyrie/contracts';
import { Link } from '@tanstack/react-router';
import { Film, Play } from 'lucide-react';
import { AgeText } from '../freshness/age-text.tsx';

export function TimelapseTile({ timelapse, name }: { timelapse: Timelapse; name: string }) {
  return (
    <Link
      to="/timelapses/$timelapseId"
      params={{ timelapseId: timelapse.id }}
      className="group block overflow-hidden rounded-2xl border border-line bg-surface shadow-card"
    >
      <span className="relative block">
        {timelapse.poster_url ? (
          <img
            src={timelapse.poster_url}
            alt=""
            loading="lazy"
            className="aspect-video w-full bg-sunken object-cover"
          />
        ) : (
          <span className="grid aspect-video w-full place-items-center bg-sunken text-ink-faint">
            <Film aria-hidden className="size-7" />
          </span>
        )}
        <span className="absolute inset-0 grid place-items-center">
          <span className="grid size-12 place-items-center rounded-full bg-black/55 text-white transition group-hover:scale-110 group-hover:bg-black/75">
            <Play aria-hidden className="size-5 translate-x-px fill-current" />
          </span>
        </span>
        <span className="numbers absolute right-2 bottom-2 rounded bg-black/70 px-1.5 py-0.5 text-xs text-white">
          {timelapse.duration_seconds.toFixed(1)} s
        </span>
      </span>
      <span className="block px-4 py-3 text-sm">
        <span className="block truncate font-medium">{name}</span>
        <span className="numbers block text-xs text-ink-faint">
          {timelapse.frames} frames · <AgeText since={timelapse.to} />
          {timelapse.video_url ? '' : ' · on its way'}
        </span>
      </span>
    </Link>
  );
}
