import { randomUUID } from 'node:crypto';
import { describe, expect, it } from '@jest/globals';
import { Journal, SimulatedDisk, type CutMode } from '@eyrie/journal';
import fc from 'fast-check';
import { MortalDisk } from '../testing/mortal-disk.ts';
import { ModelCloud } from '../testing/model-cloud.ts';
import { Outbox, type OutboxOptions } from './outbox.ts';
import type { OutgoingRecord, RecordDraft, RecordName } from './record.ts';

const window = { recordsMax: 8, bytesMax: 64 * 1024, resendMs: 15_000 };
const recordedAt = '2026-01-01T00:00:00.000Z';
const startMs = Date.parse(recordedAt);

function draft(n: number, extra: Partial<RecordDraft> = {}): RecordDraft {
  return {
    kind: 'event',
    recordedAt,
    priority: n % 7 === 0 ? 'critical' : 'normal',
    body: {
      id: randomUUID(),
      type: 'system.status',
      timestamp: recordedAt,
      camera_id: null,
      sequence_number: n,
      data: { n },
      priority: 'normal',
    },
    ...extra,
  } as RecordDraft;
}

interface OpenOutbox {
  outbox: Outbox;
  journal: Journal;
  /** Ends the process that has it open, without a word. */
  die: () => Promise<void>;
}

async function openOutbox(
  card: SimulatedDisk,
  options: Partial<OutboxOptions> = {},
): Promise<OpenOutbox> {
  const disk = new MortalDisk(card);
  const { journal } = await Journal.open({ directory: '/records', disk });
  const outbox = await Outbox.open({ journal, bootEpoch: randomUUID(), window, ...options });
  return { journal, outbox, die: () => disk.die() };
}

const keyOf = ({ bootEpoch, sequence }: RecordName): string => `${bootEpoch}/${sequence}`;

describe('the outbox', () => {
  it('numbers records from 1 in each boot epoch and sends those of former boots by their own names', async () => {
    const disk = new SimulatedDisk({ seed: 1 });
    const first = await openOutbox(disk);
    const name = await first.outbox.append(draft(1));
    expect(name).toEqual({ bootEpoch: first.outbox.bootEpoch, sequence: 1 });
    disk.cutPower('drop');
    const second = await openOutbox(disk);
    const sent = await second.outbox.take(startMs);
    expect(sent.map(keyOf)).toEqual([keyOf(name)]);
    expect(JSON.parse(sent[0]!.payload)).toMatchObject({ ...name, kind: 'event' });
  });

  it('sends a tombstone under the same name for what its ttl made worthless', async () => {
    const { outbox } = await openOutbox(new SimulatedDisk({ seed: 2 }));
    const name = await outbox.append(draft(1, { ttlSeconds: 60 }));
    const [sent] = await outbox.take(startMs + 60_001);
    expect(sent).toMatchObject({ ...name, kind: 'tombstone' });
    expect(JSON.parse(sent!.payload)).toMatchObject({
      ...name,
      kind: 'tombstone',
      body: { of: 'event' },
    });
  });

  it('uses up no sequence for a record that found no room, so that the set has no hole', async () => {
    const disk = new SimulatedDisk({ seed: 3, capacityBytes: 4 * 1024 * 1024 });
    const { outbox } = await openOutbox(disk);
    await outbox.append(draft(1));
    disk.setCapacity(1);
    // More than what the journal has taken of the disk ahead of need.
    const large = draft(2, {
      body: { ...draft(2).body, data: { note: 'x'.repeat(20_000) } } as never,
    });
    await expect(outbox.append(large)).rejects.toMatchObject({ code: 'journal.full' });
    disk.setCapacity(8 * 1024 * 1024);
    await expect(outbox.append(draft(3))).resolves.toMatchObject({ sequence: 2 });
  });

  it('loses nothing and counts nothing twice, whatever the network and the power do', async () => {
    await fc.assert(
      fc.asyncProperty(fc.integer(), fc.array(step, { maxLength: 60 }), (seed, steps) =>
        run(seed, steps),
      ),
      { numRuns: 60 },
    );
  });
});

describe('the outbox with a tail of what is confirmed', () => {
  const tail = { keepMs: 30 * 60_000, recordsMax: 100, bytesMax: 1024 * 1024 };
  const wide = { recordsMax: 100, bytesMax: 1024 * 1024, resendMs: 15_000 };

  async function confirmed(count: number, options: Partial<OutboxOptions> = {}) {
    const opened = await openOutbox(new SimulatedDisk({ seed: 4 }), {
      tail,
      window: wide,
      ...options,
    });
    const { outbox } = opened;
    for (let n = 1; n <= count; n += 1) await outbox.append(draft(n));
    await outbox.take(startMs, count);
    outbox.applyReceipts([{ bootEpoch: outbox.bootEpoch, have: [[1, count]] }], 1);
    outbox.forgetConfirmed(1);
    await outbox.settled();
    return opened;
  }
  const sequencesOf = (sent: readonly OutgoingRecord[]) =>
    sent.map(({ sequence }) => sequence).sort((a, b) => a - b);

  it('sends what the cloud lost again, under its own name, and nothing else', async () => {
    const { outbox } = await confirmed(9);
    const { bootEpoch } = outbox;
    const again: number[] = [];
    let wentBack = 0;
    outbox.onAgain(({ sequence }) => again.push(sequence));
    outbox.onCloudWentBack(() => (wentBack += 1));
    expect(outbox.records).toBe(0);
    await outbox.append(draft(10));
    expect(sequencesOf(await outbox.take(startMs, 50))).toEqual([10]);
    // Put back to the moment after 4; what was on its way came to it afterwards.
    outbox.applyReceipts([{ bootEpoch, have: [[1, 4], [10, 10]] }], 2); // prettier-ignore
    await outbox.settled();
    expect(wentBack).toBe(1);
    expect(outbox.records).toBe(5);
    expect(outbox.isPending({ bootEpoch, sequence: 7 })).toBe(true);
    expect(sequencesOf(await outbox.take(startMs, 50))).toEqual([5, 6, 7, 8, 9]);
    expect(again.sort()).toEqual([5, 6, 7, 8, 9]);
    outbox.applyReceipts([{ bootEpoch, have: [[1, 10]] }], 2);
    await outbox.settled();
    expect(outbox.records).toBe(0);
  });

  it('is put out neither by the same history nor by a cloud that names none', async () => {
    const { outbox } = await confirmed(5);
    outbox.applyReceipts([], 1);
    outbox.applyReceipts([]);
    await outbox.settled();
    expect(outbox.records).toBe(0);
    expect(await outbox.take(startMs, 50)).toEqual([]);
  });

  it('keeps what a stale word confirms until the true one comes', async () => {
    const { outbox } = await confirmed(6);
    const { bootEpoch } = outbox;
    outbox.applyReceipts([{ bootEpoch, have: [[1, 2]] }], 2);
    await outbox.settled();
    expect(outbox.records).toBe(4);
    // Retained by a leader of before the restore.
    outbox.applyReceipts([{ bootEpoch, have: [[1, 6]] }], 1);
    await outbox.settled();
    expect(outbox.records).toBe(0);
    outbox.applyReceipts([{ bootEpoch, have: [[1, 3]] }], 2);
    await outbox.settled();
    expect(sequencesOf(await outbox.take(startMs, 50))).toEqual([4, 5, 6]);
  });

  it('has the tail after a power cut as well', async () => {
    const disk = new SimulatedDisk({ seed: 5 });
    const first = await openOutbox(disk, { tail, window: wide });
    for (let n = 1; n <= 6; n += 1) await first.outbox.append(draft(n));
    const { bootEpoch } = first.outbox;
    first.outbox.applyReceipts([{ bootEpoch, have: [[1, 6]] }], 1);
    first.outbox.forgetConfirmed(1);
    await first.outbox.settled();
    await first.die();
    disk.cutPower('drop');
    const { outbox } = await openOutbox(disk, { tail, window: wide });
    expect(outbox.records).toBe(6);
    outbox.applyReceipts([{ bootEpoch, have: [[1, 6]] }], 1);
    expect(outbox.records).toBe(0);
    outbox.applyReceipts([{ bootEpoch, have: [[1, 4]] }], 2);
    await outbox.settled();
    expect(sequencesOf(await outbox.take(startMs, 50))).toEqual([5, 6]);
  });

  it('lets go of the tail in time, and at once where there is no room for one', async () => {
    let nowMs = 0;
    let mayKeep = true;
    const { outbox, journal } = await confirmed(70, {
      elapsedMs: () => nowMs,
      mayKeepTail: () => mayKeep,
    });
    const kept = (): number => journal.last - journal.first + 1;
    expect(kept()).toBe(70);
    nowMs = tail.keepMs - 1;
    outbox.forgetConfirmed(1);
    await outbox.settled();
    expect(kept()).toBe(70);
    nowMs = tail.keepMs;
    outbox.forgetConfirmed(1);
    await outbox.settled();
    expect(kept()).toBe(0);
    await outbox.append(draft(71));
    outbox.applyReceipts([{ bootEpoch: outbox.bootEpoch, have: [[1, 71]] }], 1);
    outbox.forgetConfirmed(1);
    await outbox.settled();
    expect(kept()).toBe(1);
    mayKeep = false;
    outbox.forgetConfirmed(1);
    await outbox.settled();
    expect(kept()).toBe(0);
  });
});

type Step =
  | { type: 'append'; count: number }
  | { type: 'send'; lose: number; shuffle: boolean; repeat: boolean }
  | { type: 'receipts' }
  | { type: 'reconnect' }
  | { type: 'pass'; ms: number }
  | { type: 'kill'; mode: CutMode };

const step: fc.Arbitrary<Step> = fc.oneof(
  fc.record({ type: fc.constant('append' as const), count: fc.integer({ min: 1, max: 9 }) }),
  fc.record({
    type: fc.constant('send' as const),
    lose: fc.integer({ min: 0, max: 3 }),
    shuffle: fc.boolean(),
    repeat: fc.boolean(),
  }),
  fc.record({ type: fc.constant('receipts' as const) }),
  fc.record({ type: fc.constant('reconnect' as const) }),
  fc.record({ type: fc.constant('pass' as const), ms: fc.integer({ min: 0, max: 20_000 }) }),
  fc.record({
    type: fc.constant('kill' as const),
    mode: fc.constantFrom<CutMode>('drop', 'keep', 'torn', 'reorder'),
  }),
);

async function run(seed: number, steps: readonly Step[]): Promise<void> {
  const disk = new SimulatedDisk({ seed });
  const cloud = new ModelCloud();
  const promised = new Set<string>();
  let { outbox, journal, die } = await openOutbox(disk);
  let nowMs = startMs;
  let n = 0;
  const appends: Promise<unknown>[] = [];

  const deliver = (records: readonly OutgoingRecord[]): void => {
    for (const record of records) cloud.take(JSON.parse(record.payload) as RecordName);
  };

  for (const action of steps) {
    switch (action.type) {
      case 'append': {
        // Some are still being written when the next thing happens; a power cut may take those.
        const writing = Array.from({ length: action.count }, () =>
          outbox.append(draft((n += 1))).then(
            (name) => promised.add(keyOf(name)),
            () => null,
          ),
        );
        appends.push(...writing);
        if (n % 2 === 0) await Promise.all(writing);
        break;
      }
      case 'send': {
        const sent = (await outbox.take(nowMs, 5)).slice(action.lose);
        if (action.shuffle) sent.reverse();
        deliver(sent);
        if (action.repeat) deliver(sent);
        break;
      }
      case 'receipts':
        outbox.applyReceipts(cloud.receipts());
        outbox.forgetConfirmed(1);
        // Now and then the next thing happens while the journal still forgets.
        if (nowMs % 2 === 0) await outbox.settled();
        break;
      case 'reconnect':
        outbox.reconnected();
        break;
      case 'pass':
        nowMs += action.ms;
        break;
      case 'kill':
        await die();
        disk.cutPower(action.mode);
        ({ outbox, journal, die } = await openOutbox(disk));
        break;
    }
  }
  await Promise.all(appends);
  for (let round = 0; outbox.records > 0; round += 1) {
    expect(round).toBeLessThan(1_000);
    deliver(await outbox.take(nowMs, 5));
    outbox.applyReceipts(cloud.receipts());
    nowMs += 1_000;
  }
  await outbox.settled();
  outbox.forgetConfirmed(1);
  await outbox.settled();
  expect(journal.last - journal.first + 1).toBe(0);
  const got = cloud.all().map((record) => keyOf(record as RecordName));
  expect(new Set(got).size).toBe(got.length);
  for (const name of promised) expect(got).toContain(name);
}
