import type { Incarnation, NodeId } from './types.ts';

/** Whether a number can name a member. */
export function isNodeId(id: NodeId): boolean {
  return Number.isInteger(id) && id > 0 && id <= 0xffffffff;
}

/** Whether a card was there from the beginning, of the cluster and not of its own life. */
export function isFounder(incarnation: Incarnation): boolean {
  return incarnation < '8';
}

export function isIncarnation(incarnation: Incarnation): boolean {
  return /^[0-9a-f]{16}$/.test(incarnation);
}
