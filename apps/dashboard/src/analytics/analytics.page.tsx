import type { Analytics } from '@eyrie/contracts';
import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { useState } from 'react';
import { analyticsQuery } from '../api/data-queries.ts';
import { Answer, Skeleton } from '../elements/answer.tsx';
import { formatBytes } from '../elements/bytes.ts';
import { Card, SectionTitle } from '../elements/card.tsx';
import { Empty } from '../elements/empty.tsx';
import { Figure } from '../elements/figure.tsx';
import { Choice } from '../elements/form.tsx';
import { DayChart, shortDay } from './day-chart.tsx';
import { GapMap } from './gap-map.tsx';
import { captureShare, shareText, uptimeShare } from './shares.ts';

const spans = [
  { value: '7', text: '7 days' },
  { value: '30', text: '30 days' },
  { value: '365', text: '365 days' },
] as const;
const groupings = [
  { value: 'site', text: 'By site' },
  { value: 'device', text: 'By device' },
] as const;

/** What the cameras were to capture and did, whether devices were there, and what it weighs. */
export function AnalyticsPage() {
  const [span, setSpan] = useState<(typeof spans)[number]['value']>('30');
  const [by, setBy] = useState<(typeof groupings)[number]['value']>('site');
  const analytics = useQuery(analyticsQuery(Number(span), by));
  return (
    <>
      <div className="mb-6 flex flex-wrap items-center justify-between gap-3">
        <h1 className="text-2xl font-semibold tracking-tight">Analytics</h1>
        <div className="flex gap-3">
          <Choice label="Span" isLabelHidden value={span} options={spans} onChoose={setSpan} />
          <Choice label="Rows" isLabelHidden value={by} options={groupings} onChoose={setBy} />
        </div>
      </div>
      <Answer query={analytics} skeleton={<Skeleton className="h-[40rem]" />}>
        {(data) => <Shown data={data} by={by} />}
      </Answer>
    </>
  );
}

function Shown({ data, by }: { data: Analytics; by: 'site' | 'device' }) {
  const { totals, days } = data;
  return (
    <div className="space-y-8">
      <dl className="grid grid-cols-2 gap-3 lg:grid-cols-5">
        <Figure
          label="Captured"
          value={shareText(captureShare(totals))}
          note={`${totals.captured.toLocaleString()} of ${totals.expected.toLocaleString()} slots`}
          tone={totals.missed > 0 ? 'text-late' : 'text-good'}
        />
        <Figure
          label="Missed"
          value={totals.missed.toLocaleString()}
          note="slots without a frame"
        />
        <Figure label="Late" value={totals.late.toLocaleString()} note="over 5 s after the slot" />
        <Figure label="Uptime" value={shareText(uptimeShare(totals))} note="of all workers" />
        <Figure
          label="Received"
          value={formatBytes(totals.stored_bytes)}
          note={`${formatBytes(totals.frame_bytes)} captured`}
        />
      </dl>
      <div className="grid gap-4 lg:grid-cols-2">
        <Card className="p-5 lg:col-span-2">
          <SectionTitle aside={<Legend />}>Captures by day</SectionTitle>
          <DayChart
            label="Captured, late and missed slots by day"
            looks={['fill-accent', 'fill-late', 'fill-bad']}
            topText={(top) => `${top} ${top === 1 ? 'slot' : 'slots'} a day`}
            bars={days.map((day) => ({
              day: day.day,
              parts: [day.captured - day.late, day.late, day.missed],
              text: `${shortDay(day.day)}: ${day.captured} captured, ${day.late} of them late, ${day.missed} missed`,
            }))}
          />
        </Card>
        <Card className="p-5">
          <SectionTitle>Uptime by day</SectionTitle>
          <DayChart
            label="Uptime of the workers by day"
            looks={['fill-good']}
            ceiling={1}
            topText={shareText}
            bars={days.map((day) => ({
              day: day.day,
              parts: [uptimeShare(day) ?? 0],
              text: `${shortDay(day.day)}: ${shareText(uptimeShare(day))}`,
            }))}
          />
        </Card>
        <Card className="p-5">
          <SectionTitle>Received by day</SectionTitle>
          <DayChart
            label="Bytes of pictures and videos received by day"
            looks={['fill-accent']}
            topText={(top) => `${formatBytes(top)} a day`}
            bars={days.map((day) => ({
              day: day.day,
              parts: [day.stored_bytes],
              text: `${shortDay(day.day)}: ${formatBytes(day.stored_bytes)}`,
            }))}
          />
        </Card>
      </div>
      <GapMap />
      <Groups groups={data.groups} by={by} />
      <p className="text-xs text-ink-faint">
        Days are UTC. Worked out {new Date(data.computed_at).toLocaleTimeString()}; at most five
        minutes old.
      </p>
    </div>
  );
}

function Legend() {
  const parts = [
    ['bg-accent', 'captured'],
    ['bg-late', 'late'],
    ['bg-bad', 'missed'],
  ] as const;
  return (
    <span className="flex gap-4">
      {parts.map(([look, text]) => (
        <span key={text} className="flex items-center gap-1.5">
          <span aria-hidden className={`size-2.5 rounded-sm ${look}`} /> {text}
        </span>
      ))}
    </span>
  );
}

function Groups({ groups, by }: { groups: Analytics['groups']; by: 'site' | 'device' }) {
  if (groups.length === 0) return <Empty title="No devices yet." />;
  return (
    <Card className="overflow-x-auto">
      <table className="numbers w-full min-w-2xl text-sm">
        <thead>
          <tr className="border-b border-line text-left text-xs text-ink-faint">
            <th className="px-5 py-3 font-medium">{by === 'site' ? 'Site' : 'Device'}</th>
            {['Captured', 'Missed', 'Late', 'Uptime', 'Received', 'Held now'].map((name) => (
              <th key={name} className="px-3 py-3 text-right font-medium last:pr-5">
                {name}
              </th>
            ))}
          </tr>
        </thead>
        <tbody className="divide-y divide-line">
          {groups.map((group) => (
            <tr key={group.id}>
              <th scope="row" className="px-5 py-2.5 text-left font-medium">
                {by === 'site' ? (
                  <Link
                    to="/sites/$siteId"
                    params={{ siteId: group.id }}
                    className="hover:underline"
                  >
                    {group.name}
                  </Link>
                ) : (
                  <Link
                    to="/devices/$deviceId"
                    params={{ deviceId: group.id }}
                    className="hover:underline"
                  >
                    {group.name}
                  </Link>
                )}
              </th>
              <td className="px-3 py-2.5 text-right">{shareText(captureShare(group))}</td>
              <td className={`px-3 py-2.5 text-right ${group.missed > 0 ? 'text-late' : ''}`}>
                {group.missed.toLocaleString()}
              </td>
              <td className="px-3 py-2.5 text-right">{group.late.toLocaleString()}</td>
              <td className="px-3 py-2.5 text-right">{shareText(uptimeShare(group))}</td>
              <td className="px-3 py-2.5 text-right">{formatBytes(group.stored_bytes)}</td>
              <td className="px-3 py-2.5 pr-5 text-right">{formatBytes(group.held_bytes)}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </Card>
  );
}
