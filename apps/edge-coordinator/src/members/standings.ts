import type { MemberAnswer, Standing } from '@eyrie/contracts';
import { isJoint, type Configuration, type ConfState, type Identity } from '@eyrie/raft';

/** Everybody in either half of a configuration, ascending. */
export function memberIdsOf(conf: Configuration): number[] {
  const ids = [...conf.voters, ...conf.votersOutgoing, ...conf.learners, ...conf.learnersNext];
  return [...new Set(ids)].sort((left, right) => left - right);
}

/** What a node is by this configuration; null where it is not in it. */
export function standingIn(conf: ConfState, nodeId: number): Standing | null {
  const isIn = conf.voters.includes(nodeId);
  const wasIn = conf.votersOutgoing.includes(nodeId);
  if (isIn && isJoint(conf) && !wasIn) return 'joining';
  if (isIn) return 'voter';
  if (wasIn) return 'leaving';
  return conf.learners.includes(nodeId) ? 'learner' : null;
}

export function isRetired(conf: ConfState, { nodeId, incarnation }: Identity): boolean {
  return conf.retired.some((one) => one.nodeId === nodeId && one.incarnation === incarnation);
}

/** What to tell a node of its own place. A card that is retired stays so for good. */
export function standingToTell(conf: ConfState, identity: Identity): MemberAnswer['yourStanding'] {
  if (isRetired(conf, identity)) return 'retired';
  const known = conf.identities.find(({ nodeId }) => nodeId === identity.nodeId);
  const isMember = memberIdsOf(conf).includes(identity.nodeId);
  if (isMember && (known === undefined || known.incarnation === identity.incarnation)) {
    return 'member';
  }
  return 'waiting';
}

/** Whether those voters that act are a majority of the voters. */
export function isQuorum(voters: readonly number[], acts: (nodeId: number) => boolean): boolean {
  return voters.filter(acts).length * 2 > voters.length;
}
