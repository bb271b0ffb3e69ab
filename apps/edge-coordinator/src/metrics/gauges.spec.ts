import { randomUUID } from 'node:crypto';
import { describe, expect, it } from '@jest/globals';
import { idFromUuid } from '@eyrie/contracts';
import type { RaftMetrics, TransportCounters } from '@eyrie/raft';
import { Registry } from 'prom-client';
import { SiteStateMachine } from '../site-state/site-state-machine.ts';
import { LoneConsensus } from '../testing/lone-consensus.ts';
import { manifestOf, newDeviceId } from '../testing/site-fixture.ts';
import { registerGauges } from './gauges.ts';

const none = { boundsMs: [0.5, 10], counts: [0, 0], count: 0, sumMs: 0, maxMs: 0 };
const raft: RaftMetrics = {
  ...{ role: 'leader', term: 7, leaderId: 2, commitIndex: 90, appliedIndex: 89, lastIndex: 91 },
  ...{ durableIndex: 91, leaderChangesTotal: 3, proposalsTotal: 12, proposalsFailedTotal: 1 },
  ...{ proposalQueueLength: 0, pendingProposals: 0, uncommittedBytes: 0, commitLatency: none },
  ...{ appliedEntriesTotal: 0, applyLatency: none, persistQueueLength: 0, logBytes: 4096 },
  fsyncLatency: { boundsMs: [0.5, 10], counts: [2, 5], count: 6, sumMs: 250, maxMs: 200 },
  ...{ disk: 'slow', readsTotal: 0, readsFailedTotal: 0, readBatchesTotal: 0, pendingReads: 0 },
  ...{ readLatency: none, snapshotIndex: 64, compactedIndex: 40, snapshotsTakenTotal: 1 },
  ...{ snapshotsFailedTotal: 0, snapshotBytesTakenTotal: 0, snapshotsSentTotal: 0 },
  ...{ snapshotsNotSentTotal: 0, snapshotsRestoredTotal: 0, snapshotBytesRestoredTotal: 0 },
  ...{ confChangesTotal: 0, pendingConfChanges: 0, transfersTotal: 0, transfersFailedTotal: 0 },
  ...{ messagesSentTotal: 0, messagesReceivedTotal: 0, messagesRefusedTotal: 0 },
  peers: {
    1: {
      ...{ state: 'snapshot', match: 10, next: 11, active: true, inflightMessages: 1 },
      ...{ inflightBytes: 512, isLearner: true, incarnation: null },
    },
  },
};
const transport = {
  ...{ framesSent: 0, framesReceived: 0, framesDropped: 0, dials: 0, dialsFailed: 0 },
  ...{ refusedHandshakes: 4, refusedIdentities: 0, refusedClusters: 0, refusedFrames: 0 },
  ...{ snapshotsSent: 0, snapshotsReceived: 0, snapshotsRefused: 0 },
  ...{ snapshotBytesSent: 0, snapshotBytesReceived: 0 },
} satisfies Partial<TransportCounters> as TransportCounters;

async function scrape(): Promise<string[]> {
  const siteId = idFromUuid('site', randomUUID());
  const worker = newDeviceId();
  const machine = new SiteStateMachine(siteId);
  const consensus = new LoneConsensus(machine, { nodeId: 2, term: 7 });
  await consensus.adopt(manifestOf({ siteId, coordinators: [newDeviceId()], workers: [worker] }));
  await consensus.decide({
    ...{ form: 1, type: 'claim-duty', duty: 'render:1', holder: worker, ttlMs: 1000 },
  });
  const registry = new Registry();
  registerGauges(registry, {
    raft: () => raft,
    transport: () => transport,
    confState: () => consensus.status().confState,
    site: () => ({
      ...{ state: machine.state, logTimeMs: 999, sessions: 1 },
      ...{ ignoredCommands: machine.ignoredCommands, version: 5, siteEpoch: 1 },
    }),
    uplinkBacklogRecords: () => 0,
    clients: () => 0,
    uploads: () => 0,
  });
  return (await registry.metrics()).split('\n');
}

describe('the metrics of a coordinator', () => {
  it('are in the form of Prometheus: counters, gauges, states, peers, and histograms in seconds', async () => {
    const lines = await scrape();
    for (const line of [
      '# TYPE eyrie_raft_leader_changes_total counter',
      'eyrie_raft_leader_changes_total 3',
      'eyrie_raft_leader 1',
      'eyrie_raft_role{state="leader"} 1',
      'eyrie_raft_role{state="follower"} 0',
      'eyrie_raft_disk_state{state="slow"} 1',
      'eyrie_raft_log_bytes 4096',
      '# TYPE eyrie_raft_fsync_duration_seconds histogram',
      'eyrie_raft_fsync_duration_seconds_bucket{le="0.0005"} 2',
      'eyrie_raft_fsync_duration_seconds_bucket{le="0.01"} 5',
      'eyrie_raft_fsync_duration_seconds_bucket{le="+Inf"} 6',
      'eyrie_raft_fsync_duration_seconds_sum 0.25',
      'eyrie_raft_fsync_duration_seconds_count 6',
      'eyrie_raft_fsync_longest_seconds 0.2',
      'eyrie_raft_peer_match_index{peer="1"} 10',
      'eyrie_raft_peer_state{peer="1",state="snapshot"} 1',
      'eyrie_raft_peer_learner{peer="1"} 1',
      'eyrie_raft_transport_refused_handshakes_total 4',
      'eyrie_raft_voters 1',
      'eyrie_site_version 5',
      'eyrie_site_coordinators 1',
      'eyrie_site_leases 1',
      'eyrie_site_sessions 1',
    ]) {
      expect(lines).toContain(line);
    }
  });

  it('have one family to a name, with its type as Prometheus wants names to end', async () => {
    const lines = await scrape();
    const types = lines.filter((line) => line.startsWith('# TYPE ')).map((line) => line.split(' '));
    expect(new Set(types.map(([, , name]) => name)).size).toBe(types.length);
    for (const [, , name, type] of types) {
      expect(name?.endsWith('_total')).toBe(type === 'counter');
      if (type === 'histogram') expect(name?.endsWith('_seconds')).toBe(true);
    }
    expect(lines.filter((line) => /undefined|NaN/.test(line))).toEqual([]);
  });
});
