import type { PeerProgress, RaftMetrics, RaftStatus, TransportCounters } from '@eyrie/raft';
import { counter, durations, gauge, states, type Family } from './family.ts';

type Show<Value> = (value: Value) => readonly Family[];
type ShowEach<Metrics> = { readonly [Name in keyof Metrics]: Show<Metrics[Name]> };

const asGauge =
  (name: string, help: string): Show<number> =>
  (value) => [gauge(`eyrie_raft_${name}`, help, value)];
const asCounter =
  (name: string, help: string): Show<number> =>
  (value) => [counter(`eyrie_raft_${name}`, help, value)];
const asDurations =
  (name: string, help: string): Show<RaftMetrics['fsyncLatency']> =>
  (histogram) =>
    durations(`eyrie_raft_${name}`, help, histogram);

/** A metric that is new in the library does not compile until it is shown. */
const shownMetrics: ShowEach<RaftMetrics> = {
  role: (role) => [
    states('eyrie_raft_role', 'What this node is in its group.', roles, role),
    gauge('eyrie_raft_leader', '1 where this node leads.', Number(role === 'leader')),
  ],
  term: asGauge('term', 'Raft term.'),
  leaderId: (leaderId) => [
    gauge('eyrie_raft_has_leader', '1 where a leader is known.', Number(leaderId !== null)),
  ],
  commitIndex: asGauge('commit_index', 'Last committed entry.'),
  appliedIndex: asGauge('applied_index', 'Last applied entry.'),
  lastIndex: asGauge('last_index', 'Last entry of the log.'),
  durableIndex: asGauge('durable_index', 'Last entry that is durable here.'),
  leaderChangesTotal: asCounter('leader_changes', 'Changes of the known leader, to none included.'),

  proposalsTotal: asCounter('proposals', 'Commands proposed here.'),
  proposalsFailedTotal: asCounter('proposals_failed', 'Proposals without an answer.'),
  proposalQueueLength: asGauge('proposal_queue_length', 'Proposals that are not in the log yet.'),
  pendingProposals: asGauge('pending_proposals', 'Proposals in the log that are not applied yet.'),
  uncommittedBytes: asGauge('uncommitted_bytes', 'What a leader took and is not committed yet.'),
  commitLatency: asDurations('commit', 'From proposal to applied, of those made here.'),

  appliedEntriesTotal: asCounter('applied_entries', 'Entries applied.'),
  applyLatency: asDurations('apply', 'A batch in the state machine.'),

  fsyncLatency: asDurations('fsync', 'A write of the log with its sync.'),
  persistQueueLength: asGauge('persist_queue_length', 'Writes that wait for the one under way.'),
  logBytes: asGauge('log_bytes', 'What the log takes up on the disk.'),
  disk: (state) => [
    states('eyrie_raft_disk_state', 'What the disk allows.', ['fit', 'slow', 'full'], state),
  ],

  readsTotal: asCounter('reads', 'Linearizable reads asked for here.'),
  readsFailedTotal: asCounter('reads_failed', 'Linearizable reads that were not served.'),
  readBatchesTotal: asCounter('read_batches', 'Questions to the leader; reads share them.'),
  pendingReads: asGauge('pending_reads', 'Linearizable reads that wait.'),
  readLatency: asDurations('read', 'A linearizable read.'),

  snapshotIndex: asGauge('snapshot_index', 'Last entry of the latest snapshot.'),
  compactedIndex: asGauge('compacted_index', 'The log begins after this entry.'),
  snapshotsTakenTotal: asCounter('snapshots_taken', 'Snapshots taken here.'),
  snapshotsFailedTotal: asCounter('snapshots_failed', 'Snapshots that could not be taken.'),
  snapshotBytesTakenTotal: asCounter('snapshot_taken_bytes', 'Bytes of snapshots taken here.'),
  snapshotsSentTotal: asCounter('snapshots_sent', 'Snapshots that followers took over.'),
  snapshotsNotSentTotal: asCounter('snapshots_not_sent', 'Snapshots that did not arrive.'),
  snapshotsRestoredTotal: asCounter('snapshots_restored', 'Snapshots of a leader taken over.'),
  snapshotBytesRestoredTotal: asCounter('snapshot_restored_bytes', 'Bytes of those taken over.'),

  confChangesTotal: asCounter('conf_changes', 'Changes of members; a joint one counts twice.'),
  pendingConfChanges: asGauge('pending_conf_changes', 'Changes of members that are waited for.'),
  transfersTotal: asCounter('transfers', 'Leaderships that this node was to hand over.'),
  transfersFailedTotal: asCounter('transfers_failed', 'Those of them that it kept.'),

  messagesSentTotal: asCounter('messages_sent', 'Messages to other members.'),
  messagesReceivedTotal: asCounter('messages_received', 'Messages of other members.'),
  messagesRefusedTotal: asCounter('messages_refused', 'Messages that make no sense or are late.'),

  peers: (peers) =>
    Object.entries(shownProgress).flatMap(([name, { help, read }]) => ({
      name: `eyrie_raft_peer_${name}`,
      help: `At the leader: ${help}`,
      type: 'gauge' as const,
      samples: Object.entries(peers).flatMap(([peer, progress]) => read(progress, peer)),
    })),
};

const roles: readonly RaftMetrics['role'][] = ['follower', 'pre-candidate', 'candidate', 'leader'];
const peerStates: readonly PeerProgress['state'][] = ['probe', 'replicate', 'snapshot'];

interface ShownProgress {
  readonly help: string;
  readonly read: (progress: PeerProgress, peer: string) => Family['samples'];
}

const ofPeer = (help: string, read: (progress: PeerProgress) => number): ShownProgress => ({
  help,
  read: (progress, peer) => [{ labels: { peer }, value: read(progress) }],
});

const shownProgress: Readonly<Record<string, ShownProgress>> = {
  match_index: ofPeer('the peer has durably all up to it.', ({ match }) => match),
  next_index: ofPeer('what is sent to the peer next.', ({ next }) => next),
  active: ofPeer('1 where the peer was heard of lately.', ({ active }) => Number(active)),
  inflight_messages: ofPeer('appends without an answer.', (peer) => peer.inflightMessages),
  inflight_bytes: ofPeer('bytes of them.', (peer) => peer.inflightBytes),
  learner: ofPeer('1 where the peer does not vote.', ({ isLearner }) => Number(isLearner)),
  state: {
    help: 'how it sends to the peer.',
    read: (progress, peer) =>
      peerStates.map((state) => ({
        labels: { peer, state },
        value: Number(state === progress.state),
      })),
  },
};

const shownCounters: ShowEach<TransportCounters> = {
  framesSent: asCounter('transport_frames_sent', 'Frames sent.'),
  framesReceived: asCounter('transport_frames_received', 'Frames received.'),
  framesDropped: asCounter('transport_frames_dropped', 'Frames that found no way or no room.'),
  dials: asCounter('transport_dials', 'Connections tried.'),
  dialsFailed: asCounter('transport_dials_failed', 'Connections that did not come about.'),
  linksRenewed: asCounter('transport_links_renewed', 'Doubtful connections replaced.'),
  refusedHandshakes: asCounter(
    'transport_refused_handshakes',
    'Without a certificate of the site.',
  ),
  refusedIdentities: asCounter('transport_refused_identities', 'Who is not the claimed member.'),
  refusedClusters: asCounter('transport_refused_clusters', 'Members of another group.'),
  refusedFrames: asCounter('transport_refused_frames', 'Frames that cannot be read.'),
  snapshotsSent: asCounter('transport_snapshots_sent', 'Snapshots sent whole.'),
  snapshotsReceived: asCounter('transport_snapshots_received', 'Snapshots received whole.'),
  snapshotsRefused: asCounter('transport_snapshots_refused', 'Snapshots that were not taken.'),
  snapshotBytesSent: asCounter('transport_snapshot_sent_bytes', 'Bytes of snapshots sent.'),
  snapshotBytesReceived: asCounter('transport_snapshot_received_bytes', 'Bytes of those received.'),
};

/** What Raft says of itself, as `eyrie_raft_…`. */
export function raftFamilies(
  metrics: RaftMetrics,
  counters: TransportCounters,
  { voters, learners }: RaftStatus['confState'],
): Family[] {
  return [
    ...showAll(shownMetrics, metrics),
    ...showAll(shownCounters, counters),
    gauge('eyrie_raft_voters', 'Members that vote.', voters.length),
    gauge('eyrie_raft_learners', 'Members that only get the log.', learners.length),
  ];
}

function showAll<Metrics extends object>(shown: ShowEach<Metrics>, metrics: Metrics): Family[] {
  const names = Object.keys(shown) as (keyof Metrics)[];
  return names.flatMap((name) => [...shown[name](metrics[name])]);
}
