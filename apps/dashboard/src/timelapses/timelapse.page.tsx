import type { Timelapse } from '@eyrie/contracts';
import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { Download } from 'lucide-react';
import { cameraQuery, timelapseQuery } from '../api/queries.ts';
import { Answer, Skeleton } from '../elements/answer.tsx';
import { formatBytes } from '../elements/bytes.ts';
import { Card } from '../elements/card.tsx';
import { Empty } from '../elements/empty.tsx';

export function TimelapsePage({ timelapseId }: { timelapseId: string }) {
  const timelapse = useQuery(timelapseQuery(timelapseId));
  return (
    <Answer query={timelapse} skeleton={<Skeleton className="aspect-video w-full" />}>
      {(found) => <TimelapseView timelapse={found} />}
    </Answer>
  );
}

function TimelapseView({ timelapse }: { timelapse: Timelapse }) {
  const camera = useQuery(cameraQuery(timelapse.camera_id));
  const name = camera.data?.name ?? 'Camera';
  return (
    <>
      <header className="mb-4">
        <p className="text-sm text-ink-faint">
          <Link
            to="/cameras/$cameraId"
            params={{ cameraId: timelapse.camera_id }}
            className="hover:underline"
          >
            {name}
          </Link>
        </p>
        <h1 className="numbers text-2xl font-semibold tracking-tight">
          {new Date(timelapse.from).toLocaleString([], { dateStyle: 'medium', timeStyle: 'short' })}{' '}
          – {new Date(timelapse.to).toLocaleTimeString([], { timeStyle: 'short' })}
        </h1>
      </header>
      {timelapse.video_url ? (
        <video
          key={timelapse.video_url}
          src={timelapse.video_url}
          poster={timelapse.poster_url ?? undefined}
          controls
          autoPlay
          loop
          muted
          playsInline
          aria-label={`Timelapse of ${name}`}
          className="aspect-video w-full rounded-2xl border border-line bg-black shadow-card"
        />
      ) : (
        <Empty title="The video is on its way from the site.">
          It appears here by itself as soon as its bytes have arrived.
        </Empty>
      )}
      <Card className="numbers mt-3 flex flex-wrap items-center gap-x-6 gap-y-2 px-4 py-3 text-sm">
        <span>{timelapse.frames} frames</span>
        {timelapse.skipped_frames > 0 ? <span>{timelapse.skipped_frames} skipped</span> : null}
        <span>
          {timelapse.fps} fps · {timelapse.duration_seconds.toFixed(1)} s
        </span>
        <span>
          {timelapse.width_px} × {timelapse.height_px}
        </span>
        <span>{formatBytes(timelapse.bytes)}</span>
        {timelapse.video_url ? (
          <a
            href={timelapse.video_url}
            download={`${name} ${timelapse.from}.mp4`}
            className="ml-auto inline-flex min-h-11 items-center gap-1.5 font-medium text-accent hover:underline"
          >
            <Download aria-hidden className="size-4" /> Video
          </a>
        ) : null}
      </Card>
    </>
  );
}
