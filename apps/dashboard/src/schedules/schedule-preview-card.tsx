import type { ScheduleConfiguration } from '@eyrie/contracts';
import type { Place } from '@eyrie/schedule';
import { useMemo } from 'react';
import { useNow } from '../freshness/use-now.ts';
import { DayPicture } from './day-picture.tsx';
import { previewOf } from './schedule-preview.ts';

/** A year without a window takes tens of milliseconds to look through: not each second. */
const stepMs = 5_000;

/** What schedules would do from now on, before anything is saved. */
export function SchedulePreviewCard({
  schedules,
  place,
}: {
  schedules: readonly ScheduleConfiguration[];
  place: Place;
}) {
  const now = Math.floor(useNow() / stepMs) * stepMs;
  const { latitude, longitude, timeZone } = place;
  // Text is what a keystroke elsewhere leaves as it is; the list is another one each time.
  const text = JSON.stringify(schedules);
  const preview = useMemo(
    () =>
      previewOf(
        JSON.parse(text) as ScheduleConfiguration[],
        { latitude, longitude, timeZone },
        now,
      ),
    [text, latitude, longitude, timeZone, now],
  );
  const moment = new Intl.DateTimeFormat(undefined, {
    timeZone,
    weekday: 'short',
    day: 'numeric',
    month: 'short',
    hour: '2-digit',
    minute: '2-digit',
    second: '2-digit',
  });
  return (
    <section aria-label="What follows from it" className="rounded-xl border border-line p-4">
      <h3 className="text-sm font-semibold">What follows from it</h3>
      <p className="mt-0.5 mb-3 text-xs text-ink-faint">
        {preview.slotsInDay.toLocaleString()} frames in the next 24 hours, by the clock of{' '}
        {timeZone}
      </p>
      <DayPicture preview={preview} place={place} />
      {preview.whyNot === null ? null : (
        <p className="mt-3 text-sm text-ink-soft">Now: {preview.whyNot}</p>
      )}
      {preview.slots.length === 0 ? null : (
        <>
          <h4 className="mt-3 text-xs font-medium text-ink-faint">The next frames</h4>
          <ol className="numbers mt-1 space-y-1 text-sm">
            {preview.slots.map(({ at, schedule }) => (
              <li key={at} className="flex flex-wrap justify-between gap-x-4">
                <time dateTime={new Date(at).toISOString()}>{moment.format(at)}</time>
                <span className="min-w-0 truncate text-ink-faint">{schedule}</span>
              </li>
            ))}
          </ol>
        </>
      )}
    </section>
  );
}
