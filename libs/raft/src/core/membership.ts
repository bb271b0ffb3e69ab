import {
  EMPTY_CONFIGURATION,
  enterJoint,
  InvalidConfChange,
  leaveJoint,
  type MemberChange,
  simple,
} from './confchange.ts';
import { isIncarnation, isNodeId } from './node-id.ts';
import type { ConfState, Configuration, Identity, Incarnation, Index, NodeId } from './types.ts';

/**
 * What a `conf` entry asks for, one after the other. A new `incarnation` of a known id comes in as a
 * learner; the old one is retired by it. `isHeld`: not to be promoted without being asked to.
 * `identify` tells whose disk a founding member's is.
 */
export type ConfChange =
  | { readonly type: 'add-voter'; readonly nodeId: NodeId; readonly incarnation?: Incarnation }
  | {
      readonly type: 'add-learner';
      readonly nodeId: NodeId;
      readonly incarnation?: Incarnation;
      readonly isHeld?: boolean;
    }
  | { readonly type: 'remove'; readonly nodeId: NodeId }
  | { readonly type: 'identify'; readonly nodeId: NodeId; readonly incarnation: Incarnation };

/** `joint` is left by the leader itself, `joint-explicit` by a `leave` that somebody proposes. */
export type Transition = 'simple' | 'joint' | 'joint-explicit' | 'leave';

/** A `conf` entry, read. `leave` has no changes. */
export interface ConfCommand {
  readonly transition: Transition;
  readonly changes: readonly ConfChange[];
}

const RETIRED_MAX = 64;
const FORMAT = 1;
const HEADER_BYTES = 3;
const CHANGE_BYTES = 22;

// In the log for ever: a number once given keeps its meaning.
const TRANSITIONS: readonly Transition[] = ['simple', 'joint', 'joint-explicit', 'leave'];
const CHANGES: readonly ConfChange['type'][] = ['add-voter', 'add-learner', 'remove', 'identify'];

/** The configuration of those who begin together, before any entry. */
export function foundingConfState(
  voters: readonly NodeId[],
  identities: readonly Identity[] = [],
): ConfState {
  const ids = [...voters].sort((left, right) => left - right);
  return {
    ...EMPTY_CONFIGURATION,
    voters: ids,
    index: 0,
    heldLearners: [],
    identities: [...identities].sort((left, right) => left.nodeId - right.nodeId),
    retired: [],
  };
}

export function membersOf(conf: Configuration): readonly NodeId[] {
  const ids = [...conf.voters, ...conf.votersOutgoing, ...conf.learners, ...conf.learnersNext];
  return [...new Set(ids)].sort((left, right) => left - right);
}

export function incarnationOf(conf: ConfState, id: NodeId): Incarnation | null {
  return conf.identities.find(({ nodeId }) => nodeId === id)?.incarnation ?? null;
}

/** Whether a list of changes touches at most one voter, so that no joint configuration is needed. */
export function isSimple(conf: ConfState, changes: readonly ConfChange[]): boolean {
  try {
    simple(conf, memberChanges(changes));
    return true;
  } catch (error) {
    if (error instanceof InvalidConfChange) return error.fault !== 'several-voters';
    throw error;
  }
}

/**
 * The configuration after the command, which stands in the log at `index`.
 * @throws InvalidConfChange
 */
export function changeConf(conf: ConfState, command: ConfCommand, index: Index): ConfState {
  const { transition, changes } = command;
  const after = changeConfiguration(conf, command);
  for (const change of changes) checkIdentity(conf, change, transition);
  const members = new Set(membersOf(after));
  const known = new Map(conf.identities.map(({ nodeId, incarnation }) => [nodeId, incarnation]));
  const held = new Set(conf.heldLearners);
  for (const change of changes) {
    if (change.type === 'add-learner' && change.isHeld) held.add(change.nodeId);
    else if (change.type !== 'identify') held.delete(change.nodeId);
    if (change.type === 'remove' || change.incarnation === undefined) continue;
    if (change.type === 'identify' && !members.has(change.nodeId)) {
      throw new InvalidConfChange('not-a-member');
    }
    known.set(change.nodeId, change.incarnation);
  }
  const identities = [...known]
    .map(([nodeId, incarnation]) => ({ nodeId, incarnation }))
    .filter(({ nodeId }) => members.has(nodeId))
    .sort((left, right) => left.nodeId - right.nodeId);
  return {
    ...after,
    index,
    heldLearners: [...held].filter((id) => members.has(id)).sort((left, right) => left - right),
    identities,
    retired: retire(conf, identities),
  };
}

export function encodeConfCommand({ transition, changes }: ConfCommand): Uint8Array {
  const bytes = new Uint8Array(HEADER_BYTES + changes.length * CHANGE_BYTES);
  const view = new DataView(bytes.buffer);
  bytes.set([FORMAT, TRANSITIONS.indexOf(transition), changes.length]);
  changes.forEach((change, at) => {
    const start = HEADER_BYTES + at * CHANGE_BYTES;
    const incarnation = change.type === 'remove' ? undefined : change.incarnation;
    bytes[start] = CHANGES.indexOf(change.type);
    view.setUint32(start + 1, change.nodeId);
    const isHeld = change.type === 'add-learner' && change.isHeld === true;
    bytes[start + 5] = (incarnation === undefined ? 0 : 1) + (isHeld ? 2 : 0);
    for (let digit = 0; digit < 16; digit += 1) {
      bytes[start + 6 + digit] = incarnation?.charCodeAt(digit) ?? 0;
    }
  });
  return bytes;
}

/** Null for what `encodeConfCommand` cannot have written. */
export function decodeConfCommand(bytes: Uint8Array): ConfCommand | null {
  const transition = TRANSITIONS[bytes[1] ?? -1];
  const count = bytes[2];
  if (bytes[0] !== FORMAT || transition === undefined || count === undefined) return null;
  if (bytes.length !== HEADER_BYTES + count * CHANGE_BYTES) return null;
  if ((transition === 'leave') !== (count === 0)) return null;
  const changes: ConfChange[] = [];
  for (let at = 0; at < count; at += 1) {
    const start = HEADER_BYTES + at * CHANGE_BYTES;
    const change = decodeChange(bytes.subarray(start, start + CHANGE_BYTES));
    if (change === null) return null;
    changes.push(change);
  }
  return { transition, changes };
}

export function isConfChangeReadable(bytes: Uint8Array): boolean {
  return decodeConfCommand(bytes) !== null;
}

function decodeChange(bytes: Uint8Array): ConfChange | null {
  const type = CHANGES[bytes[0] ?? -1];
  const nodeId = new DataView(bytes.buffer, bytes.byteOffset).getUint32(1);
  const flags = bytes[5] ?? 0;
  const isHeld = (flags & 2) !== 0;
  const text = String.fromCharCode(...bytes.subarray(6));
  const isKnown = (flags & 1) !== 0;
  if (type === undefined || flags > 3 || !isNodeId(nodeId)) return null;
  if (isKnown ? !isIncarnation(text) : bytes.subarray(6).some((byte) => byte !== 0)) return null;
  if (isHeld && type !== 'add-learner') return null;
  const known = isKnown ? { incarnation: text } : {};
  switch (type) {
    case 'add-voter':
      return { type, nodeId, ...known };
    case 'add-learner':
      return { type, nodeId, ...known, ...(isHeld ? { isHeld } : {}) };
    case 'remove':
      return isKnown ? null : { type, nodeId };
    case 'identify':
      return isKnown ? { type, nodeId, incarnation: text } : null;
  }
}

function changeConfiguration(conf: ConfState, command: ConfCommand): Configuration {
  const changes = memberChanges(command.changes);
  switch (command.transition) {
    case 'simple':
      return simple(conf, changes);
    case 'joint':
      return enterJoint(conf, true, changes);
    case 'joint-explicit':
      return enterJoint(conf, false, changes);
    case 'leave':
      return leaveJoint(conf);
  }
}

function memberChanges(changes: readonly ConfChange[]): MemberChange[] {
  return changes.flatMap(({ type, nodeId }) => (type === 'identify' ? [] : [{ type, nodeId }]));
}

/** What one card has acknowledged must never be counted for another. */
function checkIdentity(conf: ConfState, change: ConfChange, transition: Transition): void {
  if (change.type === 'remove' || change.incarnation === undefined) return;
  const { nodeId, incarnation } = change;
  // For good: a member that lags behind would refuse to hear it for as long as it lags.
  if (conf.retired.some((one) => isSame(one, { nodeId, incarnation }))) {
    throw new InvalidConfChange('retired-incarnation');
  }
  const before = incarnationOf(conf, change.nodeId);
  if (before === null || before === change.incarnation) return;
  const mayCome = change.type === 'add-learner' && transition === 'simple';
  if (!mayCome) throw new InvalidConfChange('other-incarnation');
}

function retire(before: ConfState, identities: readonly Identity[]): Identity[] {
  const isCurrent = (one: Identity): boolean => identities.some((other) => isSame(one, other));
  const gone = before.identities.filter((one) => !isCurrent(one));
  return [...before.retired, ...gone].slice(-RETIRED_MAX);
}

function isSame(left: Identity, right: Identity): boolean {
  return left.nodeId === right.nodeId && left.incarnation === right.incarnation;
}
