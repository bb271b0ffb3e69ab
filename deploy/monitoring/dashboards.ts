import type { Dashboard } from './dashboard.ts';

const ofCloud = 'job="eyrie"';
const ofCoordinators = 'job="eyrie-coordinator"';
const ofWorkers = 'job="eyrie-worker"';

function rate(metric: string, by = '', filter = ofCloud): string {
  return `sum${by === '' ? '' : ` by (${by})`} (rate(${metric}{${filter}}[5m]))`;
}

function quantile(q: number, metric: string, by = '', filter = ofCloud): string {
  const labels = by === '' ? 'le' : `${by}, le`;
  return `histogram_quantile(${q}, sum by (${labels}) (rate(${metric}_bucket{${filter}}[5m])))`;
}

const api: Dashboard = {
  uid: 'eyrie-api',
  title: 'Eyrie: API',
  rows: [
    {
      title: 'Now',
      panels: [
        {
          title: 'Replicas',
          description: 'Replicas that answer.',
          unit: 'short',
          shows: 'number',
          series: { replicas: `sum(up{${ofCloud}})` },
        },
        {
          title: 'Failing requests',
          description: 'Share of answers with 5xx. Alert HighErrorRate from 5 %.',
          unit: 'percentunit',
          shows: 'number',
          alarmAbove: 0.05,
          series: {
            failing: `${rate('http_requests_total', '', `${ofCloud},status=~"5.."`)} / ${rate('http_requests_total')}`,
          },
        },
        {
          title: 'p95 of /v1',
          description: 'One request in twenty takes longer. Alert SlowAnswers from 1 s.',
          unit: 's',
          shows: 'number',
          alarmAbove: 1,
          series: {
            p95: quantile(
              0.95,
              'http_request_duration_seconds',
              '',
              `${ofCloud},endpoint=~"/v1/.*"`,
            ),
          },
        },
        {
          title: 'Replicas that reach the database',
          description: 'Alert DatabaseDown at none.',
          unit: 'short',
          shows: 'number',
          series: { reaching: `sum(database_up{${ofCloud}})` },
        },
      ],
    },
    {
      title: 'Requests',
      panels: [
        {
          title: 'Requests by status',
          description: '429 are limits at work; 5xx are ours.',
          unit: 'reqps',
          series: { '{{status}}': rate('http_requests_total', 'status') },
        },
        {
          title: 'Slowest operations (p95)',
          description: 'The ten operations whose p95 is longest.',
          unit: 's',
          series: {
            '{{method}} {{endpoint}}': `topk(10, ${quantile(0.95, 'http_request_duration_seconds', 'method, endpoint')})`,
          },
        },
      ],
    },
    {
      title: 'Event stream',
      panels: [
        {
          title: 'Connected clients',
          description: 'Each holds some 30 KB.',
          unit: 'short',
          series: { '{{instance}}': `stream_connections{${ofCloud}}` },
        },
        {
          title: 'Events written',
          description: 'To all clients together.',
          unit: 'cps',
          series: { events: rate('stream_events_total') },
        },
        {
          title: 'Streams that ended',
          description: 'too-slow: readers that do not keep up (alert SlowReaders).',
          unit: 'cps',
          series: { '{{reason}}': rate('stream_closed_total', 'reason') },
        },
      ],
    },
    {
      title: 'Database',
      panels: [
        {
          title: 'Statements',
          description: 'By their first word.',
          unit: 'cps',
          series: { '{{query_type}}': rate('db_query_duration_seconds_count', 'query_type') },
        },
        {
          title: 'Time of a statement',
          description: 'With its wait behind others. Alert DatabaseSlow from a p95 of 100 ms.',
          unit: 's',
          alarmAbove: 0.1,
          series: {
            p50: quantile(0.5, 'db_query_duration_seconds'),
            p95: quantile(0.95, 'db_query_duration_seconds'),
          },
        },
      ],
    },
    {
      title: 'Backup',
      panels: [
        {
          title: 'Behind',
          description:
            'What would be lost with the database (RPO). Alert BackupBehind from 5 minutes.',
          unit: 's',
          alarmAbove: 300,
          series: {
            behind: `min(backup_behind_seconds{${ofCloud}})`,
            'since the archiver': `min(database_archive_age_seconds{${ofCloud}})`,
          },
        },
        {
          title: 'Age of the base backup',
          description: 'Alert BaseBackupLate six hours after it was due.',
          unit: 's',
          series: {
            age: `min(backup_base_age_seconds{${ofCloud}})`,
            due: `max(backup_base_interval_seconds{${ofCloud}})`,
          },
        },
        {
          title: 'WAL held for the backup',
          description:
            'Fills the database’s disk when nothing takes it. Alert BackupHoldsWal from 4 GB.',
          unit: 'bytes',
          alarmAbove: 4e9,
          series: { held: `max(backup_held_bytes{${ofCloud}})` },
        },
      ],
    },
  ],
};

const fleet: Dashboard = {
  uid: 'eyrie-fleet',
  title: 'Eyrie: fleet and ingest',
  rows: [
    {
      title: 'Devices',
      panels: [
        {
          title: 'Devices',
          description: 'Enrolled, of all organisations.',
          unit: 'short',
          shows: 'number',
          series: { devices: `max(devices_total{${ofCloud}})` },
        },
        {
          title: 'Offline',
          description: 'Alert ManyDevicesOffline from a fifth.',
          unit: 'percentunit',
          shows: 'number',
          alarmAbove: 0.2,
          series: {
            offline: `max(devices_offline{${ofCloud}}) / max(devices_total{${ofCloud}})`,
          },
        },
      ],
    },
    {
      title: 'Over time',
      panels: [
        {
          title: 'Devices online and offline',
          description: 'Every replica says the same, so the greatest counts.',
          unit: 'short',
          series: {
            online: `sum(max by (location) (devices_online{${ofCloud}}))`,
            offline: `max(devices_offline{${ofCloud}})`,
          },
        },
        {
          title: 'Silence of sites',
          description:
            'Since their leaders’ last reports, the ten longest. Alert SiteSilent from 5 minutes.',
          unit: 's',
          alarmAbove: 300,
          series: {
            '{{location}}': `topk(10, min by (location) (site_silent_seconds{${ofCloud}}))`,
          },
        },
        {
          title: 'Silent devices of sites',
          description: 'The ten sites with most. Alert DevicesSilent after half an hour.',
          unit: 'short',
          series: {
            '{{location}}': `topk(10, max by (location) (site_devices_offline{${ofCloud}}))`,
          },
        },
        {
          title: 'Slots captured',
          description:
            'Of the last six whole hours, the ten worst sites. Alert CapturesMissed below 95 %.',
          unit: 'percentunit',
          series: {
            '{{location}}': `bottomk(10, max by (location) (site_slots_captured{${ofCloud}}) / (max by (location) (site_slots_expected{${ofCloud}}) > 0))`,
          },
        },
        {
          title: 'Sites with the fewest devices online',
          description: 'Where to look first when devices go.',
          unit: 'short',
          series: {
            '{{location}}': `bottomk(10, max by (location) (devices_online{${ofCloud}}))`,
          },
        },
      ],
    },
    {
      title: 'Ingest',
      panels: [
        {
          title: 'Records',
          description: 'duplicate: sent again, counted once. refused: alert RecordsRefused.',
          unit: 'cps',
          series: { '{{kind}} {{result}}': rate('ingest_records_total', 'kind, result') },
        },
        {
          title: 'Time of a batch',
          description: 'Commit included.',
          unit: 's',
          series: {
            p50: quantile(0.5, 'ingest_batch_duration_seconds'),
            p95: quantile(0.95, 'ingest_batch_duration_seconds'),
          },
        },
      ],
    },
  ],
};

const site: Dashboard = {
  uid: 'eyrie-site',
  title: 'Eyrie: site (Raft, broker, uplink, captures)',
  rows: [
    {
      title: 'Consensus',
      panels: [
        {
          title: 'Who leads',
          description: 'One coordinator shows 1. None for more than two seconds: no decisions.',
          unit: 'short',
          series: { '{{instance}}': `eyrie_raft_leader{${ofCoordinators}}` },
        },
        {
          title: 'Members',
          description: 'Learners become voters once they have caught up.',
          unit: 'short',
          series: {
            voters: `max(eyrie_raft_voters{${ofCoordinators}})`,
            learners: `max(eyrie_raft_learners{${ofCoordinators}})`,
          },
        },
        {
          title: 'Disk of the coordinators',
          description: 'Anything but ok is said here; the coordinator then hands over.',
          unit: 'short',
          series: { '{{instance}} {{state}}': `eyrie_raft_disk_state{${ofCoordinators}} == 1` },
        },
      ],
    },
    {
      title: 'Towards the cloud',
      panels: [
        {
          title: 'Records that wait',
          description:
            'At the leader; it keeps nothing on disk, so this is small or the cloud is away.',
          unit: 'short',
          series: { waiting: `sum(eyrie_uplink_backlog_records{${ofCoordinators}})` },
        },
        {
          title: 'Records',
          description: 'Confirmed: the cloud gave a receipt.',
          unit: 'cps',
          series: {
            offered: rate('eyrie_uplink_records_offered_total', '', ofCoordinators),
            confirmed: rate('eyrie_uplink_records_confirmed_total', '', ofCoordinators),
            refused: rate('eyrie_uplink_records_refused_total', '', ofCoordinators),
          },
        },
        {
          title: 'Failures',
          description: 'Batches that have to be sent again.',
          unit: 'cps',
          series: { failures: rate('eyrie_uplink_failures_total', '', ofCoordinators) },
        },
      ],
    },
    {
      title: 'Broker',
      panels: [
        {
          title: 'Devices connected',
          description: 'At the leader.',
          unit: 'short',
          series: { '{{instance}}': `eyrie_broker_clients{${ofCoordinators}}` },
        },
        {
          title: 'Turned away',
          description: 'Connections, packets and subscriptions, by reason.',
          unit: 'cps',
          series: { '{{reason}}': rate('eyrie_broker_rejections_total', 'reason', ofCoordinators) },
        },
        {
          title: 'Evictions',
          description: 'The same device connected again; two clones alternate.',
          unit: 'cps',
          series: { evictions: rate('eyrie_broker_evictions_total', '', ofCoordinators) },
        },
      ],
    },
    {
      title: 'Captures',
      panels: [
        {
          title: 'Frames captured',
          description: 'By worker.',
          unit: 'cps',
          series: {
            '{{instance}}': rate('eyrie_worker_frames_captured_total', 'instance', ofWorkers),
          },
        },
        {
          title: 'Frames missed',
          description: 'By reason.',
          unit: 'cps',
          series: {
            '{{reason}}': rate('eyrie_worker_frames_missed_total', 'reason', ofWorkers),
          },
        },
        {
          title: 'Uploads',
          description: 'Pictures and videos, by what became of them.',
          unit: 'cps',
          series: { uploads: rate('eyrie_worker_uploads_total', '', ofWorkers) },
        },
      ],
    },
  ],
};

/** All of them, by the name of their file. */
export const dashboards: Readonly<Record<string, Dashboard>> = { api, fleet, site };
