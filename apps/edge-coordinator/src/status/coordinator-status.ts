import type { CoordinatorStatus } from '@eyrie/contracts';
import type { RaftStatus } from '@eyrie/raft';

export interface StatusParts {
  readonly version: string;
  readonly state: CoordinatorStatus['state'];
  readonly reason: string | null;
  readonly identity: {
    readonly deviceId: string;
    readonly siteId: string;
    readonly nodeId: number | null;
  } | null;
  readonly raft: RaftStatus | null;
  readonly siteVersion: number;
  readonly duties: {
    readonly ports: { readonly mqtt: number; readonly relay: number };
    readonly clients: readonly string[];
    readonly uplink: CoordinatorStatus['uplink'];
  } | null;
  readonly fenced: boolean;
}

const noUplink = { active: false, backlogRecords: 0, lastReceiptAt: null, lastError: null };

/** What `GET /status` answers. */
export function coordinatorStatus(parts: StatusParts): CoordinatorStatus {
  const { raft, duties } = parts;
  return {
    kind: 'coordinator',
    version: parts.version,
    state: parts.state,
    reason: parts.reason,
    deviceId: parts.identity?.deviceId ?? null,
    siteId: parts.identity?.siteId ?? null,
    nodeId: parts.identity?.nodeId ?? null,
    role: raft && roleIn(raft),
    term: raft?.term ?? 0,
    leaderNodeId: raft?.leaderId ?? null,
    commitIndex: raft?.commitIndex ?? 0,
    siteVersion: parts.siteVersion,
    broker: duties && {
      mqttPort: duties.ports.mqtt,
      relayPort: duties.ports.relay,
      clients: [...duties.clients],
    },
    uplink:
      duties?.uplink ??
      (parts.fenced
        ? { ...noUplink, lastError: 'The cloud knows a newer leader of this site.' }
        : noUplink),
  };
}

/** Null: the group does not have this node, or no more. */
function roleIn({ id, role, confState }: RaftStatus): CoordinatorStatus['role'] {
  const { voters, votersOutgoing, learners } = confState;
  if (voters.includes(id) || votersOutgoing.includes(id)) return role;
  return learners.includes(id) ? 'learner' : null;
}
