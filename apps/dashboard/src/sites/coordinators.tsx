import type { Device, Site, Standing } from '@eyrie/contracts';
import { Link } from '@tanstack/react-router';
import { Empty } from '../elements/empty.tsx';
import { AgeText } from '../freshness/age-text.tsx';
import { describeStanding } from './standing-text.ts';

const tones = {
  good: 'bg-good-ground text-good',
  late: 'bg-late-ground text-late',
  bad: 'bg-bad-ground text-bad',
  quiet: 'bg-sunken text-ink-soft',
} as const;

/** The site's coordinators as their leader reports them: who votes, who learns, how far each is. */
export function Coordinators({ site, devices }: { site: Site; devices: Device[] }) {
  const coordinators = devices
    .filter(({ role }) => role === 'coordinator')
    .sort((a, b) => (a.raft?.node_id ?? 0) - (b.raft?.node_id ?? 0));
  if (coordinators.length === 0) return <Empty title="No coordinator yet." />;
  return (
    <div className="overflow-x-auto rounded-2xl border border-line bg-surface shadow-card">
      <table className="w-full min-w-2xl text-left text-sm">
        <caption className="sr-only">Coordinators of {site.name}</caption>
        <thead className="border-b border-line text-xs text-ink-faint">
          <tr>
            {['Node', 'Coordinator', 'In the group', 'Behind', 'Reached', 'Card', 'Version'].map(
              (title) => (
                <th key={title} scope="col" className="px-4 py-3 font-medium">
                  {title}
                </th>
              ),
            )}
          </tr>
        </thead>
        <tbody className="divide-y divide-line">
          {coordinators.map((device) => (
            <Row key={device.id} device={device} leads={device.id === site.leader_device_id} />
          ))}
        </tbody>
      </table>
    </div>
  );
}

function Row({ device, leads }: { device: Device; leads: boolean }) {
  const { raft } = device;
  const standing: Standing | null = raft?.standing ?? null;
  const { text, tone } = describeStanding({ standing, leads, reachable: raft?.reachable ?? false });
  return (
    <tr className="hover:bg-sunken">
      <td className="numbers px-4 py-3 text-ink-soft">{raft?.node_id ?? '–'}</td>
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
        <span className={`inline-flex rounded-full px-2 py-0.5 text-xs font-medium ${tones[tone]}`}>
          {text}
        </span>
      </td>
      <td className="numbers px-4 py-3 text-ink-soft">
        {raft?.lag_entries == null ? '–' : `${raft.lag_entries} entries`}
      </td>
      <td className="px-4 py-3 text-ink-soft">
        <AgeText since={device.last_seen_at} />
      </td>
      <td className="numbers px-4 py-3 text-ink-faint">{raft?.incarnation?.slice(0, 8) ?? '–'}</td>
      <td className="numbers px-4 py-3 text-ink-soft">{device.version ?? '–'}</td>
    </tr>
  );
}
