import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { picturesOnWorkers, readCloudLedger } from './ledger.ts';
import { eventually, LocalFleet, smallFleet } from './local-fleet.ts';

/** The parts of `eyrie site status --json` that the tests look at. */
interface SiteView {
  siteEpoch: number;
  leaderNodeId: number | null;
  hasQuorum: boolean;
  members: {
    nodeId: number;
    name: string;
    standing: string;
    role: string | null;
    incarnation: string | null;
    reachable: boolean;
    lagEntries: number | null;
    version: string | null;
  }[];
}

const workers = ['worker-1', 'worker-2'];
const coordinators = (...numbers: number[]): string[] => numbers.map((n) => `coordinator-${n}`);

/** One site through its whole life, while its cameras go on and nobody edits a file. */
describe('a site whose coordinators come and go', () => {
  let fleet: LocalFleet;

  beforeAll(async () => {
    fleet = await LocalFleet.create(smallFleet({ coordinators: 1 }));
    await fleet.up();
    await eventually('frames flow', async () => (await readCloudLedger(fleet)).frames > 2, 60_000);
  }, 240_000);

  afterAll(() => fleet.remove(), 60_000);

  const site = async (): Promise<SiteView> => {
    const { stdout, stderr } = await fleet.eyrie('site', 'status', '--json');
    if (stdout === '') throw new Error(stderr);
    return JSON.parse(stdout) as SiteView;
  };
  const eyrie = async (...words: string[]): Promise<string> => {
    const { code, stdout, stderr } = await fleet.eyrie(...words);
    if (code !== 0) throw new Error(`eyrie ${words.join(' ')} failed: ${stderr}${stdout}`);
    return stdout;
  };
  const votersOf = (view: SiteView): string[] =>
    view.members
      .filter(({ standing, reachable }) => standing === 'voter' && reachable)
      .map(({ name }) => name);
  /** Exactly these vote and are there, one of them leads, and all have what was agreed on. */
  const untilVoting = (names: string[], withinMs = 30_000): Promise<void> =>
    eventually(
      `${names.join(', ')} vote`,
      async () => {
        const view = await site();
        const voting = votersOf(view);
        const isAll = JSON.stringify(voting) === JSON.stringify([...names].sort());
        const lag = view.members.some(
          ({ name, lagEntries }) => voting.includes(name) && (lagEntries ?? 1) > 0,
        );
        if (isAll && view.leaderNodeId !== null && !lag) return true;
        throw new Error(JSON.stringify(view.members));
      },
      withinMs,
    );
  const leaderName = async (): Promise<string> => {
    const { leaderNodeId, members } = await site();
    return members.find(({ nodeId }) => nodeId === leaderNodeId)?.name ?? '';
  };
  const memberCalled = async (name: string): Promise<SiteView['members'][number] | undefined> =>
    (await site()).members.find((member) => member.name === name);
  const framesGoOn = async (): Promise<void> => {
    const { frames } = await readCloudLedger(fleet);
    await eventually(
      'more frames arrive',
      async () => (await readCloudLedger(fleet)).frames > frames + 1,
      60_000,
    );
  };

  it('grows from one to three', async () => {
    await untilVoting(coordinators(1));
    await eyrie('fleet', 'add', 'coordinator');
    await eyrie('fleet', 'add', 'coordinator');
    await untilVoting(coordinators(1, 2, 3));
    await framesGoOn();
  });

  it('loses and regains each of the three', async () => {
    for (const name of coordinators(1, 2, 3)) {
      await eyrie('fleet', 'kill', name);
      const others = coordinators(1, 2, 3).filter((other) => other !== name);
      await untilVoting(others);
      await eyrie('fleet', 'start', name);
      await untilVoting(coordinators(1, 2, 3));
    }
    await framesGoOn();
  }, 150_000);

  it('grows to five, and hands the leadership to whom a person says', async () => {
    await eyrie('fleet', 'add', 'coordinator');
    await eyrie('fleet', 'add', 'coordinator');
    await untilVoting(coordinators(1, 2, 3, 4, 5));
    await eyrie('site', 'transfer', 'coordinator-5');
    await eventually('it leads', async () => (await leaderName()) === 'coordinator-5', 15_000);
  });

  it('replaces a wiped card by itself, and the old card is another one', async () => {
    const before = await memberCalled('coordinator-2');
    await eyrie('fleet', 'wipe', 'coordinator-2');
    await eventually(
      'the new card is known',
      async () => (await memberCalled('coordinator-2'))?.incarnation !== before?.incarnation,
      60_000,
    );
    await untilVoting(coordinators(1, 2, 3, 4, 5));
    await framesGoOn();
  });

  it('shrinks to one, the leader first, and keeps the last', async () => {
    // The leader of now goes at once: it hands over before it does.
    for (const name of coordinators(5, 4, 3, 2)) await eyrie('site', 'remove', name);
    await untilVoting(coordinators(1));
    const { code, stderr } = await fleet.eyrie('site', 'remove', 'coordinator-1');
    expect(code).toBe(1);
    expect(stderr).toContain('the last coordinator that votes');
    const removed = await memberCalled('coordinator-3');
    expect(removed).toMatchObject({ standing: 'removed' });
    const { processes } = await fleet.status();
    const outside = processes.find(({ name }) => name === 'coordinator-3');
    expect(outside).toMatchObject({ state: 'running' });
    expect(JSON.stringify(outside)).toContain('taken out of its site');
    await framesGoOn();
  }, 120_000);

  it('takes those in again that come back with another card', async () => {
    await eyrie('site', 'rejoin', 'coordinator-2');
    await eyrie('site', 'rejoin', 'coordinator-3');
    await untilVoting(coordinators(1, 2, 3));
    const view = await site();
    expect(view.members.map(({ standing }) => standing)).toEqual([
      'voter',
      'voter',
      'voter',
      'removed',
      'removed',
    ]);
  });

  it('is not recovered while a majority lives', async () => {
    const { code, stderr } = await fleet.eyrie('site', 'recover', '--yes', 'Test summit');
    expect(code).toBe(1);
    expect(stderr).toContain('nothing is lost');
  });

  it('recovers from the loss of two of three, and takes them in when they come back', async () => {
    await eyrie('fleet', 'kill', 'coordinator-1');
    await eyrie('fleet', 'kill', 'coordinator-2');
    await eventually(
      'the loss shows',
      async () => {
        const view = await site();
        return !view.hasQuorum && view.leaderNodeId === null;
      },
      60_000,
    );
    const refused = await fleet.eyrie('site', 'recover', '--yes', 'Another summit');
    expect(refused.code).toBe(2);
    await eventually(
      'the cloud has not heard of a leader for long enough',
      async () => (await fleet.eyrie('site', 'recover', '--yes', 'Test summit')).code === 0,
      60_000,
    );
    await untilVoting(coordinators(3));
    expect(await site()).toMatchObject({ siteEpoch: 2, leaderNodeId: 3 });
    await framesGoOn();
    // They were a majority of the old group, and join the new one all the same.
    await eyrie('fleet', 'start', 'coordinator-1');
    await eyrie('fleet', 'start', 'coordinator-2');
    await untilVoting(coordinators(1, 2, 3), 60_000);
    expect(await site()).toMatchObject({ siteEpoch: 2 });
    expect(await memberCalled('coordinator-4')).not.toMatchObject({ standing: 'voter' });
  }, 150_000);

  it('has lost and doubled nothing in all of that', async () => {
    const captured = await picturesOnWorkers(fleet, workers);
    expect(captured.size).toBeGreaterThan(50);
    await eventually(
      'every picture that the workers hold is named in the cloud',
      async () => {
        const ledger = await readCloudLedger(fleet);
        const missing = [...captured].filter((hash) => !ledger.pictures.has(hash));
        if (missing.length > 0) throw new Error(`${missing.length} pictures are not in the cloud`);
        return true;
      },
      60_000,
    );
    await eventually(
      'the sets of records have no hole',
      async () => (await readCloudLedger(fleet)).holes === 0,
      60_000,
    );
    expect((await readCloudLedger(fleet)).doubled).toBe(0);
  }, 120_000);
});
