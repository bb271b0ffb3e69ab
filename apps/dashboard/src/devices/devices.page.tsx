import type { Device, Presence } from '@eyrie/contracts';
import { useQuery } from '@tanstack/react-query';
import { Link, useNavigate } from '@tanstack/react-router';
import { Search } from 'lucide-react';
import { devicesQuery, sitesQuery } from '../api/queries.ts';
import { Answer, Skeleton } from '../elements/answer.tsx';
import { Empty } from '../elements/empty.tsx';
import { PresenceBadge } from '../elements/presence-badge.tsx';
import { AgeText } from '../freshness/age-text.tsx';
import { WaitingDevices } from './waiting-devices.tsx';
import { filterDevices, presenceCounts } from './filter-devices.ts';

const states: Presence[] = ['online', 'late', 'offline', 'new'];

interface DevicesPageProps {
  q: string | undefined;
  state: string | undefined;
}

/** All devices, found by name or state; both are in the address, so that a view can be sent on. */
export function DevicesPage({ q, state }: DevicesPageProps) {
  const devices = useQuery(devicesQuery());
  const sites = useQuery(sitesQuery);
  const navigate = useNavigate();
  const show = (search: DevicesPageProps) =>
    void navigate({ to: '/devices', search, replace: true });
  const nameOf = (siteId: string) =>
    sites.data?.items.find((site) => site.id === siteId)?.name ?? '';

  return (
    <>
      <h1 className="mb-4 text-2xl font-semibold tracking-tight">Devices</h1>
      <WaitingDevices nameOf={nameOf} />
      <Answer query={devices} skeleton={<Skeleton className="h-96" />}>
        {(page) => {
          const counts = presenceCounts(page.items);
          const shown = filterDevices(page.items, { text: q ?? '', presence: state ?? null });
          return (
            <>
              <div className="mb-4 flex flex-wrap gap-2">
                <label className="relative min-w-56 flex-1">
                  <span className="sr-only">Find a device</span>
                  <Search
                    aria-hidden
                    className="absolute top-1/2 left-3.5 size-4 -translate-y-1/2 text-ink-faint"
                  />
                  <input
                    type="search"
                    value={q ?? ''}
                    placeholder="Name or hardware"
                    onChange={(event) => show({ q: event.target.value || undefined, state })}
                    className="h-11 w-full rounded-xl border border-line bg-surface pr-3 pl-10 text-sm"
                  />
                </label>
                {states.map((presence) => (
                  <button
                    key={presence}
                    type="button"
                    aria-pressed={state === presence}
                    onClick={() => show({ q, state: state === presence ? undefined : presence })}
                    className="numbers h-11 rounded-xl border border-line bg-surface px-4 text-sm capitalize aria-pressed:border-accent aria-pressed:text-accent"
                  >
                    {presence} {counts[presence]}
                  </button>
                ))}
              </div>
              {shown.length === 0 ? (
                <Empty title="No device is like that." />
              ) : (
                <DeviceTable devices={shown} nameOf={nameOf} />
              )}
            </>
          );
        }}
      </Answer>
    </>
  );
}

function DeviceTable({
  devices,
  nameOf,
}: {
  devices: Device[];
  nameOf: (siteId: string) => string;
}) {
  return (
    <div className="overflow-x-auto rounded-2xl border border-line bg-surface shadow-card">
      <table className="w-full min-w-2xl text-left text-sm">
        <thead className="border-b border-line text-xs text-ink-faint">
          <tr>
            {['Device', 'State', 'Site', 'Role', 'Heard', 'CPU', 'Backlog'].map((title) => (
              <th key={title} scope="col" className="px-4 py-3 font-medium">
                {title}
              </th>
            ))}
          </tr>
        </thead>
        <tbody className="divide-y divide-line">
          {devices.map((device) => (
            <tr key={device.id} className="hover:bg-sunken">
              <th scope="row" className="px-4 py-3 font-medium">
                <Link
                  to="/devices/$deviceId"
                  params={{ deviceId: device.id }}
                  className="hover:text-accent hover:underline"
                >
                  {device.name}
                </Link>
              </th>
              <td className="px-4 py-3">
                <PresenceBadge presence={device.presence} />
              </td>
              <td className="px-4 py-3 text-ink-soft">{nameOf(device.site_id)}</td>
              <td className="px-4 py-3 text-ink-soft">{roleText(device)}</td>
              <td className="px-4 py-3 text-ink-soft">
                <AgeText since={device.last_seen_at} />
              </td>
              <td className="numbers px-4 py-3 text-ink-soft">
                {device.health ? `${device.health.cpu_percent.toFixed(0)} %` : '–'}
              </td>
              <td className="numbers px-4 py-3 text-ink-soft">
                {device.health ? device.health.backlog_records : '–'}
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

function roleText(device: Device): string {
  return device.raft?.role ? `${device.role} (${device.raft.role})` : device.role;
}
