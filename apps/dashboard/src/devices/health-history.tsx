import { deviceHistorySchema, type Device, type DeviceHistory } from '@eyrie/contracts';
import { keepPreviousData, queryOptions, useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { ask } from '../api/http.ts';
import { Card, SectionTitle } from '../elements/card.tsx';
import { LineChart } from '../elements/line-chart.tsx';
import { SpanChoice, type Span } from './span-choice.tsx';

type Point = DeviceHistory['points'][number];

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
  const strainedAt = points.filter((point) => point.strained).map(({ at }) => at);
  const strained = strainedAt.length;
  return (
    <section className="mt-8">
      <SectionTitle aside={<SpanChoice value={hours} onChoose={setHours} />}>
        How it has been
      </SectionTitle>
      <Card className="p-5">
        {points.length === 0 ? (
          <p className="text-sm text-ink-faint">
            {history.isPending ? 'Looking…' : 'No heartbeat of that time is kept.'}
          </p>
        ) : (
          <div className="grid gap-x-8 gap-y-6 sm:grid-cols-2 lg:grid-cols-3">
            {lines.map(({ label, unit, top, read }) => (
              <LineChart
                key={label}
                label={label}
                unit={unit}
                top={top}
                points={points.map((point) => ({ at: point.at, value: read(point) }))}
                shadedAt={strainedAt}
              />
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
