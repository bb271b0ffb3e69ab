import type { ConfigurationRollout, RolloutState } from '@eyrie/contracts';
import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { CircleCheck, CircleX, Hourglass } from 'lucide-react';
import { Answer, Skeleton } from '../elements/answer.tsx';
import { Card, SectionTitle } from '../elements/card.tsx';
import { rolloutQuery } from './configuration-queries.ts';

const looks = {
  applied: { icon: CircleCheck, label: 'Applied', tone: 'text-good' },
  waiting: { icon: Hourglass, label: 'Waiting', tone: 'text-late' },
  refused: { icon: CircleX, label: 'Refused', tone: 'text-bad' },
} as const satisfies Record<RolloutState, unknown>;

/** How far the workers are with what is wanted of them, and why where they are not. */
export function RolloutCard({ targetId }: { targetId: string }) {
  const rollout = useQuery(rolloutQuery(targetId));
  return (
    <Answer query={rollout} skeleton={<Skeleton className="h-36" />}>
      {(found) => <RolloutView rollout={found} />}
    </Answer>
  );
}

function RolloutView({ rollout }: { rollout: ConfigurationRollout }) {
  const { devices_total: total, devices_applied: applied, devices_refused: refused } = rollout;
  return (
    <Card className="p-5">
      <SectionTitle
        aside={
          <span aria-live="polite" className="numbers">
            {applied} of {total} {total === 1 ? 'worker runs' : 'workers run'} with it
          </span>
        }
      >
        On the devices
      </SectionTitle>
      {total === 0 ? (
        <p className="text-sm text-ink-faint">
          No worker is here yet; those that come begin with it.
        </p>
      ) : (
        <>
          <div
            role="progressbar"
            aria-label="Workers that run with the wanted configuration"
            aria-valuemin={0}
            aria-valuemax={total}
            aria-valuenow={applied}
            className="flex h-2.5 overflow-hidden rounded-full bg-sunken"
          >
            <div
              className="bg-good transition-all"
              style={{ width: `${(applied / total) * 100}%` }}
            />
            <div
              className="bg-bad transition-all"
              style={{ width: `${(refused / total) * 100}%` }}
            />
          </div>
          <ul className="mt-3 divide-y divide-line text-sm">
            {rollout.devices.slice(0, 8).map((device) => {
              const { icon: Icon, label, tone } = looks[device.state];
              return (
                <li key={device.device_id} className="py-2.5">
                  <div className="flex flex-wrap items-center justify-between gap-2">
                    <Link
                      to="/configuration/$targetId"
                      params={{ targetId: device.device_id }}
                      className="font-medium hover:underline"
                    >
                      {device.name}
                    </Link>
                    <span className={`inline-flex items-center gap-1.5 ${tone}`}>
                      <Icon aria-hidden className="size-4" /> {label}
                      <span className="numbers text-xs text-ink-faint">
                        {device.state === 'applied'
                          ? `version ${device.reported_version}`
                          : `runs ${device.reported_version}, wanted ${device.desired_version}`}
                      </span>
                    </span>
                  </div>
                  {device.reason ? (
                    <p className="mt-1.5 rounded-lg bg-bad-ground px-3 py-2 text-bad">
                      {device.reason}
                    </p>
                  ) : null}
                </li>
              );
            })}
          </ul>
          {rollout.devices.length > 8 ? (
            <p className="mt-2 text-xs text-ink-faint">and {total - 8} more</p>
          ) : null}
        </>
      )}
    </Card>
  );
}
