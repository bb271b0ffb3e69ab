import type { Device } from '@eyrie/contracts';
import { Link } from '@tanstack/react-router';
import { PresenceBadge } from '../elements/presence-badge.tsx';
import { AgeText } from '../freshness/age-text.tsx';

interface DeviceTableProps {
  readonly devices: readonly Device[];
  readonly nameOf: (siteId: string) => string;
  /** Null for those who may only look. */
  readonly choice: Choice | null;
}

export interface Choice {
  readonly chosen: ReadonlySet<string>;
  readonly choose: (ids: readonly string[], isWanted: boolean) => void;
}

/** A table where there is room for it, cards on a phone. */
export function DeviceTable({ devices, nameOf, choice }: DeviceTableProps) {
  const ids = devices.map(({ id }) => id);
  const isAll = choice !== null && ids.every((id) => choice.chosen.has(id));
  const all = choice ? (
    <Tick
      label={`Choose all ${ids.length} shown`}
      isTicked={isAll}
      onTick={(isWanted) => choice.choose(ids, isWanted)}
    />
  ) : null;
  return (
    <>
      {choice ? (
        <div className="mb-1 flex items-center gap-1 px-2 text-sm text-ink-soft md:hidden">
          {all} <span aria-hidden>All shown</span>
        </div>
      ) : null}
      <ul className="space-y-3 md:hidden">
        {devices.map((device) => (
          <DeviceCard key={device.id} device={device} nameOf={nameOf} choice={choice} />
        ))}
      </ul>
      <div className="hidden overflow-x-auto rounded-2xl border border-line bg-surface shadow-card md:block">
        <table className="w-full text-left text-sm">
          <thead className="border-b border-line text-xs text-ink-faint">
            <tr>
              {all ? <td className="w-px py-1 pl-2">{all}</td> : null}
              {['Device', 'State', 'Site', 'Role', 'Heard', 'Processor', 'Backlog'].map((title) => (
                <th key={title} scope="col" className="px-4 py-3 font-medium">
                  {title}
                </th>
              ))}
            </tr>
          </thead>
          <tbody className="divide-y divide-line">
            {devices.map((device) => (
              <DeviceRow key={device.id} device={device} nameOf={nameOf} choice={choice} />
            ))}
          </tbody>
        </table>
      </div>
    </>
  );
}

interface DeviceProps extends Omit<DeviceTableProps, 'devices'> {
  readonly device: Device;
}

function DeviceRow({ device, nameOf, choice }: DeviceProps) {
  const cell = 'px-4 py-3 text-ink-soft';
  return (
    <tr className="hover:bg-sunken">
      {choice ? (
        <td className="w-px py-1 pl-2">
          <DeviceTick device={device} choice={choice} />
        </td>
      ) : null}
      <th scope="row" className="px-4 py-3 font-medium">
        <DeviceLink device={device} />
      </th>
      <td className="px-4 py-3">
        <PresenceBadge presence={device.presence} />
      </td>
      <td className={cell}>{nameOf(device.site_id)}</td>
      <td className={cell}>{roleText(device)}</td>
      <td className={`${cell} whitespace-nowrap`}>
        <AgeText since={device.last_seen_at} />
      </td>
      <td className={`numbers ${cell}`}>
        {device.health ? `${device.health.cpu_percent.toFixed(0)} %` : '–'}
      </td>
      <td className={`numbers ${cell}`}>{device.health ? device.health.backlog_records : '–'}</td>
    </tr>
  );
}

function DeviceCard({ device, nameOf, choice }: DeviceProps) {
  return (
    <li className="flex items-start gap-1 rounded-2xl border border-line bg-surface py-2 pr-4 pl-2 shadow-card">
      {choice ? <DeviceTick device={device} choice={choice} /> : <span className="w-2" />}
      <div className="min-w-0 flex-1 py-2.5">
        <div className="flex items-center justify-between gap-3">
          <span className="min-w-0 font-medium break-words">
            <DeviceLink device={device} />
          </span>
          <PresenceBadge presence={device.presence} />
        </div>
        <p className="mt-1 text-sm text-ink-soft">
          {nameOf(device.site_id)} · {roleText(device)}
        </p>
        <p className="numbers text-sm text-ink-faint">
          heard <AgeText since={device.last_seen_at} />
          {device.health ? ` · ${device.health.backlog_records} records to send` : ''}
        </p>
      </div>
    </li>
  );
}

function DeviceLink({ device }: { device: Device }) {
  return (
    <Link
      to="/devices/$deviceId"
      params={{ deviceId: device.id }}
      className="hover:text-accent hover:underline"
    >
      {device.name}
    </Link>
  );
}

function DeviceTick({ device, choice }: { device: Device; choice: Choice }) {
  return (
    <Tick
      label={`Choose ${device.name}`}
      isTicked={choice.chosen.has(device.id)}
      onTick={(isWanted) => choice.choose([device.id], isWanted)}
    />
  );
}

interface TickProps {
  readonly label: string;
  readonly isTicked: boolean;
  readonly onTick: (isWanted: boolean) => void;
}

function Tick({ label, isTicked, onTick }: TickProps) {
  return (
    <label className="grid size-11 cursor-pointer place-items-center">
      <span className="sr-only">{label}</span>
      <input
        type="checkbox"
        checked={isTicked}
        onChange={(event) => onTick(event.target.checked)}
        className="size-4.5 accent-accent"
      />
    </label>
  );
}

function roleText(device: Device): string {
  return device.raft?.role ? `${device.role} (${device.raft.role})` : device.role;
}
