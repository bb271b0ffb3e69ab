import type { CaptureAccount } from '@eyrie/contracts';
import { useQuery } from '@tanstack/react-query';
import { captureAccountQuery } from '../api/data-queries.ts';
import { Answer, Skeleton } from '../elements/answer.tsx';
import { Card, SectionTitle } from '../elements/card.tsx';
import { useNow } from '../freshness/use-now.ts';
import { shortDay } from './day-chart.tsx';
import { gapDays, gapLook, gapText, missingShare, sayReason } from './gap-days.ts';

const days = 7;
const looks = {
  none: 'bg-line/50',
  full: 'bg-good',
  missed: 'bg-late',
  // Not by its colour alone.
  unexplained:
    'bg-bad bg-[repeating-linear-gradient(45deg,transparent_0_2px,var(--surface)_2px_3px)]',
} as const;
const legend = [
  ['full', 'all captured'],
  ['missed', 'missed, with a reason'],
  ['unexplained', 'unexplained'],
] as const;

/** What became of every slot of a week, hour by hour; of one camera, one site, or all. */
export function GapMap({ siteId, cameraId }: { siteId?: string; cameraId?: string }) {
  const account = useQuery(captureAccountQuery(days, { siteId, cameraId }));
  return (
    <Card className="p-5">
      <SectionTitle aside={<Legend />}>Slots by hour</SectionTitle>
      <Answer query={account} skeleton={<Skeleton className="h-48" />}>
        {(data) => <Shown account={data} />}
      </Answer>
    </Card>
  );
}

function Shown({ account: { totals, hours } }: { account: CaptureAccount }) {
  const now = Math.floor(useNow() / 60_000) * 60_000;
  return (
    <>
      <p className="numbers mb-3 text-sm text-ink-soft">
        {totals.expected === 0
          ? 'No schedule wanted a frame in these seven days.'
          : sayTotals(totals)}
      </p>
      <div role="table" aria-label="Slots by day and hour" className="space-y-1">
        {gapDays(hours, days, now).map(({ day, hours: cells }) => (
          <div role="row" key={day} className="flex items-center gap-2">
            <span role="rowheader" className="numbers w-14 shrink-0 text-xs text-ink-faint">
              {shortDay(day)}
            </span>
            <span className="grid h-6 flex-1 grid-cols-24 gap-px">
              {cells.map((hour, index) => {
                const text = gapText(day, index, hour);
                return (
                  <span
                    role="cell"
                    key={index}
                    aria-label={text}
                    title={text}
                    className={`flex flex-col overflow-hidden rounded-xs ${looks[hour && hour.expected > 0 ? 'full' : 'none']}`}
                  >
                    <span
                      className={looks[gapLook(hour)]}
                      style={{ height: `${missingShare(hour) * 100}%` }}
                    />
                  </span>
                );
              })}
            </span>
          </div>
        ))}
      </div>
      <p className="numbers mt-1 flex justify-between pl-16 text-xs text-ink-faint">
        {['0', '6', '12', '18', '24 UTC'].map((hour) => (
          <span key={hour}>{hour}</span>
        ))}
      </p>
    </>
  );
}

function sayTotals({ captured, expected, reasons, unexplained }: CaptureAccount['totals']): string {
  const worstFirst = Object.entries(reasons).sort(([, a], [, b]) => b - a);
  return [
    `${captured.toLocaleString()} of ${expected.toLocaleString()} slots captured`,
    ...worstFirst.map(([reason, slots]) => `${sayReason(reason)} ${slots.toLocaleString()}`),
    ...(unexplained > 0 ? [`unexplained ${unexplained.toLocaleString()}`] : []),
  ].join(' · ');
}

function Legend() {
  return (
    <span className="flex flex-wrap gap-x-4 gap-y-1">
      {legend.map(([look, text]) => (
        <span key={look} className="flex items-center gap-1.5">
          <span aria-hidden className={`size-2.5 rounded-sm ${looks[look]}`} /> {text}
        </span>
      ))}
    </span>
  );
}
