import type { Camera, Frame } from '@eyrie/contracts';
import { useQuery } from '@tanstack/react-query';
import { Link, useNavigate } from '@tanstack/react-router';
import { Download } from 'lucide-react';
import { useEffect, useState } from 'react';
import { GapMap } from '../analytics/gap-map.tsx';
import {
  cameraQuery,
  framesQuery,
  sessionQuery,
  siteQuery,
  timelapsesQuery,
} from '../api/queries.ts';
import { ArchivedNotice } from '../archive/archived-notice.tsx';
import { PutAway } from '../archive/put-away.tsx';
import { CameraRender } from '../commands/camera-render.tsx';
import { FirstShot } from '../camera-form/first-shot.tsx';
import { CameraViews } from '../camera-views/camera-views.tsx';
import { CameraSettings } from '../editing/camera-settings.tsx';
import { Answer, Skeleton } from '../elements/answer.tsx';
import { formatBytes } from '../elements/bytes.ts';
import { Card, SectionTitle } from '../elements/card.tsx';
import { Empty } from '../elements/empty.tsx';
import { formatAge } from '../freshness/age.ts';
import { AgeText } from '../freshness/age-text.tsx';
import { isAdminSomewhere } from '../settings/rights.ts';
import { TimelapseTile } from '../timelapses/timelapse-tile.tsx';
import { CameraPicture } from './camera-picture.tsx';
import { FilmStrip } from './film-strip.tsx';
import { lensWords } from './lens-words.ts';
import { LiveMark } from './live-mark.tsx';
import { LightBand } from './light-band.tsx';
import { LockedRanges } from './locked-ranges.tsx';

/** `isFirst`: it was just added, and a test shot is due. */
export function CameraPage({ cameraId, isFirst }: { cameraId: string; isFirst: boolean }) {
  const camera = useQuery(cameraQuery(cameraId));
  return (
    <Answer query={camera} skeleton={<Skeleton className="aspect-video w-full" />}>
      {(found) => <CameraView camera={found} isFirst={isFirst} />}
    </Answer>
  );
}

function CameraView({ camera, isFirst }: { camera: Camera; isFirst: boolean }) {
  const frames = useQuery(framesQuery(camera.id));
  const timelapses = useQuery(timelapsesQuery(camera.id));
  const site = useQuery(siteQuery(camera.site_id));
  /** Null follows the newest frame. */
  const [chosen, setChosen] = useState<Frame | null>(null);
  /** Counts the test shots that are due; null where none is. */
  const [shot, setShot] = useState<number | null>(isFirst ? 0 : null);
  const navigate = useNavigate();
  useEffect(() => {
    // Whoever loads the page again wants to see the camera, and not another test shot.
    if (isFirst) {
      const params = { cameraId: camera.id };
      void navigate({ to: '/cameras/$cameraId', params, search: {}, replace: true });
    }
  }, [isFirst, navigate, camera.id]);
  const mayPutAway = isAdminSomewhere(useQuery(sessionQuery).data);
  const thing = { kind: 'camera', ...camera } as const;
  const items = frames.data?.items ?? [];
  const shown = chosen
    ? (items.find((frame) => frame.id === chosen.id) ?? chosen)
    : camera.last_frame;

  return (
    <>
      {camera.archived_at === null ? null : (
        <ArchivedNotice thing={thing} archivedAt={camera.archived_at} mayRestore={mayPutAway} />
      )}
      <header className="mb-4 flex flex-wrap items-end justify-between gap-3">
        <div>
          <p className="text-sm text-ink-faint">
            <Link
              to="/sites/$siteId"
              params={{ siteId: camera.site_id }}
              className="hover:underline"
            >
              {site.data?.name ?? 'Site'}
            </Link>
          </p>
          <h1 className="text-2xl font-semibold tracking-tight">{camera.name}</h1>
        </div>
        <p className="numbers text-sm text-ink-soft">
          {camera.frames_total.toLocaleString()} {camera.frames_total === 1 ? 'frame' : 'frames'} ·{' '}
          <AgeText since={camera.last_frame?.captured_at ?? null} prefix="newest " />
        </p>
      </header>

      {shot === null ? null : <FirstShot key={shot} camera={camera} onDone={() => setShot(null)} />}
      <CameraViews camera={camera}>
        <div className="relative overflow-hidden rounded-2xl border border-line shadow-card">
          <CameraPicture
            frame={shown}
            large
            alt={chosen ? `Frame of ${camera.name}` : `Newest frame of ${camera.name}`}
            className="aspect-video w-full"
          />
          {chosen ? (
            <button
              type="button"
              onClick={() => setChosen(null)}
              className="absolute top-3 left-3 min-h-11 rounded-full bg-black/70 px-4 text-sm font-medium text-white"
            >
              {camera.archived_at === null ? 'Back to live' : 'Back to the newest'}
            </button>
          ) : (
            <LiveMark camera={camera} />
          )}
        </div>
        {shown ? <FrameFacts frame={shown} /> : null}
      </CameraViews>
      {camera.archived_at === null ? (
        <CameraSettings camera={camera} onConnected={() => setShot((shot) => (shot ?? 0) + 1)} />
      ) : null}

      <section className="mt-6">
        <FilmStrip frames={items} selectedId={chosen?.id ?? null} onSelect={setChosen} />
        <LightBand frames={items} />
      </section>

      <LockedRanges camera={camera} />

      <section className="mt-8">
        <GapMap cameraId={camera.id} />
      </section>

      <section className="mt-8">
        <SectionTitle>Timelapses</SectionTitle>
        {camera.archived_at === null ? <CameraRender camera={camera} /> : null}
        <Answer query={timelapses} skeleton={<Skeleton className="h-48" />}>
          {(page) =>
            page.items.length === 0 ? (
              <Empty title="No timelapse yet.">
                The site renders one when a window ends, and it appears here by itself.
              </Empty>
            ) : (
              <div className="grid gap-4 sm:grid-cols-2 lg:grid-cols-3">
                {page.items.slice(0, 6).map((timelapse) => (
                  <TimelapseTile key={timelapse.id} timelapse={timelapse} name={camera.name} />
                ))}
              </div>
            )
          }
        </Answer>
      </section>
      {camera.archived_at === null && mayPutAway ? <PutAway thing={thing} /> : null}
    </>
  );
}

/** Frames that an older page kept offline have no details at all. */
function detailFacts(details: Frame['details'] | undefined): [string, string][] {
  const facts: [string, string][] = [];
  if (details?.colourTemperatureK) {
    facts.push(['White', `${Math.round(details.colourTemperatureK)} K`]);
  }
  if (details?.lux !== undefined) facts.push(['Light', `${Number(details.lux.toPrecision(2))} lx`]);
  const condition = details?.lens?.condition ?? 'clear';
  if (condition !== 'clear') facts.push(['Lens', lensWords[condition]]);
  return facts;
}

function FrameFacts({ frame }: { frame: Frame }) {
  const facts: [string, string][] = [
    ['Captured', new Date(frame.captured_at).toLocaleString()],
    ...(frame.scene_at
      ? [['Scene', new Date(frame.scene_at).toLocaleString()] satisfies [string, string]]
      : []),
    ...(frame.shutter_us === null || frame.gain === null
      ? []
      : [
          ['Exposure', `${exposure(frame.shutter_us)} · gain ${frame.gain.toFixed(1)}`] satisfies [
            string,
            string,
          ],
        ]),
    ['Sun', `${frame.sun_altitude_deg.toFixed(1)}°`],
    ...detailFacts(frame.details),
    ['Size', `${frame.width_px} × ${frame.height_px} · ${formatBytes(frame.bytes)}`],
    [
      'On the way',
      wayText(Math.max(0, Date.parse(frame.received_at) - Date.parse(frame.captured_at))),
    ],
  ];
  return (
    <Card className="mt-3 flex flex-wrap items-center gap-x-6 gap-y-2 px-4 py-3 text-sm">
      {facts.map(([name, value]) => (
        <span key={name} className="numbers">
          <span className="text-ink-faint">{name} </span>
          {value}
        </span>
      ))}
      {frame.details?.histogram ? <Histogram shares={frame.details.histogram} /> : null}
      {frame.image_url ? (
        <a
          href={frame.image_url}
          download={`${frame.captured_at}.jpg`}
          className="ml-auto inline-flex min-h-11 items-center gap-1.5 font-medium text-accent hover:underline"
        >
          <Download aria-hidden className="size-4" /> Original
        </a>
      ) : null}
    </Card>
  );
}

/** After an outage a frame may have been under way for days. */
const wayText = (ms: number): string => (ms < 10_000 ? `${ms} ms` : formatAge(ms));

function exposure(shutterUs: number): string {
  const seconds = shutterUs / 1e6;
  return seconds >= 0.4 ? `${seconds.toFixed(1)} s` : `1/${Math.round(1 / seconds)} s`;
}

/** How bright the picture is, from black on the left to white on the right. */
function Histogram({ shares }: { shares: readonly number[] }) {
  const most = Math.max(0.01, ...shares);
  return (
    <svg
      role="img"
      aria-label="Histogram of brightness, from dark to bright"
      viewBox="0 0 64 20"
      className="h-5 w-16 text-ink-soft"
    >
      {shares.map((share, step) => {
        const height = (share / most) * 20;
        const bar = { x: step * 4, y: 20 - height, width: 3.4, height };
        return <rect key={step} {...bar} fill="currentColor" />;
      })}
    </svg>
  );
}
