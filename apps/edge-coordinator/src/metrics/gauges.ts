import type { RaftMetrics } from '@eyrie/raft';
import { Gauge, type Registry } from 'prom-client';

export interface GaugeSources {
  readonly raft: () => RaftMetrics;
  readonly uplinkBacklogRecords: () => number;
  readonly clients: () => number;
  readonly uploads: () => number;
  readonly siteVersion: () => number;
}

/** Gauges that are read when they are asked for. */
export function registerGauges(registry: Registry, sources: GaugeSources): void {
  const { raft } = sources;
  const gauges: readonly [name: string, help: string, read: () => number][] = [
    ['eyrie_raft_leader', '1 where this node leads.', () => Number(raft().role === 'leader')],
    ['eyrie_raft_has_leader', '1 where a leader is known.', () => Number(raft().leaderId !== null)],
    ['eyrie_raft_term', 'Raft term.', () => raft().term],
    ['eyrie_raft_commit_index', 'Last committed entry.', () => raft().commitIndex],
    ['eyrie_raft_applied_index', 'Last applied entry.', () => raft().appliedIndex],
    ['eyrie_raft_last_index', 'Last entry of the log.', () => raft().lastIndex],
    [
      'eyrie_raft_leader_changes',
      'Changes of the known leader since the start.',
      () => raft().leaderChangesTotal,
    ],
    ['eyrie_raft_fsync_ms_max', 'Longest sync of the log, ms.', () => raft().fsyncLatency.maxMs],
    [
      'eyrie_raft_proposals_failed',
      'Proposals that failed since the start.',
      () => raft().proposalsFailedTotal,
    ],
    ['eyrie_broker_clients', 'Devices connected to the broker.', sources.clients],
    [
      'eyrie_uplink_backlog_records',
      'Records waiting for the cloud.',
      sources.uplinkBacklogRecords,
    ],
    ['eyrie_relay_uploads', 'Uploads running through the relay.', sources.uploads],
    ['eyrie_site_version', 'Version of the manifest in force.', sources.siteVersion],
  ];
  for (const [name, help, read] of gauges) {
    new Gauge({
      name,
      help,
      registers: [registry],
      collect() {
        this.set(read());
      },
    });
  }
}
