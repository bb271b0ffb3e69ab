import type { Place } from '@eyrie/schedule';
import { DayBand } from '../sky/sun-band.tsx';
import { dayMs, type Lane, type SchedulePreview } from './schedule-preview.ts';

const hourTicks = [0, 6, 12, 18];

/** The sky of the hours to come, and under it when each schedule captures. */
export function DayPicture({
  preview: { fromMs, lanes },
  place,
}: {
  preview: SchedulePreview;
  place: Place;
}) {
  const hour = new Intl.DateTimeFormat(undefined, {
    timeZone: place.timeZone,
    hour: '2-digit',
    minute: '2-digit',
  });
  return (
    <figure>
      <div className="overflow-hidden rounded-xl border border-line">
        <DayBand
          latitude={place.latitude}
          longitude={place.longitude}
          fromMs={fromMs}
          label="Light of the next 24 hours at the site"
          className="block h-12 w-full"
        />
        <ul className="space-y-1.5 bg-sunken py-2">
          {lanes.map((lane) => (
            <li key={lane.name}>
              <LaneView lane={lane} />
            </li>
          ))}
        </ul>
      </div>
      <figcaption className="numbers mt-1 grid grid-cols-4 text-xs text-ink-faint">
        {hourTicks.map((tick) => (
          <span key={tick}>{hour.format(fromMs + (tick * dayMs) / 24)}</span>
        ))}
      </figcaption>
    </figure>
  );
}

function LaneView({ lane: { name, windows, marks } }: { lane: Lane }) {
  const isEmpty = windows.length === 0 && marks.length === 0;
  return (
    <>
      <p className="truncate px-2 text-xs text-ink-soft">
        {name}
        {isEmpty ? <span className="text-ink-faint"> · not in these 24 hours</span> : null}
      </p>
      <svg
        aria-hidden
        viewBox="0 0 240 6"
        preserveAspectRatio="none"
        className="mt-0.5 block h-2 w-full bg-line text-accent"
      >
        {windows.map(({ from, to }) => (
          <rect
            key={from}
            x={from * 240}
            width={Math.max(0.6, (to - from) * 240)}
            height="6"
            fill="currentColor"
          />
        ))}
        {marks.map((at) => (
          <rect key={at} x={at * 240} width="0.8" height="6" fill="currentColor" />
        ))}
      </svg>
    </>
  );
}
