import type { Device } from '@eyrie/contracts';
import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { camerasQuery, deviceQuery, siteQuery } from '../api/queries.ts';
import { AddCameraLink } from '../camera-form/add-camera-link.tsx';
import { CameraGrid } from '../cameras/camera-grid.tsx';
import { DeviceCommands } from '../commands/device-commands.tsx';
import { DeviceEdit } from '../editing/device-edit.tsx';
import { Answer, Skeleton } from '../elements/answer.tsx';
import { formatBytes } from '../elements/bytes.ts';
import { Card, SectionTitle } from '../elements/card.tsx';
import { Empty } from '../elements/empty.tsx';
import { PresenceBadge } from '../elements/presence-badge.tsx';
import { formatAge } from '../freshness/age.ts';
import { AgeText } from '../freshness/age-text.tsx';
import { DeviceAccess } from './device-access.tsx';
import { ConditionCard } from './condition-card.tsx';
import { Gauge } from './gauge.tsx';
import { HealthHistory } from './health-history.tsx';
import { SensorReadings } from './sensor-readings.tsx';
import { StorageCard } from './storage-card.tsx';

export function DevicePage({ deviceId }: { deviceId: string }) {
  const device = useQuery(deviceQuery(deviceId));
  return (
    <Answer query={device} skeleton={<Skeleton className="h-80" />}>
      {(found) => <DeviceView device={found} />}
    </Answer>
  );
}

function DeviceView({ device }: { device: Device }) {
  const site = useQuery(siteQuery(device.site_id));
  const cameras = useQuery(camerasQuery(device.site_id));
  const own = cameras.data?.items.filter((camera) => camera.device_id === device.id) ?? [];
  return (
    <>
      <header className="mb-5 flex flex-wrap items-end justify-between gap-3">
        <div>
          <p className="text-sm text-ink-faint">
            <Link
              to="/sites/$siteId"
              params={{ siteId: device.site_id }}
              className="hover:underline"
            >
              {site.data?.name ?? 'Site'}
            </Link>
          </p>
          <h1 className="text-2xl font-semibold tracking-tight">{device.name}</h1>
        </div>
        <span className="flex items-center gap-3 text-sm text-ink-soft">
          heard <AgeText since={device.last_seen_at} />
          <PresenceBadge presence={device.presence} />
        </span>
      </header>
      {device.presence_reason ? (
        <p className="mb-4 rounded-xl bg-late-ground px-4 py-3 text-sm text-late">
          {device.presence_reason}
        </p>
      ) : null}
      <div className="grid gap-4 lg:grid-cols-2">
        <Health device={device} />
        <Facts device={device} />
        {device.health?.storage ? <StorageCard storage={device.health.storage} /> : null}
        {device.health?.condition ? <ConditionCard condition={device.health.condition} /> : null}
      </div>
      {device.health ? <HealthHistory device={device} /> : null}
      {device.role === 'worker' ? <SensorReadings device={device} /> : null}
      <DeviceEdit device={device} />
      {device.role === 'worker' ? (
        <section className="mt-8">
          <SectionTitle
            aside={
              device.decommissioned_at === null ? (
                <AddCameraLink site={device.site_id} worker={device.id} />
              ) : null
            }
          >
            Cameras
          </SectionTitle>
          {own.length === 0 ? (
            <Empty title="No camera is set up for this worker." />
          ) : (
            <CameraGrid cameras={own} />
          )}
        </section>
      ) : null}
      {device.role === 'worker' ? <DeviceCommands device={device} /> : null}
      <DeviceAccess device={device} />
    </>
  );
}

function Health({ device: { health } }: { device: Device }) {
  return (
    <Card className="p-5">
      <SectionTitle aside={health ? <AgeText since={health.at} prefix="as of " /> : null}>
        Health
      </SectionTitle>
      {health ? (
        <div className="space-y-4">
          <Gauge
            label="Processor"
            share={health.cpu_percent / 100}
            text={`${health.cpu_percent.toFixed(0)} %`}
          />
          <Gauge
            label="Memory"
            share={health.memory_used_bytes / health.memory_total_bytes}
            text={`${formatBytes(health.memory_used_bytes)} of ${formatBytes(health.memory_total_bytes)}`}
          />
          <Gauge
            label="Disk"
            share={health.disk_used_bytes / health.disk_total_bytes}
            text={`${formatBytes(health.disk_used_bytes)} of ${formatBytes(health.disk_total_bytes)}`}
          />
          <p className="numbers text-sm text-ink-soft">
            Up for {formatAge(health.uptime_seconds * 1000)}
            {health.temperature_c === null ? '' : ` · ${health.temperature_c.toFixed(0)} °C`}
          </p>
        </div>
      ) : (
        <p className="text-sm text-ink-faint">No heartbeat with health has arrived yet.</p>
      )}
    </Card>
  );
}

function Facts({ device }: { device: Device }) {
  const { raft, health, configuration } = device;
  const facts: [string, string][] = [
    ['Role', device.role],
    ...(raft
      ? [
          ['Raft', `${raft.role ?? 'not heard yet'}, node ${raft.node_id}`] satisfies [
            string,
            string,
          ],
          ['Log', `matches up to ${raft.match_index}`] satisfies [string, string],
        ]
      : []),
    ...(health
      ? [
          [
            'On its way to the cloud',
            `${health.backlog_records} records, ${health.backlog_blobs} pictures (${formatBytes(health.backlog_blob_bytes)})`,
          ] satisfies [string, string],
        ]
      : []),
    [
      'Configuration',
      configuration.desired_version === configuration.reported_version
        ? `version ${configuration.reported_version}, applied`
        : `version ${configuration.reported_version}, ${configuration.desired_version} wanted${configuration.reason ? `: ${configuration.reason}` : ''}`,
    ],
    ['Hardware', device.hardware_model],
    ['Software', device.version ?? 'not heard yet'],
    ['Enrolled', new Date(device.created_at).toLocaleString()],
    ['Id', device.id],
  ];
  return (
    <Card className="p-5">
      <SectionTitle
        aside={
          <Link
            to="/configuration/$targetId"
            params={{ targetId: device.id }}
            className="hover:underline"
          >
            Configuration
          </Link>
        }
      >
        About
      </SectionTitle>
      <dl className="grid grid-cols-[auto_1fr] gap-x-6 gap-y-2.5 text-sm">
        {facts.map(([name, value]) => (
          <div key={name} className="contents">
            <dt className="text-ink-faint">{name}</dt>
            <dd className="numbers min-w-0 break-words">{value}</dd>
          </div>
        ))}
      </dl>
    </Card>
  );
}
