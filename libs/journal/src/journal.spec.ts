import { describe, expect, it } from '@jest/globals';
import {
  Journal,
  JournalDamaged,
  JournalFailed,
  JournalFull,
  JournalLocked,
  JournalTruncated,
  JournalVersionUnknown,
} from './index.ts';
import type { JournalOptions } from './index.ts';
import { crc32 } from 'node:zlib';
import { SeededRandom } from './seeded-random.ts';
import { SimulatedDisk } from './simulated-disk.ts';

const directory = '/data/journal';

function text(payload: Uint8Array): string {
  return Buffer.from(payload).toString();
}

function payloads(...texts: string[]): Uint8Array[] {
  return texts.map((each) => Buffer.from(each));
}

/** In a process of its own, after the one before it was killed. */
async function open(disk: SimulatedDisk, options: Partial<JournalOptions> = {}) {
  disk.killProcess();
  const random = new SeededRandom(disk.calls + 1);
  const randomBytes = (count: number) => random.bytes(count);
  return Journal.open({ directory, disk, randomBytes, reserveBytes: 0, ...options });
}

async function all(journal: Journal): Promise<string[]> {
  const entries = await journal.read(journal.first, { countMax: 1e9, bytesMax: 1e9 });
  return entries.map((entry) => `${entry.position}:${text(entry.payload)}`);
}

/** One entry per segment, so that there are several to lose. */
async function withSegments(disk: SimulatedDisk, count: number): Promise<Journal> {
  const { journal } = await open(disk, { segmentBytesMax: 128 });
  for (let n = 1; n <= count; n += 1) await journal.append(payloads(`entry ${n} `.repeat(8)));
  return journal;
}

async function segments(disk: SimulatedDisk): Promise<string[]> {
  return (await disk.list(directory)).filter((name) => name.includes('.segment'));
}

function gate(): { passed: Promise<void>; open: () => void } {
  let open = (): void => undefined;
  const passed = new Promise<void>((resolve) => {
    open = resolve;
  });
  return { passed, open };
}

describe('a journal', () => {
  it('gives consecutive positions from 1 and the same bytes after reopening', async () => {
    const disk = new SimulatedDisk({ seed: 1 });
    const { journal } = await open(disk);
    expect(await journal.append(payloads('a', 'b'))).toEqual({ first: 1, last: 2 });
    expect(await journal.append(payloads('', 'c'))).toEqual({ first: 3, last: 4 });
    await journal.close();
    disk.cutPower('drop');
    const { journal: again, recovery } = await open(disk);
    expect(recovery).toEqual({ entries: 4, tornBytes: 0, quarantined: [], missing: [] });
    expect(await all(again)).toEqual(['1:a', '2:b', '3:', '4:c']);
    expect([again.first, again.last]).toEqual([1, 4]);
  });

  it('reads from the middle, within its limits, over segments and large entries', async () => {
    const { journal } = await open(new SimulatedDisk({ seed: 1 }), { segmentBytesMax: 200_000 });
    const random = new SeededRandom(3);
    const written: Uint8Array[] = [];
    for (let n = 0; n < 300; n += 1) written.push(random.bytes(n % 50 === 0 ? 90_000 : 1500));
    for (let n = 0; n < 300; n += 10) await journal.append(written.slice(n, n + 10));
    for (const from of [1, 2, 51, 149, 150, 151, 300]) {
      const entries = await journal.read(from, { countMax: 7, bytesMax: 1e9 });
      expect(entries.map((entry) => entry.position)[0]).toBe(from);
      for (const { position, payload } of entries) {
        expect(Buffer.compare(payload, written[position - 1]!)).toBe(0);
      }
      expect(entries).toHaveLength(Math.min(7, 301 - from));
    }
    expect(await journal.read(1, { bytesMax: 10 })).toHaveLength(1);
    expect(await journal.read(301)).toEqual([]);
  });

  it('lets many concurrent appends share few syncs, and syncs nothing while idle', async () => {
    const disk = new SimulatedDisk({ seed: 1 });
    const { journal } = await open(disk);
    await journal.append(payloads('first'));
    const before = disk.count('fdatasync');
    const writes = disk.count('pwrite');
    const ranges = await Promise.all(
      Array.from({ length: 64 }, (_, n) => journal.append(payloads(`entry ${n}`))),
    );
    expect(ranges.map((range) => range.first)).toEqual(Array.from({ length: 64 }, (_, n) => n + 2));
    expect(disk.count('fdatasync') - before).toBe(1);
    expect(disk.count('pwrite') - writes).toBe(1);
    const calls = disk.calls;
    await journal.truncateBefore(1);
    await journal.append([]);
    expect(disk.calls).toBe(calls);
  });

  it('gathers what arrives during a sync into the next one', async () => {
    const disk = new SimulatedDisk({ seed: 1 });
    const { journal } = await open(disk);
    await journal.append(payloads('first'));
    const before = disk.count('fdatasync');
    const late: Promise<unknown>[] = [];
    disk.beforeCall = (operation) => {
      if (operation !== 'fdatasync' || late.length > 0) return;
      for (let n = 0; n < 10; n += 1) late.push(journal.append(payloads('late')));
    };
    await journal.append(payloads('early'));
    await Promise.all(late);
    expect(disk.count('fdatasync') - before).toBe(2);
    expect(journal.last).toBe(12);
  });

  it('acknowledges and shows nothing before its sync has come back', async () => {
    const disk = new SimulatedDisk({ seed: 1 });
    const { journal } = await open(disk);
    await journal.append(payloads('a'));
    const sync = gate();
    const begun = gate();
    disk.beforeCall = (operation) => {
      if (operation !== 'fdatasync') return;
      begun.open();
      return sync.passed;
    };
    let acknowledged = false;
    const append = journal.append(payloads('b')).then(() => (acknowledged = true));
    await begun.passed;
    expect(await all(journal)).toEqual(['1:a']);
    expect([acknowledged, journal.last]).toEqual([false, 1]);
    sync.open();
    await append;
    expect(await all(journal)).toEqual(['1:a', '2:b']);
  });

  it('forgets entries before a position, and the segments that held them, for good', async () => {
    const disk = new SimulatedDisk({ seed: 1 });
    const journal = await withSegments(disk, 5);
    const bytes = journal.bytes;
    await journal.truncateBefore(4);
    expect(await segments(disk)).toHaveLength(3);
    expect(journal.bytes).toBeLessThan(bytes);
    await expect(journal.read(3)).rejects.toBeInstanceOf(JournalTruncated);
    disk.cutPower('drop');
    const { journal: again } = await open(disk);
    expect([again.first, again.last]).toEqual([4, 5]);
    await again.truncateBefore(6);
    disk.cutPower('drop');
    const { journal: third } = await open(disk);
    expect([third.first, third.last]).toEqual([6, 5]);
    expect(await third.append(payloads('six'))).toEqual({ first: 6, last: 6 });
  });

  it('never brings truncated entries back, even when those that replaced them are forgotten', async () => {
    const disk = new SimulatedDisk({ seed: 1 });
    const { journal } = await open(disk, { segmentBytesMax: 128 });
    for (let n = 1; n <= 10; n += 1) await journal.append(payloads(`old ${n} `.repeat(8)));
    await Promise.all([journal.truncateAfter(5), journal.append(payloads('new 6', 'new 7'))]);
    expect((await all(journal)).slice(5)).toEqual(['6:new 6', '7:new 7']);
    await journal.truncateBefore(8);
    disk.cutPower('drop');
    const { journal: again } = await open(disk);
    expect([again.first, again.last]).toEqual([8, 7]);
    expect(await all(again)).toEqual([]);
  });

  it('drops just the segments it recorded when one batch truncates at both ends', async () => {
    const disk = new SimulatedDisk({ seed: 1 });
    const journal = await withSegments(disk, 6);
    await Promise.all([journal.truncateAfter(3), journal.truncateBefore(4)]);
    disk.cutPower('drop');
    const { journal: again } = await open(disk);
    expect([again.first, again.last]).toEqual([4, 3]);
  });

  it('moves its end on when truncated before a position beyond it', async () => {
    const disk = new SimulatedDisk({ seed: 1 });
    const { journal } = await open(disk);
    await journal.append(payloads('a'));
    await journal.truncateBefore(100);
    await journal.append(payloads('hundred'));
    disk.cutPower('drop');
    expect(await all((await open(disk)).journal)).toEqual(['100:hundred']);
  });

  it('fails for good on a failed sync, and makes what it then finds durable at the next open', async () => {
    const disk = new SimulatedDisk({ seed: 1 });
    const { journal } = await open(disk);
    await journal.append(payloads('a'));
    disk.failNext('fdatasync', 'EIO');
    await expect(journal.append(payloads('b'))).rejects.toBeInstanceOf(JournalFailed);
    const syncs = disk.count('fdatasync');
    await expect(journal.append(payloads('c'))).rejects.toBeInstanceOf(JournalFailed);
    await expect(journal.read(1)).rejects.toBeInstanceOf(JournalFailed);
    await expect(journal.truncateAfter(1)).rejects.toBeInstanceOf(JournalFailed);
    await journal.close();
    expect(disk.count('fdatasync')).toBe(syncs);
    disk.killProcess();
    const shown = await all((await open(disk)).journal);
    expect(shown).toEqual(['1:a', '2:b']);
    disk.cutPower('drop');
    expect(await all((await open(disk)).journal)).toEqual(shown);
  });

  it('fails for good when a new segment cannot be synced, be it for want of space', async () => {
    const disk = new SimulatedDisk({ seed: 1 });
    const { journal } = await open(disk);
    disk.failNext('fdatasync', 'ENOSPC');
    await expect(journal.append(payloads('a'))).rejects.toBeInstanceOf(JournalFailed);
    await expect(journal.append(payloads('b'))).rejects.toBeInstanceOf(JournalFailed);
    expect(journal.failure).toBeInstanceOf(JournalFailed);
    await journal.close();
    disk.killProcess();
    const { journal: again } = await open(disk);
    expect(await again.append(payloads('c'))).toEqual({ first: 1, last: 1 });
  });

  it('refuses appends on a full disk without a trace, and goes on when there is space', async () => {
    const disk = new SimulatedDisk({ seed: 1 });
    const { journal } = await open(disk);
    await journal.append(payloads('a'));
    disk.setCapacity(disk.usedBytes + 40);
    await expect(journal.append(payloads('b'.repeat(20_000)))).rejects.toBeInstanceOf(JournalFull);
    expect(await all(journal)).toEqual(['1:a']);
    disk.setCapacity(1e6);
    expect(await journal.append(payloads('c'))).toEqual({ first: 2, last: 2 });
    disk.cutPower('drop');
    expect(await all((await open(disk)).journal)).toEqual(['1:a', '2:c']);
  });

  it('truncates and takes urgent appends on a full disk by its reserve, and sets a new one aside', async () => {
    const disk = new SimulatedDisk({ seed: 1 });
    const options = { segmentBytesMax: 2000, reserveBytes: 512 };
    const { journal } = await open(disk, options);
    disk.setCapacity(10_000);
    const fill = async (): Promise<void> => {
      for (;;) await journal.append(payloads('x'.repeat(300)));
    };
    await expect(fill()).rejects.toBeInstanceOf(JournalFull);
    disk.setCapacity(disk.usedBytes);
    const last = journal.last;
    const plain = journal.append(payloads('plain'));
    const urgent = journal.append(payloads('vote'), { urgent: true });
    await expect(plain).rejects.toBeInstanceOf(JournalFull);
    expect(await urgent).toEqual({ first: last + 1, last: last + 1 });
    await journal.truncateBefore(last);
    expect(await disk.list(directory)).toContain('reserve');
    await journal.append(payloads('again'));
    disk.cutPower('drop');
    expect((await all((await open(disk, options)).journal)).slice(1)).toEqual([
      `${last + 1}:vote`,
      `${last + 2}:again`,
    ]);
  });

  it('refuses damage to any batch that was surely durable, and keeps the files', async () => {
    const disk = new SimulatedDisk({ seed: 1 });
    const { journal } = await open(disk);
    for (const each of ['first', 'second', 'third']) await journal.append(payloads(each));
    await journal.close();
    const [name] = await segments(disk);
    const size = journal.bytes;
    let refused = 0;
    for (let offset = 0; offset < size - 32; offset += 8) {
      disk.damage(`${directory}/${name!}`, offset + (offset % 3));
      const error: unknown = await open(disk).then(
        () => null,
        (reason: unknown) => reason,
      );
      // Padding carries nothing, so a flip there is no damage.
      if (error !== null) {
        expect(error).toBeInstanceOf(JournalDamaged);
        expect((error as JournalDamaged).damage.file).toBe(name);
        refused += 1;
      }
      expect(await segments(disk)).toEqual([name]);
      disk.damage(`${directory}/${name!}`, offset + (offset % 3));
    }
    expect(refused).toBeGreaterThan((size / 8) * 0.7);
    expect(await all((await open(disk)).journal)).toHaveLength(3);
  });

  it('refuses when a segment in the middle is missing', async () => {
    const disk = new SimulatedDisk({ seed: 1 });
    await withSegments(disk, 4);
    await disk.unlink(`${directory}/${(await segments(disk))[1]!}`);
    await expect(open(disk)).rejects.toBeInstanceOf(JournalDamaged);
  });

  it.each([0, 1, 3])(
    'sets damaged segment %i aside on request and names what is lost',
    async (n) => {
      const disk = new SimulatedDisk({ seed: 1 });
      const journal = await withSegments(disk, 4);
      await journal.close();
      const name = (await segments(disk))[n]!;
      disk.damage(`${directory}/${name}`, 100);
      await expect(open(disk)).rejects.toBeInstanceOf(JournalDamaged);
      const { journal: again, recovery } = await open(disk, { onDamage: 'quarantine' });
      expect(recovery.quarantined.map((damage) => damage.file)).toEqual([name]);
      expect(recovery.missing[0]?.first).toBe(n + 1);
      if (n < 3) expect(recovery.missing[0]?.last).toBe(n + 1);
      expect(recovery.entries).toBe(3);
      expect(await segments(disk)).toContain(`${name}.damaged`);
      const { first } = await again.append(payloads('new'));
      expect(first).toBeGreaterThan(4);
      // Known losses are no reason to refuse later, and are told again.
      const later = await open(disk);
      expect(later.recovery.missing).toEqual(recovery.missing);
      expect(later.journal.last).toBe(first);
    },
  );

  it('never serves an entry that rotted after it was opened', async () => {
    const disk = new SimulatedDisk({ seed: 1 });
    const { journal } = await open(disk);
    await journal.append(payloads('a'.repeat(100), 'b'.repeat(100)));
    disk.damage(`${directory}/${(await segments(disk))[0]!}`, 72 + 120 + 50);
    expect(await journal.read(1, { countMax: 1 })).toHaveLength(1);
    await expect(journal.read(1)).rejects.toBeInstanceOf(JournalDamaged);
  });

  it('gives the space of everything back once everything is truncated', async () => {
    const disk = new SimulatedDisk({ seed: 1 });
    const { journal } = await open(disk, { reserveBytes: 4096 });
    for (let n = 0; n < 100; n += 1) await journal.append([Buffer.alloc(10_000)]);
    // Not a byte is left, and the truncation itself has only the reserve.
    disk.setCapacity(disk.usedBytes);
    await expect(journal.append([Buffer.alloc(10_000)])).rejects.toBeInstanceOf(JournalFull);
    await journal.truncateBefore(journal.last + 1);
    expect(disk.usedBytes).toBeLessThan(10_000);
    expect(journal.bytes).toBeLessThan(100);
    expect(await segments(disk)).toHaveLength(1);
    expect(await journal.append(payloads('on'))).toEqual({ first: 101, last: 101 });
    disk.cutPower('drop');
    const { journal: again, recovery } = await open(disk);
    expect(await all(again)).toEqual(['101:on']);
    expect(recovery.missing).toEqual([]);
  });

  it('ends a segment early that is mostly gone, so that the next truncation frees it', async () => {
    const disk = new SimulatedDisk({ seed: 1 });
    const { journal } = await open(disk);
    for (let round = 0; round < 20; round += 1) {
      for (let n = 0; n < 10; n += 1) await journal.append([Buffer.alloc(20_000)]);
      // As Raft does: the entry that says where the log begins stays, and all before it goes.
      await journal.truncateBefore(journal.last);
      expect(journal.bytes).toBeLessThan(500_000);
    }
    disk.cutPower('drop');
    const { journal: again } = await open(disk);
    expect([again.first, again.last]).toEqual([200, 200]);
  });

  it('neither reads, changes nor sets aside what a later version wrote', async () => {
    const disk = new SimulatedDisk({ seed: 1 });
    await (await withSegments(disk, 3)).close();
    const names = await segments(disk);
    const path = `${directory}/${names[2]!}`;
    const file = await disk.open(path, 'write');
    const header = Buffer.alloc(72);
    await file.pread(header, 0);
    header.writeUInt32LE(2, 8);
    header.writeUInt32LE(crc32(header.subarray(0, 64)), 64);
    await file.pwrite(header, 0);
    for (const onDamage of ['refuse', 'quarantine'] as const) {
      const error: unknown = await open(disk, { onDamage }).catch((reason: unknown) => reason);
      expect(error).toBeInstanceOf(JournalVersionUnknown);
      expect(error).toMatchObject({ details: { file: names[2], version: 2 } });
      expect(await segments(disk)).toEqual(names);
    }
  });

  it('is open once at a time, and free again when closed, killed or refused', async () => {
    const disk = new SimulatedDisk({ seed: 1 });
    const { journal } = await Journal.open({ directory, disk });
    await expect(Journal.open({ directory, disk })).rejects.toBeInstanceOf(JournalLocked);
    await journal.append(payloads('a'));
    await journal.close();
    const { journal: second } = await Journal.open({ directory, disk });
    await second.append(payloads('b'));
    disk.killProcess();
    disk.failNext('list', 'EIO');
    await expect(Journal.open({ directory, disk })).rejects.toMatchObject({ code: 'EIO' });
    expect(await all((await Journal.open({ directory, disk })).journal)).toEqual(['1:a', '2:b']);
  });
});
