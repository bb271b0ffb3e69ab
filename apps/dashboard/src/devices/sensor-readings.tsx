import { deviceReadingsSchema, type Device, type DeviceReadings } from '@eyrie/contracts';
import { keepPreviousData, queryOptions, useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { ask } from '../api/http.ts';
import { Card, SectionTitle } from '../elements/card.tsx';
import { LineChart } from '../elements/line-chart.tsx';
import { AgeText } from '../freshness/age-text.tsx';
import { quantityTexts } from './quantity-text.ts';
import { SpanChoice, type Span } from './span-choice.tsx';

const readingsQuery = (deviceId: string, hours: Span) =>
  queryOptions({
    queryKey: ['devices', deviceId, 'readings', hours],
    queryFn: () => ask(`/v1/devices/${deviceId}/readings?hours=${hours}`, deviceReadingsSchema),
    refetchInterval: 60_000,
    placeholderData: keepPreviousData,
  });

type Series = DeviceReadings['series'][number];

/** What the sensors of a worker say of the weather; nothing where it has none. */
export function SensorReadings({ device }: { device: Device }) {
  const [hours, setHours] = useState<Span>('24');
  const { data } = useQuery(readingsQuery(device.id, hours));
  const series = data?.series ?? [];
  // Whoever looks at a short span of a silent sensor must be able to look further back.
  if (series.length === 0 && hours === '24') return null;
  const sensors = [...new Set(series.map(({ sensor }) => sensor))];
  return (
    <section className="mt-8">
      <SectionTitle
        aside={<SpanChoice label="How far back of the weather" value={hours} onChoose={setHours} />}
      >
        Weather
      </SectionTitle>
      {sensors.length === 0 ? (
        <Card className="p-5">
          <p className="text-sm text-ink-faint">No reading of that time is kept.</p>
        </Card>
      ) : null}
      {sensors.map((sensor) => (
        <SensorCard
          key={sensor}
          sensor={sensor}
          series={series.filter((one) => one.sensor === sensor)}
        />
      ))}
    </section>
  );
}

function SensorCard({ sensor, series }: { sensor: string; series: readonly Series[] }) {
  const lastAt =
    series
      .map(({ last }) => last.at)
      .toSorted()
      .at(-1) ?? null;
  const suspect = Math.max(...series.map((one) => one.suspect));
  return (
    <Card className="mb-4 p-5">
      <p className="mb-4 flex flex-wrap items-baseline justify-between gap-x-4 text-sm">
        <span className="font-semibold">{sensor}</span>
        <span className="text-ink-faint">
          <AgeText since={lastAt} prefix="read " />
        </span>
      </p>
      <div className="grid gap-x-8 gap-y-6 sm:grid-cols-2 lg:grid-cols-3">
        {series.map(({ quantity, points }) => (
          <LineChart
            key={quantity}
            {...quantityTexts[quantity]}
            points={points.map(({ at, mean }) => ({ at, value: mean }))}
          />
        ))}
      </div>
      {suspect > 0 ? (
        <p className="mt-4 text-sm text-late">
          A part of {suspect} readings could not be, and was left out.
        </p>
      ) : null}
    </Card>
  );
}
