import { isNodeId } from './node-id.ts';
import type { Configuration, NodeId } from './types.ts';

/** One step of a change; a list of them is applied in order. */
export type MemberChange =
  | { readonly type: 'add-voter'; readonly nodeId: NodeId }
  | { readonly type: 'add-learner'; readonly nodeId: NodeId }
  | { readonly type: 'remove'; readonly nodeId: NodeId };

export type ConfChangeFault =
  | 'joint'
  | 'not-joint'
  | 'no-voters-before'
  | 'several-voters'
  | 'no-voters-left'
  | 'bad-node-id'
  /** The id is known with another incarnation: add that as a learner, in a change of its own. */
  | 'other-incarnation'
  /** This card was a member and was taken out: it comes back wiped, with another incarnation. */
  | 'retired-incarnation'
  | 'not-a-member';

const FAULTS: Readonly<Record<ConfChangeFault, string>> = {
  joint: 'a joint configuration has to be left first',
  'not-joint': 'only a joint configuration can be left',
  'no-voters-before': 'a configuration without voters cannot become joint',
  'several-voters': 'more than one voter would change at once: that takes a joint configuration',
  'no-voters-left': 'no voter would be left',
  'bad-node-id': 'a node id is a number in 1…2³²−1',
  'other-incarnation': 'another card of this id can only come in as a learner, one at a time',
  'retired-incarnation': 'a card that was taken out has to be wiped first',
  'not-a-member': 'only a member can be identified',
};

/** The change cannot be made to this configuration; nothing was changed. */
export class InvalidConfChange extends Error {
  readonly fault: ConfChangeFault;

  constructor(fault: ConfChangeFault) {
    super(`The configuration cannot change like that: ${FAULTS[fault]}.`);
    this.name = 'InvalidConfChange';
    this.fault = fault;
  }
}

export const EMPTY_CONFIGURATION: Configuration = {
  voters: [],
  votersOutgoing: [],
  learners: [],
  learnersNext: [],
  autoLeave: false,
};

export function isJoint(conf: Pick<Configuration, 'votersOutgoing'>): boolean {
  return conf.votersOutgoing.length > 0;
}

/**
 * Changes at most one voter, and any number of learners. Majorities before and after have a member in
 * common, so that it may take effect at once.
 * @throws InvalidConfChange
 */
export function simple(conf: Configuration, changes: readonly MemberChange[]): Configuration {
  if (isJoint(conf)) throw new InvalidConfChange('joint');
  const after = applyTo(conf, changes);
  if (symmetricDifference(conf.voters, after.voters) > 1) {
    throw new InvalidConfChange('several-voters');
  }
  return after;
}

/**
 * The first half of any change: the present voters become the outgoing half. With `autoLeave` the
 * leader leaves by itself.
 * @throws InvalidConfChange
 */
export function enterJoint(
  conf: Configuration,
  autoLeave: boolean,
  changes: readonly MemberChange[],
): Configuration {
  if (isJoint(conf)) throw new InvalidConfChange('joint');
  if (conf.voters.length === 0) throw new InvalidConfChange('no-voters-before');
  return { ...applyTo({ ...conf, votersOutgoing: conf.voters }, changes), autoLeave };
}

/**
 * The second half: the outgoing voters go, and those that were demoted become learners.
 * @throws InvalidConfChange
 */
export function leaveJoint(conf: Configuration): Configuration {
  if (!isJoint(conf)) throw new InvalidConfChange('not-joint');
  return {
    voters: conf.voters,
    votersOutgoing: [],
    learners: sorted([...conf.learners, ...conf.learnersNext]),
    learnersNext: [],
    autoLeave: false,
  };
}

/** Whether a configuration is one that the functions above can have made. */
export function isConsistent(conf: Configuration): boolean {
  const { voters, votersOutgoing, learners, learnersNext } = conf;
  const isSet = [voters, votersOutgoing, learners, learnersNext].every(
    (ids) => new Set(ids).size === ids.length,
  );
  return (
    isSet &&
    learners.every((id) => !voters.includes(id) && !votersOutgoing.includes(id)) &&
    learnersNext.every((id) => votersOutgoing.includes(id) && !voters.includes(id)) &&
    (isJoint(conf) || (learnersNext.length === 0 && !conf.autoLeave))
  );
}

function applyTo(conf: Configuration, changes: readonly MemberChange[]): Configuration {
  const voters = new Set(conf.voters);
  const learners = new Set(conf.learners);
  const learnersNext = new Set(conf.learnersNext);
  for (const { type, nodeId } of changes) {
    if (!isNodeId(nodeId)) throw new InvalidConfChange('bad-node-id');
    voters.delete(nodeId);
    learners.delete(nodeId);
    learnersNext.delete(nodeId);
    if (type === 'add-voter') voters.add(nodeId);
    // Who votes in the outgoing half cannot be a learner yet: the two must never meet in one node.
    else if (type === 'add-learner' && conf.votersOutgoing.includes(nodeId))
      learnersNext.add(nodeId);
    else if (type === 'add-learner') learners.add(nodeId);
  }
  if (voters.size === 0) throw new InvalidConfChange('no-voters-left');
  return {
    voters: sorted(voters),
    votersOutgoing: sorted(conf.votersOutgoing),
    learners: sorted(learners),
    learnersNext: sorted(learnersNext),
    autoLeave: conf.autoLeave,
  };
}

function symmetricDifference(left: readonly NodeId[], right: readonly NodeId[]): number {
  const gone = left.filter((id) => !right.includes(id)).length;
  const come = right.filter((id) => !left.includes(id)).length;
  return gone + come;
}

function sorted(ids: Iterable<NodeId>): NodeId[] {
  return [...ids].sort((left, right) => left - right);
}
