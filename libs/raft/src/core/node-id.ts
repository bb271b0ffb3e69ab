import type { Incarnation, NodeId } from './types.ts';

/** Whether a number can name a member. */
export function isNodeId(id: NodeId): boolean {
  return Number.isInteger(id) && id > 0 && id <= 0xffffffff;
}

export function isIncarnation(incarnation: Incarnation): boolean {
  return /^[0-9a-f]{16}$/.test(incarnation);
}
