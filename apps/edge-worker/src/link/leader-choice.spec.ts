import { describe, expect, it } from '@jest/globals';
import type { DiscoveredNode, NodeRole } from '@eyrie/discovery';
import { newerLeader, nextCandidate } from './leader-choice.ts';

function node(nodeId: string, role: NodeRole, term: number, mqtt = 8883): DiscoveredNode {
  return {
    siteId: 's',
    nodeId,
    role,
    epoch: 1,
    term,
    version: '',
    host: `host-${nodeId}`,
    ports: { raft: 1, mqtt, relay: 2 },
    lastSeenAt: 1,
    source: 'mdns',
  };
}

describe('the choice of the leader', () => {
  it('takes the candidates in their order, one after the other, those without a broker never', () => {
    const all = [node('1', 'leader', 2), node('2', 'follower', 2, 0), node('3', 'unknown', 0)];
    const names = [0, 1, 2].map((attempt) => nextCandidate(all, attempt)?.nodeId);
    expect(names).toEqual(['1', '3', '1']);
    expect(nextCandidate([], 0)).toBeNull();
  });

  it('moves to a leader of a later term', () => {
    const [old, next] = [node('1', 'leader', 4), node('2', 'leader', 5)];
    expect(newerLeader([old, next], old)).toBe(next);
    expect(newerLeader([old, next], next)).toBeNull();
  });

  it('moves to the leader of a later epoch, whose terms begin anew', () => {
    const old = node('1', 'leader', 40);
    const recovered = { ...node('2', 'leader', 1), epoch: 2 };
    expect(newerLeader([old, recovered], old)).toBe(recovered);
    expect(newerLeader([old, recovered], recovered)).toBeNull();
  });

  it('moves away from a node that says itself that it leads no more', () => {
    const [deposed, next] = [node('1', 'follower', 5), node('2', 'leader', 5)];
    expect(newerLeader([deposed, next], node('1', 'leader', 4))).toBe(next);
  });

  it('stays where nobody leads', () => {
    const current = node('1', 'leader', 4);
    expect(newerLeader([node('1', 'follower', 5), node('2', 'candidate', 6)], current)).toBeNull();
  });
});
