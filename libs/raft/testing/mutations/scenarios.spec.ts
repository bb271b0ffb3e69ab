import { describe, expect, it } from '@jest/globals';
import { clusterOf, deliverAll, isLeading } from '../test-node.ts';

// Directed scenarios for bugs that the simulator's own disorder hides.

describe('bugs that need good order', () => {
  it('E12: nodes that tick together do not campaign together for ever', () => {
    const nodes = clusterOf(2);
    for (let tick = 0; tick < 400 && !nodes.some(isLeading); tick += 1) {
      for (const node of nodes) node.tick();
      deliverAll(nodes);
    }
    expect(nodes.some(isLeading)).toBe(true);
  });
});
