import { isJoint, type ConfState } from '@eyrie/raft';
import { isQuorum, isRetired, memberIdsOf } from './standings.ts';

/** A coordinator's card as the leader heard of it, and lately. */
export interface KnownCard {
  readonly incarnation: string;
  readonly siteEpoch: number;
}

/** What the leader knows when it looks after the group. */
export interface MemberView {
  readonly self: number;
  readonly siteEpoch: number;
  readonly conf: ConfState;
  /** Coordinators that the cloud lists, with their devices. */
  readonly listed: ReadonlyMap<number, string>;
  /** Those that the site's state has: an operator's removal takes one out of it first. */
  readonly admitted: ReadonlySet<number>;
  /** By node id, of those who were heard within the last seconds. */
  readonly cards: ReadonlyMap<number, KnownCard>;
  /** Whether Raft hears from the member's present card; true for the leader itself. */
  readonly isActive: (nodeId: number) => boolean;
}

/** One thing to do about the members; each is looked at anew after it. */
export type MemberStep =
  | { readonly type: 'hand-over' }
  | { readonly type: 'remove'; readonly nodeId: number; readonly why: 'removed' | 'unlisted' }
  | { readonly type: 'renew-card'; readonly nodeId: number; readonly incarnation: string }
  | {
      readonly type: 'take-in';
      readonly nodeId: number;
      readonly deviceId: string;
      readonly incarnation: string;
    };

/**
 * What a leader does about its members by itself: it lets those go who were taken out, replaces wiped
 * cards, and takes in who has enrolled and is there. Learners become voters by Raft's own rule. Null:
 * nothing, or nothing yet.
 */
export function planMembers(view: MemberView): MemberStep | null {
  if (isJoint(view.conf)) return null;
  return planRemoval(view) ?? planCard(view) ?? planNewcomer(view);
}

function planRemoval({ self, conf, listed, admitted, isActive }: MemberView): MemberStep | null {
  for (const nodeId of memberIdsOf(conf)) {
    const isRemoved = !admitted.has(nodeId);
    if (!isRemoved && listed.has(nodeId)) continue;
    const remaining = conf.voters.filter((voter) => voter !== nodeId);
    // The last voter stays, whatever anybody says: without it there is no site.
    if (remaining.length === 0) continue;
    // What an operator asked for was judged when it was asked. What the cloud's list brings about must
    // not stop a site that works.
    if (!isRemoved && conf.voters.includes(nodeId) && !isQuorum(remaining, isActive)) continue;
    if (nodeId === self) return { type: 'hand-over' };
    return { type: 'remove', nodeId, why: isRemoved ? 'removed' : 'unlisted' };
  }
  return null;
}

/** A member that shows another card than the group knows, and whose old card is silent. */
function planCard({ self, siteEpoch, conf, cards, isActive }: MemberView): MemberStep | null {
  for (const nodeId of memberIdsOf(conf)) {
    const card = cards.get(nodeId);
    if (!card || nodeId === self || card.siteEpoch !== siteEpoch) continue;
    const { incarnation } = card;
    const known = conf.identities.find((identity) => identity.nodeId === nodeId)?.incarnation;
    // Raft writes down by itself whose card a founder's is, when it has spoken.
    if (known === incarnation || (known === undefined && isFoundersCard(incarnation))) continue;
    // Two cards of one node that both speak are a copy: nothing is decided for either.
    if (isActive(nodeId) || isRetired(conf, { nodeId, incarnation })) continue;
    return { type: 'renew-card', nodeId, incarnation };
  }
  return null;
}

function planNewcomer({ siteEpoch, conf, listed, cards }: MemberView): MemberStep | null {
  const members = memberIdsOf(conf);
  for (const [nodeId, deviceId] of listed) {
    const card = cards.get(nodeId);
    if (!card || members.includes(nodeId) || card.siteEpoch !== siteEpoch) continue;
    const { incarnation } = card;
    if (isRetired(conf, { nodeId, incarnation })) continue;
    return { type: 'take-in', nodeId, deviceId, incarnation };
  }
  return null;
}

/** See `Incarnation` in @eyrie/raft. */
function isFoundersCard(incarnation: string): boolean {
  return incarnation < '8';
}
