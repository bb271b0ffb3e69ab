import type {
  MemberCard,
  SiteManifest,
  SiteMember,
  SiteStatus,
  Standing,
  UnderWay,
} from '@eyrie/contracts';
import { isJoint, type RaftStatus, type SnapshotProgress } from '@eyrie/raft';
import { isRetired, memberIdsOf, standingIn } from '../members/standings.ts';
import type { RosterEntry } from '../members/roster.ts';

export interface SiteStatusParts {
  readonly status: RaftStatus;
  readonly own: MemberCard;
  readonly manifest: SiteManifest;
  readonly siteEpoch: number;
  readonly admitted: ReadonlySet<number>;
  readonly roster: readonly RosterEntry[];
  readonly heard: ReadonlyMap<number, { readonly card: MemberCard; readonly heardAtMs: number }>;
  readonly leaderChanges: number;
  readonly leaderlessMs: number | null;
  readonly snapshots: readonly SnapshotProgress[];
  /** Coordinators that are two machines. */
  readonly clones: readonly string[];
  readonly reason: string | null;
  readonly nowMs: number;
  readonly at: Date;
}

/** A card older than this does not show that its owner can be reached. */
const reachableMs = 6_000;
/** What a member lags behind by in passing is nothing to tell. */
const lagToTell = 20;

/** The site as one coordinator sees it; a leader sees most. */
export function siteStatusOf(parts: SiteStatusParts): SiteStatus {
  const { status, own, roster } = parts;
  const { confState } = status;
  const ids = new Set([...memberIdsOf(confState), ...roster.map(({ nodeId }) => nodeId)]);
  const members = [...ids]
    .sort((left, right) => left - right)
    .map((nodeId) => memberOf(nodeId, parts));
  const voting = members.filter(({ nodeId }) => confState.voters.includes(nodeId));
  const votersReachable = voting.filter(({ reachable }) => reachable).length;
  const shown = {
    at: parts.at.toISOString(),
    siteId: parts.manifest.siteId,
    siteName: parts.manifest.name,
    siteEpoch: parts.siteEpoch,
    term: status.term,
    commitIndex: status.commitIndex,
    leaderNodeId: status.leaderId,
    leaderlessMs: parts.leaderlessMs,
    leaderChanges: parts.leaderChanges,
    askedNodeId: own.nodeId,
    seenByNodeId: own.nodeId,
    reason: parts.reason,
    voters: voting.length,
    votersReachable,
    hasQuorum: voting.length > 0 && votersReachable * 2 > voting.length,
    members,
    underWay: underWayIn(parts, members),
  };
  return { ...shown, notices: [...noticesOf(shown), ...cloneNotices(parts)] };
}

/** Of a coordinator that does not take part in its site yet, or no more. */
export function statusOutside(
  identity: { readonly siteId: string; readonly nodeId: number | null } | null,
  reason: string | null,
): SiteStatus {
  return {
    at: new Date().toISOString(),
    siteId: identity?.siteId ?? null,
    siteName: null,
    siteEpoch: null,
    term: 0,
    commitIndex: 0,
    leaderNodeId: null,
    leaderlessMs: null,
    leaderChanges: 0,
    askedNodeId: identity?.nodeId ?? null,
    seenByNodeId: null,
    reason: reason ?? 'The coordinator is starting.',
    voters: 0,
    votersReachable: 0,
    hasQuorum: false,
    members: [],
    underWay: [],
    notices: [],
  };
}

function memberOf(nodeId: number, parts: SiteStatusParts): SiteMember {
  const { status, own, roster, heard, nowMs } = parts;
  const { confState, peers } = status;
  const isSelf = nodeId === own.nodeId;
  const peer = peers[nodeId];
  const heardOf = heard.get(nodeId);
  const card = isSelf ? own : (heardOf?.card ?? null);
  const contactMs = isSelf ? 0 : heardOf ? Math.max(0, nowMs - heardOf.heardAtMs) : null;
  const isHeard = contactMs !== null && contactMs <= reachableMs;
  // Raft hears of its followers many times a second; cards are shown every few seconds. A learner that
  // has just come in has shown a card and not answered yet.
  const isActive = peer === undefined ? isHeard : peer.active || (peer.isLearner && isHeard);
  const reachable = isSelf || isActive;
  const entry = roster.find((one) => one.nodeId === nodeId);
  const known = confState.identities.find((identity) => identity.nodeId === nodeId)?.incarnation;
  const isIn = standingIn(confState, nodeId) !== null;
  // Without a leader each only knows what the others say of themselves.
  const match = isSelf
    ? status.lastIndex
    : (peer?.match ?? (isIn ? card?.lastIndex : null) ?? null);
  return {
    nodeId,
    deviceId: entry?.deviceId ?? card?.deviceId ?? null,
    name: entry?.name ?? `node ${nodeId}`,
    standing: standingOf(nodeId, card, parts),
    role: roleOf(nodeId, card, reachable, parts),
    incarnation: known ?? card?.incarnation ?? null,
    matchIndex: match,
    lagEntries: match === null ? null : Math.max(0, status.commitIndex - match),
    replication: peer?.state ?? null,
    reachable,
    lastContactMs: contactMs,
    fsyncP99Ms: card?.fsyncP99Ms ?? null,
    snapshotIndex: card?.snapshotIndex ?? null,
    version: card?.version ?? null,
    address: card?.address ? `${card.address.host}:${card.address.port}` : null,
  };
}

function standingOf(
  nodeId: number,
  card: MemberCard | null,
  { status: { confState }, admitted }: SiteStatusParts,
): Standing {
  const standing = standingIn(confState, nodeId);
  // Decided already, and carried out as soon as the group may change.
  if (standing !== null) return admitted.has(nodeId) ? standing : 'leaving';
  const isOut = card !== null && isRetired(confState, card);
  return isOut || confState.retired.some((one) => one.nodeId === nodeId && card === null)
    ? 'removed'
    : 'waiting';
}

function roleOf(
  nodeId: number,
  card: MemberCard | null,
  reachable: boolean,
  { status }: SiteStatusParts,
): SiteMember['role'] {
  if (nodeId === status.leaderId && reachable) return 'leader';
  if (status.confState.learners.includes(nodeId)) return 'learner';
  if (nodeId === status.id) return status.role;
  if (!reachable) return null;
  // What a card said is some seconds old: another leads by now, or it votes.
  const isPast = card === null || card.role === 'leader' || card.role === 'learner';
  return isPast ? 'follower' : card.role;
}

function underWayIn(parts: SiteStatusParts, members: readonly SiteMember[]): UnderWay[] {
  const { status, snapshots } = parts;
  const { confState } = status;
  const list: UnderWay[] = [];
  if (isJoint(confState)) {
    const { voters, votersOutgoing } = confState;
    list.push({
      type: 'joint',
      joining: voters.filter((id) => !votersOutgoing.includes(id)),
      leaving: votersOutgoing.filter((id) => !voters.includes(id)),
    });
  }
  if (status.transferringTo !== null) {
    list.push({ type: 'transfer', nodeId: status.transferringTo });
  }
  for (const { to, lengthBytes, writtenBytes } of snapshots) {
    const percent = lengthBytes === 0 ? 0 : Math.min(100, (100 * writtenBytes) / lengthBytes);
    list.push({
      type: 'snapshot',
      nodeId: to,
      sentBytes: writtenBytes,
      totalBytes: lengthBytes,
      percent,
    });
  }
  for (const { nodeId, standing, lagEntries, reachable } of members) {
    if (standing === 'leaving' && !isJoint(confState)) list.push({ type: 'removal', nodeId });
    const isFar = standing === 'learner' || (lagEntries ?? 0) > lagToTell;
    if (isFar && reachable && lagEntries !== null) {
      list.push({ type: 'catching-up', nodeId, lagEntries });
    }
  }
  return list;
}

/** What somebody should know, in sentences. */
export function noticesOf(
  status: Pick<
    SiteStatus,
    'voters' | 'votersReachable' | 'hasQuorum' | 'leaderNodeId' | 'members' | 'reason'
  >,
): string[] {
  const { voters, votersReachable, hasQuorum, leaderNodeId, members, reason } = status;
  if (reason !== null) return [];
  const notices: string[] = [];
  const gone = members.filter(({ standing, reachable }) => standing === 'voter' && !reachable);
  const names = gone.map(({ name }) => name).join(', ');
  if (!hasQuorum) {
    notices.push(
      `Only ${votersReachable} of ${voters} voters can be reached, so that nothing can be decided. ` +
        `If ${names} ${gone.length === 1 ? 'is' : 'are'} lost for good: eyrie site recover`,
    );
  } else if (leaderNodeId === null) {
    notices.push('An election is under way.');
  } else if (gone.length > 0) {
    const more = Math.floor((voters - 1) / 2) - gone.length;
    notices.push(
      `${names} cannot be reached; the site survives the loss of ${more} more. ` +
        'A coordinator that is lost for good: eyrie site remove NODE',
    );
  }
  return notices;
}

function cloneNotices({ clones, roster, reason }: SiteStatusParts): string[] {
  if (reason !== null) return [];
  return roster
    .filter(({ deviceId }) => clones.includes(deviceId))
    .map(
      ({ name }) =>
        `Two machines are ${name}: the cloud is asked to let neither in. Switch one of them off, and ` +
        'enrol the one that stays as the replacement of its hardware.',
    );
}
