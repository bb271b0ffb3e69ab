import type { Device, Site } from '@eyrie/contracts';
import { Link } from '@tanstack/react-router';
import { Camera, Cloud, Crown, Server } from 'lucide-react';
import { PresenceBadge } from '../elements/presence-badge.tsx';

/** How the site hangs together: cloud, the coordinators with their Raft roles, the workers. */
export function Topology({ site, devices }: { site: Site; devices: Device[] }) {
  const coordinators = leaderInTheMiddle(
    devices
      .filter((device) => device.role === 'coordinator')
      .sort((a, b) => (a.raft?.node_id ?? 0) - (b.raft?.node_id ?? 0)),
    site.leader_device_id,
  );
  const workers = devices.filter((device) => device.role === 'worker');
  return (
    <div className="relative">
      <div className="flex justify-center">
        <span className="inline-flex items-center gap-2 rounded-full border border-line bg-raised px-4 py-2 text-sm font-medium">
          <Cloud aria-hidden className="size-4 text-accent" /> Cloud
          <span className="numbers text-ink-faint">
            {site.uplink_backlog_records === 0
              ? 'up to date'
              : recordsText(site.uplink_backlog_records)}
          </span>
        </span>
      </div>
      <Strand live={site.presence === 'online'} />
      <div className="flex flex-wrap justify-center gap-3">
        {coordinators.map((device) => (
          <Node key={device.id} device={device} leads={device.id === site.leader_device_id} />
        ))}
      </div>
      <Strand live={workers.some((worker) => worker.presence === 'online')} />
      <div className="flex flex-wrap justify-center gap-3">
        {workers.map((device) => (
          <Node key={device.id} device={device} leads={false} />
        ))}
      </div>
    </div>
  );
}

/** The strands run down the middle, so that is where the one who leads stands. */
function leaderInTheMiddle(coordinators: Device[], leaderId: string | null): Device[] {
  const leader = coordinators.find((device) => device.id === leaderId);
  if (!leader) return coordinators;
  const others = coordinators.filter((device) => device !== leader);
  const middle = Math.floor(others.length / 2);
  return [...others.slice(0, middle), leader, ...others.slice(middle)];
}

function Strand({ live }: { live: boolean }) {
  return (
    <svg aria-hidden viewBox="0 0 10 36" className="mx-auto h-9 w-2.5">
      <line
        x1="5"
        y2="36"
        x2="5"
        stroke="currentColor"
        strokeWidth="2"
        strokeDasharray={live ? '3 4' : '1 7'}
        className={live ? 'text-good' : 'text-bad'}
      >
        {live ? (
          <animate
            attributeName="stroke-dashoffset"
            from="14"
            to="0"
            dur="1.2s"
            repeatCount="indefinite"
          />
        ) : null}
      </line>
    </svg>
  );
}

function Node({ device, leads }: { device: Device; leads: boolean }) {
  const Icon = device.role === 'worker' ? Camera : leads ? Crown : Server;
  return (
    <Link
      to="/devices/$deviceId"
      params={{ deviceId: device.id }}
      className={`flex min-w-64 flex-1 items-center gap-3 rounded-xl border bg-raised px-4 py-3 hover:border-accent sm:max-w-96 ${leads ? 'border-glow' : 'border-line'}`}
    >
      <Icon aria-hidden className={`size-5 shrink-0 ${leads ? 'text-glow' : 'text-ink-faint'}`} />
      <span className="min-w-0 flex-1">
        <span className="block truncate text-sm font-medium">{device.name}</span>
        <span className="numbers block truncate text-xs text-ink-faint">
          {describe(device, leads)}
        </span>
      </span>
      <PresenceBadge presence={device.presence} />
    </Link>
  );
}

function describe(device: Device, leads: boolean): string {
  if (device.role === 'worker') {
    const cameras = `${device.cameras_total} ${device.cameras_total === 1 ? 'camera' : 'cameras'}`;
    const waiting = device.health?.backlog_records ?? 0;
    return waiting > 0 ? `${cameras} · ${recordsText(waiting)}` : cameras;
  }
  if (leads) return `leads · node ${device.raft?.node_id ?? '?'}`;
  return `${device.raft?.role ?? 'not heard yet'} · node ${device.raft?.node_id ?? '?'}`;
}

const recordsText = (count: number) =>
  count === 1 ? '1 record waiting' : `${count.toLocaleString()} records waiting`;
