import { describe, expect, it } from '@jest/globals';
import type { SiteMember, SiteStatus } from '@eyrie/contracts';
import { paintFor } from '../terminal/paint.ts';
import { duration, formatSite } from './site-table.ts';

const member = (nodeId: number, changes: Partial<SiteMember> = {}): SiteMember => ({
  nodeId,
  deviceId: null,
  name: `coordinator-${nodeId}`,
  standing: 'voter',
  role: 'follower',
  incarnation: `${nodeId}a${'0'.repeat(14)}`,
  matchIndex: 40,
  lagEntries: 0,
  replication: 'replicate',
  reachable: true,
  lastContactMs: 800,
  fsyncP99Ms: 2.5,
  snapshotIndex: 0,
  version: '0.1.0',
  address: '10.0.0.1:7400',
  ...changes,
});
const status = (changes: Partial<SiteStatus> = {}): SiteStatus => ({
  at: '2026-11-21T08:00:00.000Z',
  siteId: null,
  siteName: 'Summit',
  siteEpoch: 1,
  term: 4,
  commitIndex: 40,
  leaderNodeId: 1,
  leaderlessMs: null,
  leaderChanges: 1,
  askedNodeId: 2,
  seenByNodeId: 1,
  reason: null,
  voters: 2,
  votersReachable: 2,
  hasQuorum: true,
  members: [member(1, { role: 'leader', lastContactMs: 0 }), member(2)],
  underWay: [],
  notices: [],
  ...changes,
});
const plain = paintFor({ isTTY: false }, {});
const shown = (changes: Partial<SiteStatus> = {}, columns = 120): string[] =>
  formatSite(status(changes), { columns, paint: plain }).split('\n');

describe('the site on a terminal', () => {
  it('names who leads, and shows each coordinator on a line of its own', () => {
    expect(shown()).toEqual([
      'Summit  epoch 1 · term 4 · led by coordinator-1',
      '2 of 2 voters reachable · commit 40 · 1 change of leader seen by node 1',
      '',
      '   NODE  NAME           ROLE      MATCH  LAG      HEARD  FSYNC P99  SNAPSHOT  CARD      VERSION  ADDRESS',
      '★     1  coordinator-1  leader       40    0       here     2.5 ms         0  1a000000  0.1.0    10.0.0.1:7400',
      '●     2  coordinator-2  follower     40    0  0.8 s ago     2.5 ms         0  2a000000  0.1.0    10.0.0.1:7400',
    ]);
  });

  it('leaves columns out where the terminal is narrow, and never a coordinator', () => {
    const lines = shown({}, 60);
    expect(Math.max(...lines.slice(3).map(({ length }) => length))).toBeLessThanOrEqual(60);
    expect(lines.filter((line) => line.includes('coordinator-'))).toHaveLength(3);
    expect(shown({}, 10).join('\n')).toContain('coordinator-2  follower');
  });

  it('says what is under way, with who it is about', () => {
    const lines = shown({
      members: [member(1), member(2, { standing: 'learner', role: 'learner', lagEntries: 7 })],
      underWay: [
        { type: 'joint', joining: [2], leaving: [1] },
        { type: 'snapshot', nodeId: 2, sentBytes: 512, totalBytes: 2048, percent: 25 },
        { type: 'catching-up', nodeId: 2, lagEntries: 7 },
        { type: 'transfer', nodeId: 9 },
      ],
    });
    expect(lines.slice(-4)).toEqual([
      '→ A joint change is under way: coordinator-2 in, coordinator-1 out.',
      '→ A snapshot goes to coordinator-2: 25 % of 2 KiB.',
      '→ coordinator-2 catches up, 7 entries behind.',
      '→ The leadership is being handed to node 9.',
    ]);
  });

  it('says that there is no leader, who is gone, and what to do', () => {
    const lines = shown({
      leaderNodeId: null,
      leaderlessMs: 4_400,
      seenByNodeId: 2,
      hasQuorum: false,
      votersReachable: 1,
      members: [
        member(1, { role: null, reachable: false, lastContactMs: 70_000 }),
        member(2, { role: 'pre-candidate' }),
      ],
      notices: ['Only 1 of 2 voters can be reached.'],
    });
    expect(lines[0]).toContain('no leader for 4.4 s');
    expect(lines.some((line) => /^○ .*voter, unreachable .*70 s ago/.test(line))).toBe(true);
    expect(lines.at(-1)).toBe('! Only 1 of 2 voters can be reached.');
  });

  it('breaks long sentences, and shows one outside of its site', () => {
    const reason = 'This coordinator was taken out of its site, and takes no part.';
    const lines = shown({ siteName: null, siteEpoch: null, members: [], reason }, 40);
    expect(lines).toEqual([
      'A coordinator outside of its site',
      '',
      '! This coordinator was taken out of its',
      '  site, and takes no part.',
    ]);
  });

  it('has colours on a terminal alone, and none where they are not wanted', () => {
    const terminal = { isTTY: true };
    const text = (environment: NodeJS.ProcessEnv): string =>
      formatSite(status(), { columns: 120, paint: paintFor(terminal, environment) });
    expect(text({})).toContain('\u001B[32m★\u001B[0m');
    expect(text({ NO_COLOR: '1' })).not.toContain('\u001B');
    expect(text({ TERM: 'dumb' })).not.toContain('\u001B');
  });

  it('tells times shortly', () => {
    expect([800, 42_000, 180_000, 7_200_000, 432_000_000].map(duration)).toEqual([
      '0.8 s',
      '42 s',
      '3 min',
      '2 h',
      '5 d',
    ]);
  });
});
