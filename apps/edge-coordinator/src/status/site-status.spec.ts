import { randomUUID } from 'node:crypto';
import { describe, expect, it } from '@jest/globals';
import { idFromUuid, siteStatusSchema, type MemberCard } from '@eyrie/contracts';
import type { ConfState, RaftStatus } from '@eyrie/raft';
import { manifestOf, newDeviceId } from '../testing/site-fixture.ts';
import { siteStatusOf, type SiteStatusParts } from './site-status.ts';

describe('the site as a coordinator sees it', () => {
  const siteId = idFromUuid('site', randomUUID());
  const ids = [newDeviceId(), newDeviceId(), newDeviceId(), newDeviceId()];
  const manifest = manifestOf({ siteId, coordinators: ids, workers: [] });
  const incarnation = (nodeId: number): string => `${nodeId}`.repeat(16);
  const card = (nodeId: number, changes: Partial<MemberCard> = {}): MemberCard => ({
    nodeId,
    deviceId: ids[nodeId - 1]!,
    version: '0.1.0',
    siteEpoch: 1,
    foundingVoters: [],
    incarnation: incarnation(nodeId),
    role: 'follower',
    term: 3,
    leaderNodeId: 1,
    isMember: true,
    commitIndex: 10,
    lastIndex: 10,
    snapshotIndex: 0,
    fsyncP99Ms: 2,
    address: { host: '10.0.0.1', port: 7400 },
    ...changes,
  });
  const conf = (changes: Partial<ConfState> = {}): ConfState => ({
    voters: [1, 2, 3],
    votersOutgoing: [],
    learners: [],
    learnersNext: [],
    autoLeave: false,
    index: 1,
    heldLearners: [],
    identities: [1, 2, 3].map((nodeId) => ({ nodeId, incarnation: incarnation(nodeId) })),
    retired: [],
    ...changes,
  });
  const peer = (changes: object = {}) => ({
    state: 'replicate' as const,
    match: 10,
    next: 11,
    active: true,
    inflightMessages: 0,
    inflightBytes: 0,
    isLearner: false,
    incarnation: null,
    ...changes,
  });
  const view = (
    confState = conf(),
    raft: Partial<RaftStatus> = {},
    changes: Partial<SiteStatusParts> = {},
  ) =>
    siteStatusSchema.parse(
      siteStatusOf({
        status: {
          ...{ id: 1, role: 'leader', term: 3, leaderId: 1, incarnation: incarnation(1) },
          ...{ commitIndex: 10, appliedIndex: 10, lastIndex: 10, snapshotIndex: 0 },
          ...{ transferringTo: null, failure: null, voters: confState.voters, confState },
          peers: { 2: peer(), 3: peer() },
          ...raft,
        } as RaftStatus,
        own: card(1, { role: 'leader' }),
        manifest,
        siteEpoch: 1,
        admitted: new Set([1, 2, 3]),
        roster: ids
          .slice(0, 3)
          .map((deviceId, at) => ({ nodeId: at + 1, deviceId, name: `c${at + 1}` })),
        heard: new Map([2, 3].map((nodeId) => [nodeId, { card: card(nodeId), heardAtMs: 900 }])),
        leaderChanges: 1,
        leaderlessMs: null,
        snapshots: [],
        clones: [],
        reason: null,
        nowMs: 1_000,
        at: new Date(0),
        ...changes,
      }),
    );
  const rolesOf = (status: ReturnType<typeof view>) => status.members.map(({ role }) => role);

  it('names a coordinator that is two machines, and what to do', () => {
    const { notices } = view(conf(), {}, { clones: [ids[1]!] });
    expect(notices).toEqual([expect.stringMatching(/^Two machines are c2: .* enrol the one/)]);
  });

  it('has all voters, and who leads', () => {
    const status = view();
    expect(rolesOf(status)).toEqual(['leader', 'follower', 'follower']);
    expect(status).toMatchObject({ hasQuorum: true, votersReachable: 3, notices: [] });
    expect(status.members[1]).toMatchObject({ lagEntries: 0, lastContactMs: 100, name: 'c2' });
  });

  it('says who cannot be reached, and how much more the site survives', () => {
    const status = view(conf(), { peers: { 2: peer({ active: false }), 3: peer() } });
    expect(status.members[1]).toMatchObject({ reachable: false, role: null });
    expect(status.notices).toEqual([expect.stringContaining('survives the loss of 0 more')]);
  });

  it('says without a quorum what to do, by the cards alone', () => {
    const heard = new Map([[2, { card: card(2), heardAtMs: -9_000 }]]);
    const lost = { role: 'pre-candidate', leaderId: null, peers: {} } as const;
    const status = view(conf(), lost, { heard, leaderlessMs: 8_000 });
    expect(status).toMatchObject({ hasQuorum: false, votersReachable: 1, leaderNodeId: null });
    expect(status.notices[0]).toContain('If c2, c3 are lost for good: eyrie site recover');
  });

  it('shows a voter whose card still says that it learns as a voter, and a newcomer as there', () => {
    const heard = new Map([
      [2, { card: card(2, { role: 'learner' }), heardAtMs: 900 }],
      [3, { card: card(3, { role: 'learner' }), heardAtMs: 900 }],
    ]);
    const learning = conf({ voters: [1, 2], learners: [3] });
    const peers = { 2: peer(), 3: peer({ active: false, isLearner: true, match: 4 }) };
    const status = view(learning, { peers }, { heard });
    expect(rolesOf(status)).toEqual(['leader', 'follower', 'learner']);
    expect(status.members[2]).toMatchObject({ reachable: true, standing: 'learner' });
    expect(status.underWay).toEqual([{ type: 'catching-up', nodeId: 3, lagEntries: 6 }]);
  });

  it('tells a joint change, a transfer, a snapshot on its way, and a removal that is decided', () => {
    const joint = conf({ voters: [1, 2, 3], votersOutgoing: [1, 2] });
    const snapshots = [{ to: 3, lengthBytes: 400, resumedAt: 0, writtenBytes: 100 }];
    const status = view(joint, { transferringTo: 2 }, { snapshots });
    expect(status.members[2]?.standing).toBe('joining');
    expect(status.underWay).toEqual([
      { type: 'joint', joining: [3], leaving: [] },
      { type: 'transfer', nodeId: 2 },
      { type: 'snapshot', nodeId: 3, sentBytes: 100, totalBytes: 400, percent: 25 },
    ]);
    const removing = view(conf(), {}, { admitted: new Set([1, 2]) });
    expect(removing.members[2]?.standing).toBe('leaving');
    expect(removing.underWay).toEqual([{ type: 'removal', nodeId: 3 }]);
  });

  it('knows who waits, and who was taken out', () => {
    const without = conf({ voters: [1], retired: [{ nodeId: 2, incarnation: incarnation(2) }] });
    const status = view(without, { peers: {} });
    expect(status.members.map(({ standing }) => standing)).toEqual(['voter', 'removed', 'waiting']);
    expect(status.notices).toEqual([]);
  });
});
