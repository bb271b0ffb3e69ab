import type { DiscoveredNode } from './node-record.ts';

/** What tells two ways to a node apart. A forged record of a true node's id is another way. */
export function endpointOf(node: Pick<DiscoveredNode, 'host' | 'ports'>): string {
  const { raft, mqtt, relay } = node.ports;
  return `${node.host}|${raft}|${mqtt}|${relay}`;
}

/**
 * In which order to try nodes: the leader of the latest epoch's highest term, the last known good node, other
 * leaders, the rest; what failed lately last. The known good node comes second whatever anybody
 * claims, so that a flood of false leaders costs one attempt and not hundreds.
 */
export function orderCandidates(
  nodes: readonly DiscoveredNode[],
  knownGood: DiscoveredNode | null,
  failedLately: (endpoint: string) => boolean,
): DiscoveredNode[] {
  const good = knownGood === null ? null : endpointOf(knownGood);
  const isKnown = nodes.some((node) => endpointOf(node) === good);
  const all = knownGood === null || isKnown ? [...nodes] : [...nodes, knownGood];
  const failed = new Map(all.map((node) => [node, failedLately(endpointOf(node))]));
  const leaders = all.filter((node) => node.role === 'leader' && failed.get(node) !== true);
  // Of equal terms (a forgery: a term has one leader) the known good one.
  leaders.sort(
    (a, b) => isLater(a, b) || Number(endpointOf(b) === good) - Number(endpointOf(a) === good),
  );
  const rank = (node: DiscoveredNode): number => {
    if (failed.get(node) === true) return 4;
    if (node === leaders[0]) return 0;
    if (endpointOf(node) === good) return 1;
    return node.role === 'leader' ? 2 : 3;
  };
  return all.sort((a, b) => rank(a) - rank(b) || isLater(a, b) || b.lastSeenAt - a.lastSeenAt);
}

/** Positive where `b` is of a later time: a recovered site counts its terms anew in another epoch. */
function isLater(a: DiscoveredNode, b: DiscoveredNode): number {
  return b.epoch - a.epoch || b.term - a.term;
}
