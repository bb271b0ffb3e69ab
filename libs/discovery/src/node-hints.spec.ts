import { describe, expect, it } from '@jest/globals';
import { orderCandidates } from './leader-order.ts';
import { NodeCache } from './node-cache.ts';
import type { DiscoveredNode, NodeAdvertisement } from './node-record.ts';
import { encodeTxt, parseTxt } from './node-txt.ts';
import { mergeNodes, toDiscovered } from './static-nodes.ts';

const node: NodeAdvertisement = {
  siteId: 'site_a',
  nodeId: 'n1',
  role: 'follower',
  epoch: 2,
  term: 7,
  version: '0.1.0',
  host: '10.0.0.1',
  ports: { raft: 7001, mqtt: 8883, relay: 8443 },
};
const heard = (more: Partial<DiscoveredNode>): DiscoveredNode => {
  return { ...node, lastSeenAt: 1, source: 'mdns', ...more };
};

describe('TXT records', () => {
  it('come back as they were written', () => {
    expect(parseTxt(encodeTxt(node))).toEqual(node);
    const other = { ...node, host: 'fe80::1', ports: { raft: 0, mqtt: 65_535, relay: 0 } };
    expect(parseTxt(encodeTxt(other))).toEqual(other);
  });

  it('are not written when nobody would read them', () => {
    expect(() => encodeTxt({ ...node, host: 'a b' })).toThrow(RangeError);
    expect(() => encodeTxt({ ...node, term: -1 })).toThrow(RangeError);
    expect(() => encodeTxt({ ...node, nodeId: 'x'.repeat(65) })).toThrow(RangeError);
  });

  const strings = (change: Record<string, string>): Buffer[] => {
    const pairs = encodeTxt(node).map((entry) => entry.toString().split('=') as [string, string]);
    return Object.entries({ ...Object.fromEntries(pairs), ...change }).map(([key, value]) =>
      Buffer.from(`${key}=${value}`),
    );
  };

  it.each([
    { term: '1e3' },
    { term: '9999999999999999' },
    { term: '' },
    { mqtt: '65536' },
    { mqtt: '-1' },
    { raft: '0x10' },
    { host: '' },
    { host: '0.0.0.0' },
    { host: '224.0.0.1' },
    { host: '::' },
    { host: '1.2.3' },
    { host: 'a..b' },
    { host: 'x\n.local' },
    { host: `${'a'.repeat(64)}.local` },
    { node: '../../etc' },
    { site: '' },
    { role: 'LEADER!' },
    { version: '<script>' },
  ])('are dropped with %p', (change) => expect(parseTxt(strings(change))).toBeNull());

  it('are dropped with a doubled key, too many entries, or another shape', () => {
    expect(parseTxt([...strings({}), Buffer.from('term=8')])).toBeNull();
    const many = Array.from({ length: 40 }, (_, i) => Buffer.from(`k${i}=v`));
    expect(parseTxt([...strings({}), ...many])).toBeNull();
    expect(parseTxt('site=a')).toBeNull();
    expect(parseTxt([1, 2])).toBeNull();
    expect(parseTxt(undefined)).toBeNull();
  });

  it('of a version that did not tell its epoch are of none', () => {
    const old = encodeTxt(node).filter((entry) => !entry.toString().startsWith('epoch='));
    expect(parseTxt(old)).toEqual({ ...node, epoch: 0 });
    expect(parseTxt(strings({ epoch: '-1' }))).toBeNull();
  });

  it('may have keys and roles of a newer version', () => {
    expect(parseTxt(strings({ zone: 'x', __proto__x: '1' }))).toEqual(node);
    expect(parseTxt(strings({ role: 'witness' }))).toEqual({ ...node, role: 'unknown' });
  });
});

describe('the cache', () => {
  it('keeps the last heard of ten thousand false nodes, and no more than its bound', () => {
    const cache = new NodeCache(256);
    for (let i = 0; i < 10_000; i += 1) cache.hear({ ...node, nodeId: `fake-${i}` }, 1_000, i);
    expect(cache.nodes()).toHaveLength(256);
    expect(cache.nodes()[0]?.nodeId).toBe('fake-9744');
  });

  it('tells changes of facts, not of time', () => {
    const cache = new NodeCache(2);
    expect(cache.hear(node, 1_000, 0)).toBe(true);
    expect(cache.hear(node, 1_000, 5)).toBe(false);
    expect(cache.hear({ ...node, role: 'leader', term: 8 }, 1_000, 6)).toBe(true);
    expect(cache.nodes()).toEqual([heard({ role: 'leader', term: 8, lastSeenAt: 6 })]);
  });

  it('forgets a node a second after its goodbye, unless it is heard again', () => {
    const cache = new NodeCache(2);
    cache.hear(node, 60_000, 0);
    cache.goodbye('n1', 10);
    expect(cache.expire(1_009)).toBe(false);
    cache.hear(node, 60_000, 1_009);
    expect(cache.expire(1_010)).toBe(false);
    cache.goodbye('n1', 2_000);
    expect(cache.expire(3_000)).toBe(true);
    expect(cache.nodes()).toEqual([]);
  });
});

describe('candidates for the leader', () => {
  const none = () => false;
  const follower = heard({ nodeId: 'f', host: '10.0.0.2' });
  const leader = heard({ nodeId: 'l', host: '10.0.0.3', role: 'leader', term: 8 });
  const stale = heard({ nodeId: 's', host: '10.0.0.4', role: 'leader', term: 6 });
  const ids = (nodes: DiscoveredNode[]) => nodes.map((entry) => entry.nodeId).join('');

  it('are the highest leader, the known good one, other leaders, the rest', () => {
    const all = [heard({}), stale, follower, leader];
    expect(ids(orderCandidates(all, follower, none))).toBe('lfsn1');
    expect(ids(orderCandidates(all, null, none))).toBe('lsn1f');
  });

  it('are first of all those of the latest epoch, whatever their term', () => {
    const recovered = heard({ nodeId: 'r', host: '10.0.0.5', role: 'leader', epoch: 3, term: 1 });
    expect(ids(orderCandidates([leader, recovered, follower], null, none))).toBe('rlf');
  });

  it('keep the known good one second among hundreds of false leaders, and when it is gone', () => {
    const fakes = Array.from({ length: 256 }, (_, i) =>
      heard({ nodeId: `x${i}`, host: '6.6.6.6', role: 'leader', term: 1_000 + i }),
    );
    const order = orderCandidates(fakes, leader, none);
    expect(order).toHaveLength(257);
    expect(order[1]).toBe(leader);
  });

  it('keep the true address beside a forged record of the same node', () => {
    const forged = { ...leader, host: '6.6.6.6' };
    // Of two leaders of one term one is false; the known good one is the better guess.
    expect(orderCandidates([forged], leader, none)).toEqual([leader, forged]);
    const higher = { ...forged, term: 9 };
    expect(orderCandidates([higher], leader, none)).toEqual([higher, leader]);
    expect(orderCandidates([higher], leader, (e) => e.startsWith('6.'))).toEqual([leader, higher]);
  });
});

it('merges the configured list: its addresses, what was heard of role and term', () => {
  const [a, b] = [
    toDiscovered({ host: 'pi-1.lan', ports: node.ports, nodeId: 'n1' }, 'site_a'),
    toDiscovered({ host: '10.0.0.9', ports: node.ports }, 'site_a'),
  ];
  expect(mergeNodes([a, b], [])).toEqual([a, b]);
  expect(b.nodeId).toBe('10.0.0.9:8883');
  const merged = mergeNodes(
    [a, b],
    [
      heard({ nodeId: 'z', host: '10.0.0.7' }),
      heard({ role: 'leader', host: '6.6.6.6' }),
      heard({ nodeId: 'n9', host: '10.0.0.9' }),
    ],
  );
  expect(merged.map(({ nodeId, host, role, source }) => [nodeId, host, role, source])).toEqual([
    ['n1', 'pi-1.lan', 'leader', 'static'],
    ['n9', '10.0.0.9', 'follower', 'static'],
    ['z', '10.0.0.7', 'follower', 'mdns'],
  ]);
});
