import { describe, expect, it } from '@jest/globals';
import { Journal, JournalFull, readFileIfExists, SimulatedDisk } from './index.ts';
import {
  makeDirectory,
  writeFileAtomically,
  writeFileInDurableDirectory,
  type CutMode,
} from './index.ts';
import { SeededRandom } from './seeded-random.ts';

const directory = '/data/journal';
const MODES: readonly CutMode[] = ['drop', 'keep', 'torn', 'reorder'];

/** What the owner of a journal knows, and what the journal may therefore show after a power cut. */
class Owner {
  /** By position: what a promise that settled says is there. */
  acknowledged = new Map<number, string>();
  low = 1;
  last = 0;
  /** States that the batch under way could bring about: any prefix of these, in order. */
  pending: ((state: Map<number, string>) => void)[] = [];
}

function fingerprint(payload: Uint8Array): string {
  return Buffer.from(payload).toString('latin1');
}

async function open(disk: SimulatedDisk, seed: number): Promise<Journal> {
  const random = new SeededRandom(seed);
  const { journal } = await Journal.open({
    directory,
    disk,
    segmentBytesMax: 4096,
    reserveBytes: 1024,
    randomBytes: (count) => random.bytes(count),
  });
  return journal;
}

/** Runs rounds of concurrent calls until the power fails or all are done. */
async function work(journal: Journal, owner: Owner, random: SeededRandom): Promise<void> {
  for (let round = 0; round < 12; round += 1) {
    const calls: Promise<unknown>[] = [];
    const effects: typeof owner.pending = [];
    let next = journal.last + 1;
    for (let call = random.below(4); call >= 0; call -= 1) {
      const kind = random.below(10);
      if (kind === 0) {
        const to = Math.max(journal.first, next - random.below(4)) - 1;
        effects.push((state) => keep(state, (position) => position <= to));
        calls.push(journal.truncateAfter(to));
        next = Math.min(next, to + 1);
      } else if (kind === 1) {
        const from = Math.min(journal.first + random.below(6), journal.last + 1);
        const low = Math.max(from, 1);
        effects.push((state) => keep(state, (position) => position >= low));
        calls.push(journal.truncateBefore(low));
        // Kept simple: nothing else in this round may cross the new beginning.
        break;
      } else {
        const payloads = Array.from({ length: 1 + random.below(3) }, () =>
          random.bytes(random.below(700)),
        );
        const first = next;
        effects.push((state) =>
          payloads.forEach((payload, n) => state.set(first + n, fingerprint(payload))),
        );
        calls.push(journal.append(payloads));
        next += payloads.length;
      }
    }
    owner.pending = effects;
    const settled = await Promise.allSettled(calls);
    for (const outcome of settled) if (outcome.status === 'rejected') throw outcome.reason;
    for (const effect of effects) effect(owner.acknowledged);
    owner.pending = [];
  }
}

function keep(state: Map<number, string>, holds: (position: number) => boolean): void {
  for (const position of state.keys()) if (!holds(position)) state.delete(position);
}

async function contentOf(journal: Journal): Promise<Map<number, string>> {
  const entries = await journal.read(journal.first, { countMax: 1e9, bytesMax: 1e9 });
  return new Map(entries.map((entry) => [entry.position, fingerprint(entry.payload)]));
}

function sorted(state: Map<number, string>): string {
  return JSON.stringify([...state].sort(([a], [b]) => a - b));
}

/** A batch is one write, so the calls of a round count all or not at all. */
function legalStates(owner: Owner): string[] {
  const after = new Map(owner.acknowledged);
  for (const effect of owner.pending) effect(after);
  return [sorted(owner.acknowledged), sorted(after)];
}

async function cutAndCheck(seed: number, call: number, mode: CutMode): Promise<boolean> {
  const disk = new SimulatedDisk({ seed: seed * 1000 + call });
  const owner = new Owner();
  const random = new SeededRandom(seed);
  disk.cutPowerAtCall(call, mode);
  try {
    await work(await open(disk, seed), owner, random);
    if (disk.isPowered) return false;
  } catch (error) {
    if (disk.isPowered) throw error;
  }
  disk.restorePower();
  // The second start is cut as well, in one of its first calls: recovery must bear its own crash.
  disk.cutPowerAtCall(disk.calls + 1 + random.below(12), mode);
  await open(disk, seed + 1).catch((error: unknown) => {
    if (disk.isPowered) throw error;
  });
  disk.restorePower();
  disk.cutPower('keep');
  const journal = await open(disk, seed + 2);
  const found = await contentOf(journal);
  expect({ seed, call, mode, found: legalStates(owner) }).toEqual(
    expect.objectContaining({ found: expect.arrayContaining([sorted(found)]) }),
  );
  expect([...found.keys()]).toEqual(
    Array.from({ length: found.size }, (_, n) => journal.first + n),
  );
  // And it goes on from there, durably.
  const { first } = await journal.append([Buffer.from('after')]);
  disk.cutPower('drop');
  const again = await contentOf(await open(disk, seed + 3));
  expect(sorted(again)).toBe(sorted(new Map([...found, [first, 'after']])));
  return true;
}

describe('a power cut', () => {
  it.each(MODES)('at any disk call loses nothing acknowledged (unsynced: %s)', async (mode) => {
    for (let seed = 1; seed <= 6; seed += 1) {
      let call = 1;
      while (await cutAndCheck(seed, call, mode)) call += 1;
      expect(call).toBeGreaterThan(30);
    }
  });

  it('is survived on a disk that fills up and is emptied again', async () => {
    for (let seed = 1; seed <= 40; seed += 1) {
      const disk = new SimulatedDisk({ seed, capacityBytes: 3000 + seed * 37 });
      const random = new SeededRandom(seed);
      const journal = await open(disk, seed);
      const kept = new Map<number, string>();
      let refusals = 0;
      for (let n = 0; n < 60; n += 1) {
        const payload = random.bytes(random.below(900));
        try {
          const { first } = await journal.append([payload]);
          kept.set(first, fingerprint(payload));
        } catch (error) {
          if (!(error instanceof JournalFull)) throw error;
          refusals += 1;
          disk.setCapacity(disk.usedBytes + random.below(3000));
        }
      }
      expect(refusals).toBeGreaterThan(0);
      disk.cutPower(MODES[seed % 4]!);
      expect(sorted(await contentOf(await open(disk, seed)))).toBe(sorted(kept));
    }
  });
});

describe('a directory that was just made', () => {
  it('is there with all that was acknowledged in it, wherever the power fails', async () => {
    for (const mode of MODES) {
      for (let call = 1; call <= 40; call += 1) {
        const disk = new SimulatedDisk({ seed: call });
        disk.cutPowerAtCall(call, mode);
        const acknowledged = await open(disk, 1)
          .then((journal) => journal.append([Buffer.from('a')]))
          .then(
            () => 1,
            () => 0,
          );
        if (disk.isPowered) disk.cutPower(mode);
        else disk.restorePower();
        const journal = await open(disk, 2);
        expect(journal.last).toBeGreaterThanOrEqual(acknowledged);
      }
    }
  });

  it('would be seen to vanish if its parent were not synced', async () => {
    const disk = new SimulatedDisk({ seed: 1 });
    const forgetful = new Proxy(disk, {
      get: (target, name) => {
        if (name === 'fsyncDirectory') {
          return (path: string) =>
            path === '/data' ? Promise.resolve() : target.fsyncDirectory(path);
        }
        const member: unknown = Reflect.get(target, name);
        return typeof member === 'function' ? (member.bind(target) as unknown) : member;
      },
    });
    const journal = await open(forgetful, 1);
    await journal.append([Buffer.from('a')]);
    disk.cutPower('drop');
    expect((await open(disk, 2)).last).toBe(0);
  });

  it('may stay or vanish when it was never synced, and its files with it', async () => {
    const seen = new Set<string>();
    for (let seed = 1; seed <= 20; seed += 1) {
      const disk = new SimulatedDisk({ seed });
      await disk.mkdir('/new');
      const file = await disk.open('/new/file', 'create');
      await file.pwrite(Buffer.from('content'), 0);
      await file.fdatasync();
      await disk.fsyncDirectory('/new');
      disk.cutPower('reorder');
      seen.add((await disk.list('/new')).join());
    }
    expect(seen).toEqual(new Set(['file', '']));
  });
});

describe('writing a file atomically', () => {
  const path = '/data/identity.json';
  type Write = typeof writeFileAtomically;

  /** The variant that forgets to sync the content before the rename. */
  const careless: Write = (disk, target, bytes) =>
    writeFileAtomically(
      {
        ...bind(disk),
        open: async (name, mode) => ({
          ...bind(await disk.open(name, mode)),
          fdatasync: async () => undefined,
        }),
      },
      target,
      bytes,
    );

  /** Cuts at each call of the second write, and collects what a reader found. */
  async function outcomes(write: Write): Promise<Set<string | null>> {
    const found = new Set<string | null>();
    for (const mode of MODES) {
      for (let call = 1; call <= 14; call += 1) {
        for (let seed = 1; seed <= 8; seed += 1) {
          const disk = new SimulatedDisk({ seed });
          await write(disk, path, Buffer.from('old'.repeat(400)));
          disk.cutPowerAtCall(disk.calls + call, mode);
          const done = await write(disk, path, Buffer.from('new'.repeat(500))).then(
            () => true,
            () => false,
          );
          disk.restorePower();
          if (done) disk.cutPower('drop');
          const bytes = await readFileIfExists(disk, path);
          const text = bytes === null ? null : Buffer.from(bytes).toString();
          found.add(done ? `done: ${text?.slice(0, 3)}` : text);
        }
      }
    }
    return found;
  }

  it('leaves the old content or the new, whole, wherever the power fails', async () => {
    expect(await outcomes(writeFileAtomically)).toEqual(
      new Set(['old'.repeat(400), 'new'.repeat(500), 'done: new']),
    );
  });

  it('does so with its own syncs alone where the directory is durable', async () => {
    const made = new WeakSet<object>();
    const write: Write = async (disk, target, bytes) => {
      if (!made.has(disk)) await makeDirectory(disk, '/data');
      made.add(disk);
      await writeFileInDurableDirectory(disk, target, bytes);
    };
    expect(await outcomes(write)).toEqual(
      new Set(['old'.repeat(400), 'new'.repeat(500), 'done: new']),
    );
  });

  it('takes no heed of a draft that an earlier power cut left', async () => {
    const disk = new SimulatedDisk({ seed: 1 });
    await makeDirectory(disk, '/data');
    const draft = await disk.open(`${path}.tmp`, 'create');
    await draft.pwrite(Buffer.from('half of something long'), 0);
    await draft.close();
    await writeFileAtomically(disk, path, Buffer.from('whole'));
    const bytes = await readFileIfExists(disk, path);
    expect(Buffer.from(bytes ?? []).toString()).toBe('whole');
    expect(await disk.list('/data')).toEqual(['identity.json']);
  });

  it('keeps the directory of the first one too, though nobody synced that', async () => {
    for (const mode of MODES) {
      const disk = new SimulatedDisk({ seed: 1 });
      await disk.mkdir('/data/new');
      await writeFileAtomically(disk, '/data/new/file', Buffer.from('content'));
      disk.cutPower(mode);
      expect(await readFileIfExists(disk, '/data/new/file')).not.toBeNull();
    }
  });

  it('would be seen to tear without its sync', async () => {
    const found = await outcomes(careless);
    const whole = ['old'.repeat(400), 'new'.repeat(500), 'done: new'];
    expect([...found].filter((each) => each === null || !whole.includes(each))).not.toEqual([]);
  });

  it('reads null where there is no file', async () => {
    expect(await readFileIfExists(new SimulatedDisk({ seed: 1 }), path)).toBeNull();
  });
});

/** An object's methods as plain functions of their own, so that some can be replaced. */
function bind<T extends object>(target: T): T {
  return new Proxy({} as T, {
    ownKeys: () => methodsOf(target),
    getOwnPropertyDescriptor: () => ({ enumerable: true, configurable: true }),
    get: (_, name) => {
      const member: unknown = Reflect.get(target, name);
      return typeof member === 'function' ? (member.bind(target) as unknown) : member;
    },
  });
}

function methodsOf(target: object): (string | symbol)[] {
  const prototype: unknown = Object.getPrototypeOf(target);
  const own = Reflect.ownKeys(target);
  if (typeof prototype !== 'object' || prototype === null || prototype === Object.prototype)
    return own;
  return [...own, ...Reflect.ownKeys(prototype).filter((name) => name !== 'constructor')];
}
