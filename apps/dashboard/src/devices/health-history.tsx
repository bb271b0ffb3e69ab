import { deviceHistorySchema, type Device, type DeviceHistory } from '@eyrie/contracts';
import { keepPreviousData, queryOptions, useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { ask } from '../api/http.ts';
import { Card, SectionTitle } from '../elements/card.tsx';
import { Choice } from '../elements/form.tsx';

type Point = DeviceHistory['points'][number];

const spans = [
  { value: '6', text: '6 hours' },
  { value: '24', text: 'A day' },
  { value: '168', text: 'A week' },
  { value: '720', text: '30 days' },
] as const;
type Span = (typeof spans)[number]['value'];

const lines = [
  { label: 'Processor', unit: '%', read: (point: Point) => point.cpu_percent, top: 100 },
  { label: 'Memory', unit: '%', read: (point: Point) => point.memory_share * 100, top: 100 },
  { label: 'Disk', unit: '%', read: (point: Point) => point.disk_share * 100, top: 100 },
  { label: 'Temperature', unit: '°C', read: (point: Point) => point.temperature_c, top: 90 },
  { label: 'Round trip', unit: 'ms', read: (point: Point) => point.round_trip_ms, top: null },
] as const;

const historyQuery = (deviceId: string, hours: Span) =>
  queryOptions({
    queryKey: ['devices', deviceId, 'history', hours],
    queryFn: () => ask(`/v1/devices/${deviceId}/history?hours=${hours}`, deviceHistorySchema),
    refetchInterval: 60_000,
    placeholderData: keepPreviousData,
  });

/** How the device has been. */
export function HealthHistory({ device }: { device: Device }) {
  const [hours, setHours] = useState<Span>('24');
  const history = useQuery(historyQuery(device.id, hours));
  const points = history.data?.points ?? [];
  const strained = points.filter((point) => point.strained).length;
  return (
    <section className="mt-8">
      <SectionTitle
        aside={
          <Choice
            label="How far back"
            isLabelHidden
            value={hours}
            options={spans}
            onChoose={setHours}
          />
        }
      >
        How it has been
      </SectionTitle>
      <Card className="p-5">
        {points.length === 0 ? (
          <p className="text-sm text-ink-faint">
            {history.isPending ? 'Looking…' : 'No heartbeat of that time is kept.'}
          </p>
        ) : (
          <div className="grid gap-x-8 gap-y-6 sm:grid-cols-2 lg:grid-cols-3">
            {lines.map((line) => (
              <Line key={line.label} {...line} points={points} />
            ))}
          </div>
        )}
        {strained > 0 ? (
          <p className="mt-4 text-sm text-late">
            Throttled or short of power in {strained} of {points.length} steps, shaded in the
            charts.
          </p>
        ) : null}
      </Card>
    </section>
  );
}

const [width, height] = [300, 64];

function Line({
  label,
  unit,
  read,
  top,
  points,
}: (typeof lines)[number] & { points: readonly Point[] }) {
  const values = points.map(read);
  const known = values.filter((value) => value !== null);
  const last = known.at(-1);
  if (last === undefined) return null;
  const ceiling = top ?? Math.max(1, ...known);
  const from = Date.parse(points[0]?.at ?? '');
  const span = Math.max(1, Date.parse(points.at(-1)?.at ?? '') - from);
  const x = (at: string) => ((Date.parse(at) - from) / span) * width;
  const y = (value: number) => height - (Math.min(value, ceiling) / ceiling) * height;
  const path = points
    .flatMap(({ at }, index) => {
      const value = values[index];
      return value === null || value === undefined
        ? []
        : [`${x(at).toFixed(1)},${y(value).toFixed(1)}`];
    })
    .join(' ');
  const highest = Math.max(...known);
  return (
    <figure>
      <figcaption className="mb-1 flex items-baseline justify-between text-sm">
        <span className="font-medium">{label}</span>
        <span className="numbers text-ink-soft">
          {last.toFixed(0)} {unit}{' '}
          <span className="text-ink-faint">(highest {highest.toFixed(0)})</span>
        </span>
      </figcaption>
      <svg
        role="img"
        aria-label={`${label}: now ${last.toFixed(0)} ${unit}, highest ${highest.toFixed(0)} ${unit}`}
        viewBox={`0 0 ${width} ${height}`}
        preserveAspectRatio="none"
        className="h-16 w-full overflow-visible"
      >
        {points.map(({ at, strained }) =>
          strained ? (
            <rect key={at} x={x(at) - 1} y={0} width={2} height={height} className="fill-late/40" />
          ) : null,
        )}
        <line x1="0" x2={width} y1={height} y2={height} className="stroke-line" />
        <polyline
          // One step alone is a level, and would be no line.
          points={known.length === 1 ? `0,${y(last)} ${width},${y(last)}` : path}
          className="fill-none stroke-accent"
          strokeWidth="1.5"
          vectorEffect="non-scaling-stroke"
        />
      </svg>
    </figure>
  );
}
