import { describe, expect, it } from '@jest/globals';
import { SimulatedDisk } from '@eyrie/journal';
import type { Persist } from '../core/ready.ts';
import type { Entry } from '../core/types.ts';
import { foundingConfState } from '../core/membership.ts';
import { BatchEncoder } from './batch.ts';
import { decodeRecord } from './record.ts';
import { Replay } from './replay.ts';
import { Wal } from './wal.ts';

const entry = (index: number, term: number): Entry => ({
  index,
  term,
  type: 'normal',
  data: new Uint8Array([index, term]),
});

function persist(changes: Partial<Persist>): Persist {
  return { seq: 1, entries: [], mustSync: true, then: [], ...changes };
}

function replayed(batches: readonly (readonly Persist[])[]): ReturnType<Replay['finish']> {
  const encoder = new BatchEncoder();
  const replay = new Replay();
  for (const batch of batches) for (const bytes of encoder.encode(batch)) replay.add(bytes);
  return replay.finish();
}

describe('the log on disk', () => {
  it('has the term before the entries of that term, and the commit index behind them', () => {
    const hardState = { term: 3, vote: null, commit: 1 };
    const records = new BatchEncoder()
      .encode([persist({ hardState, entries: [entry(1, 3)] })])
      .map(decodeRecord);
    expect(records.map(({ kind }) => kind)).toEqual(['ballot', 'entry', 'commit']);
  });

  it('keeps a commit index back until something else is written', () => {
    const encoder = new BatchEncoder();
    const hardState = { term: 1, vote: 1, commit: 0 };
    encoder.encode([persist({ hardState, entries: [entry(1, 1)] })]);
    const onlyCommit = persist({ hardState: { ...hardState, commit: 1 }, mustSync: false });
    expect(encoder.encode([onlyCommit])).toEqual([]);
    const next = encoder.encode([persist({ entries: [entry(2, 1)] })]).map(decodeRecord);
    expect(next).toMatchObject([{ kind: 'entry' }, { kind: 'commit', index: 1 }]);
  });

  it('replays to the last ballot, and to the entries that were not cut', () => {
    const { hardState, entries } = replayed([
      [
        persist({
          hardState: { term: 1, vote: 2, commit: 0 },
          entries: [entry(1, 1), entry(2, 1)],
        }),
      ],
      [persist({ hardState: { term: 2, vote: null, commit: 0 }, mustSync: true })],
      [persist({ truncateAfter: 1, entries: [entry(2, 2)] })],
    ]);
    expect(hardState).toEqual({ term: 2, vote: null, commit: 0 });
    expect(entries).toEqual([entry(1, 1), entry(2, 2)]);
  });

  it('D4: applies a cut whatever was committed before it', () => {
    const { entries } = replayed([
      [
        persist({
          hardState: { term: 1, vote: null, commit: 1 },
          entries: [1, 2, 3].map((at) => entry(at, 1)),
        }),
      ],
      [persist({ hardState: { term: 2, vote: null, commit: 1 }, truncateAfter: 1 })],
    ]);
    expect(entries).toEqual([entry(1, 1)]);
  });

  it('begins anew with a snapshot, whatever stood before it', () => {
    const snapshot = { id: '2-4', index: 4, term: 2, confState: foundingConfState([1, 2]) };
    const hardState = { term: 3, vote: 2, commit: 5 };
    const result = replayed([
      [
        persist({
          hardState: { term: 1, vote: 1, commit: 2 },
          entries: [1, 2, 3].map((at) => entry(at, 1)),
        }),
      ],
      [persist({ hardState, snapshot, entries: [entry(5, 3), entry(6, 3)] })],
      [persist({ truncateAfter: 5, entries: [entry(6, 3)] })],
    ]);
    expect(result).toEqual({ snapshot, hardState, entries: [entry(5, 3), entry(6, 3)] });
  });

  it('D4, S2: a snapshot brings its vote and term along, and needs nothing that was queued before it', () => {
    const encoder = new BatchEncoder();
    const ballot = { term: 3, vote: 2, commit: 0 };
    encoder.encode([persist({ hardState: ballot, entries: [entry(1, 1)] })]);
    const snapshot = { id: '3-4', index: 4, term: 3, confState: foundingConfState([1]) };
    const records = encoder
      .encode([
        persist({ truncateAfter: 0, entries: [entry(1, 2)] }),
        persist({ hardState: { ...ballot, commit: 4 }, snapshot }),
      ])
      .map(decodeRecord);
    expect(records).toEqual([
      { kind: 'ballot', term: 3, vote: 2 },
      { kind: 'snapshot', snapshot },
    ]);
  });

  it('gives the space before a snapshot back, and reopens behind it wherever the power fails', async () => {
    let cuts = 0;
    for (let call = 1; call < 60; call += 1) {
      const disk = new SimulatedDisk({ seed: call });
      const options = {
        disk,
        directory: '/raft',
        nodeId: 1,
        clusterId: 'site-1',
        drawIncarnation: () => '0123456789abcdef',
        founding: foundingConfState([1]),
      };
      const { wal } = await Wal.open(options);
      const hardState = { term: 1, vote: 1, commit: 3 };
      const entries = [1, 2, 3, 4].map((at) => entry(at, 1));
      await wal.append([persist({ hardState, entries })]);
      disk.cutPowerAtCall(
        disk.calls + call,
        (['drop', 'keep', 'torn', 'reorder'] as const)[call % 4]!,
      );
      const snapshot = { id: '1-3', index: 3, term: 1, confState: foundingConfState([1]) };
      const isDone = await wal
        .append([persist({ hardState, snapshot, entries: entries.slice(3) })])
        .then(
          () => true,
          () => false,
        );
      await wal.close().catch(() => undefined);
      if (disk.isPowered) disk.cutPower('drop');
      else {
        disk.restorePower();
        cuts += 1;
      }
      const again = await Wal.open(options);
      if (isDone) expect(again.snapshot).toEqual(snapshot);
      expect(again.hardState).toMatchObject({ term: 1, vote: 1 });
      expect(again.entries.at(-1)).toEqual(entry(4, 1));
      expect((again.snapshot?.index ?? 0) + again.entries.length).toBe(4);
      expect(again.incarnation).toBe('0123456789abcdef');
      await again.wal.close();
    }
    expect(cuts).toBeGreaterThan(2);
  });

  it.each([
    [
      'a second vote in a term',
      [
        { term: 1, vote: 2 },
        { term: 1, vote: 3 },
      ],
    ],
    [
      'a term that falls',
      [
        { term: 2, vote: null },
        { term: 1, vote: null },
      ],
    ],
  ])('refuses %s', (_what, ballots) => {
    const batches = ballots.map((ballot) => [persist({ hardState: { ...ballot, commit: 0 } })]);
    expect(() => replayed(batches)).toThrow('contradicts itself');
  });

  it.each([
    ['a hole', persist({ entries: [entry(2, 0)] })],
    ['an entry ahead of its term', persist({ entries: [entry(1, 9)] })],
    ['a cut beyond its end', persist({ truncateAfter: 5 })],
  ])('refuses %s', (_what, one) => {
    expect(() => replayed([[one]])).toThrow('contradicts itself');
  });

  it('is not founded again in a directory whose superblock is lost', async () => {
    const disk = new SimulatedDisk({ seed: 1 });
    const options = {
      disk,
      directory: '/raft',
      nodeId: 1,
      clusterId: 'site-1',
      drawIncarnation: () => '00',
    };
    const { wal } = await Wal.open(options);
    await wal.append([persist({ hardState: { term: 1, vote: 1, commit: 0 } })]);
    await wal.close();
    await disk.unlink('/raft/superblock');
    await expect(Wal.open(options)).rejects.toThrow('its superblock is gone');
  });
});
