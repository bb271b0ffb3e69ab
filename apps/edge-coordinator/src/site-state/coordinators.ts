import { refused, type Refused } from './refusal.ts';

/** A coordinator that the site knows. Whether it votes is Raft's own configuration. */
export interface Coordinator {
  readonly nodeId: number;
  readonly deviceId: string;
  /** The card it was admitted with, as the node shows it; null where nobody asked. */
  readonly incarnation: string | null;
  /** Index of the command that brought it in; of the first manifest for a founder. */
  readonly addedAtIndex: number;
}

/** By node id, ascending. */
export type Coordinators = ReadonlyMap<number, Coordinator>;

export type Newcomer = Omit<Coordinator, 'addedAtIndex'>;

export type AdmissionResult =
  | { readonly type: 'admitted'; readonly coordinator: Coordinator }
  | Refused<'not-founded' | 'node-taken' | 'device-taken' | 'too-many'>;

export type DismissalResult =
  { readonly type: 'dismissed' } | Refused<'unknown-node' | 'other-device' | 'last-coordinator'>;

const coordinatorsMax = 64;

/** Who began the site together. */
export function foundersAsCoordinators(
  voters: readonly { readonly nodeId: number; readonly deviceId: string }[],
  index: number,
): Coordinators {
  return inOrder(
    voters.map(({ nodeId, deviceId }) => ({
      nodeId,
      deviceId,
      incarnation: null,
      addedAtIndex: index,
    })),
  );
}

/** Takes a coordinator in; again with another card, it is the same coordinator with that card. */
export function admit(
  present: Coordinators,
  newcomer: Newcomer,
  index: number,
): [Coordinators, AdmissionResult] {
  if (present.size === 0) return [present, refused('not-founded')];
  const known = present.get(newcomer.nodeId);
  if (known && known.deviceId !== newcomer.deviceId) return [present, refused('node-taken')];
  if (known && (newcomer.incarnation ?? known.incarnation) === known.incarnation) {
    return [present, { type: 'admitted', coordinator: known }];
  }
  const isElsewhere = [...present.values()].some(
    ({ nodeId, deviceId }) => deviceId === newcomer.deviceId && nodeId !== newcomer.nodeId,
  );
  if (isElsewhere) return [present, refused('device-taken')];
  if (!known && present.size >= coordinatorsMax) return [present, refused('too-many')];
  const coordinator = { ...newcomer, addedAtIndex: known?.addedAtIndex ?? index };
  const others = [...present.values()].filter(({ nodeId }) => nodeId !== newcomer.nodeId);
  return [inOrder([...others, coordinator]), { type: 'admitted', coordinator }];
}

/** Lets one go; with a device id only where it is still that device. */
export function dismiss(
  present: Coordinators,
  leaver: { readonly nodeId: number; readonly deviceId: string | null },
): [Coordinators, DismissalResult] {
  const known = present.get(leaver.nodeId);
  if (!known) return [present, refused('unknown-node')];
  if (leaver.deviceId !== null && leaver.deviceId !== known.deviceId) {
    return [present, refused('other-device')];
  }
  if (present.size === 1) return [present, refused('last-coordinator')];
  const others = [...present.values()].filter(({ nodeId }) => nodeId !== leaver.nodeId);
  return [inOrder(others), { type: 'dismissed' }];
}

export function inOrder(list: readonly Coordinator[]): Coordinators {
  const sorted = [...list].sort((left, right) => left.nodeId - right.nodeId);
  return new Map(sorted.map((coordinator) => [coordinator.nodeId, coordinator]));
}
