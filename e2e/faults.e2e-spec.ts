import { randomInt } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { setTimeout as delay } from 'node:timers/promises';
import { EarlierCloud } from './earlier-cloud.ts';
import { picturesOnWorkers, readCloudLedger } from './ledger.ts';
import { eventually, LocalFleet } from './local-fleet.ts';

const workers = ['worker-1', 'worker-2'];

describe('a fleet that loses its processes', () => {
  let fleet: LocalFleet;

  beforeAll(async () => {
    fleet = await LocalFleet.create();
    await fleet.up();
    await eventually('frames flow', async () => (await readCloudLedger(fleet)).frames > 4, 60_000);
  }, 240_000);

  afterAll(() => fleet.remove(), 60_000);

  /** Everything captured up to now reaches the cloud, and nothing of it twice. */
  async function expectNothingLost(withinMs: number): Promise<void> {
    const captured = await picturesOnWorkers(fleet, workers);
    expect(captured.size).toBeGreaterThan(8);
    await eventually(
      'every picture that the workers hold is named in the cloud, with its bytes',
      async () => {
        const ledger = await readCloudLedger(fleet);
        const missing = [...captured].filter((hash) => !ledger.pictures.has(hash));
        if (missing.length > 0) throw new Error(`${missing.length} pictures are not in the cloud`);
        const [unstored] = await fleet.sql<{ count: string }>(
          `select count(*) as count from unnest(array[${[...captured].map((hash) => `'${hash}'`).join(',')}]) as hash
           where not exists (select from blob where sha256 = decode(hash, 'hex'))`,
        );
        if (unstored?.count !== '0') throw new Error(`${unstored?.count} pictures have no bytes`);
        return true;
      },
      withinMs,
    );
    expect((await readCloudLedger(fleet)).doubled).toBe(0);
    await eventually(
      'the sets of records have no hole',
      async () => (await readCloudLedger(fleet)).holes === 0,
      60_000,
    );
  }

  /** The longest silence of a worker in the database, seconds, among frames received in a span of time. */
  async function longestSilence(fromMs: number, toMs: number): Promise<number> {
    const [longest] = await fleet.sql<{ seconds: number | null }>(
      `select max(extract(epoch from silence))::float as seconds from (
         select received_at, received_at - lag(received_at) over (partition by device_id order by received_at) as silence
         from frame) as frames
       where received_at between to_timestamp(${fromMs / 1000}) and to_timestamp(${toMs / 1000})`,
    );
    return longest?.seconds ?? 0;
  }

  it('has another leader, and its workers there, within five seconds of the leader dying', async () => {
    const calmFromMs = Date.now();
    await delay(8000);
    const { leader } = await fleet.status();
    expect(leader).not.toBeNull();
    const killedAtMs = Date.now();
    await fleet.eyrie('fleet', 'kill', leader ?? '');
    try {
      await eventually(
        'another coordinator leads and both workers are connected to it',
        async () => {
          const now = await fleet.status();
          const connected = now.processes.filter(
            (process) => process.kind === 'worker' && process.leader === now.leader,
          );
          return (
            now.leader !== null && now.leader !== leader && connected.length === workers.length
          );
        },
        20_000,
      );
      await eventually(
        'frames flow again',
        async () => {
          const [newest] = await fleet.sql<{ seconds: number }>(
            'select max(ago) as seconds from (select extract(epoch from now() - max(received_at))::float as ago from frame group by device_id) as workers',
          );
          return (newest?.seconds ?? 99) < 3;
        },
        20_000,
      );
      // A frame a second where the machine keeps up; the silence of calm says how far it does.
      const calmS = await longestSilence(calmFromMs, killedAtMs);
      const silenceS = await longestSilence(killedAtMs, Date.now());
      expect(calmS).toBeGreaterThan(0);
      expect(silenceS).toBeLessThan(5 * Math.max(1, calmS));
      await expectNothingLost(60_000);
    } finally {
      await fleet.eyrie('fleet', 'start', leader ?? '');
    }
    await eventually(
      'the old leader follows',
      async () => {
        const status = await fleet.status();
        return status.processes.find((process) => process.name === leader)?.role === 'follower';
      },
      60_000,
    );
  }, 180_000);

  it('loses and doubles nothing when processes are killed at random moments', async () => {
    const victims = ['worker', 'coordinator', 'cloud', 'worker', 'coordinator', 'cloud'];
    for (let round = 0; round < 12; round += 1) {
      const kind = victims[round % victims.length] ?? 'worker';
      const status = await fleet.status();
      const candidates = status.processes.filter((process) => process.kind === kind && process.pid);
      const victim = candidates[randomInt(candidates.length)];
      // Straight to the process, past the supervisor, which has to notice and start it again.
      if (victim?.pid) process.kill(victim.pid, 'SIGKILL');
      await delay(randomInt(200, 2500));
    }
    await eventually(
      'everything runs again by itself, with one leader',
      async () => {
        const status = await fleet.status();
        if (status.leader === null) throw new Error(`no leader: ${JSON.stringify(status)}`);
        const idle = status.processes.filter((process) => process.state !== 'running');
        if (idle.length > 0) throw new Error(`not running: ${JSON.stringify(idle)}`);
        return true;
      },
      60_000,
    );
    await expectNothingLost(90_000);
  }, 300_000);

  it('keeps what a leader had taken over but not passed on when it died', async () => {
    await fleet.eyrie('fleet', 'kill', 'cloud');
    // The leader acknowledges frames to the workers all the while, and holds them in memory alone.
    await delay(4000);
    const { leader } = await fleet.status();
    await fleet.eyrie('fleet', 'kill', leader ?? '');
    await delay(1000);
    await fleet.eyrie('fleet', 'start', 'cloud');
    await fleet.eyrie('fleet', 'start', leader ?? '');
    await expectNothingLost(90_000);
  }, 200_000);

  it('goes on after Postgres was killed', async () => {
    const { frames } = await readCloudLedger(fleet);
    await fleet.eyrie('fleet', 'kill', 'postgres');
    await delay(2000);
    await fleet.eyrie('fleet', 'start', 'postgres');
    await eventually(
      'frames arrive again',
      async () => (await readCloudLedger(fleet)).frames > frames,
      60_000,
    );
    await expectNothingLost(90_000);
  }, 200_000);

  it('answers for a device that nobody knows, and for a name that is none', async () => {
    const { code, stderr } = await fleet.eyrie('fleet', 'kill', 'coordinator-9');
    expect(code).toBe(1);
    expect(stderr).toContain('no process called coordinator-9');
  });

  it('gives a cloud that was put back to an earlier moment what it had since', async () => {
    const cloud = new EarlierCloud(fleet);
    const namesOfFrames = () =>
      fleet.sql<{ name: string; image: string; thumbnail: string }>(
        `select concat_ws('/', device_id, boot_epoch, sequence) as name,
                encode(image_sha256, 'hex') as image, encode(thumbnail_sha256, 'hex') as thumbnail
         from frame`,
      );
    await cloud.stop();
    await cloud.take();
    await cloud.start();
    const before = new Set((await namesOfFrames()).map(({ name }) => name));
    // Stored and confirmed, so that the workers have let go of them.
    await eventually(
      'frames of the gap are in the cloud, with their pictures',
      async () => {
        const { frames, withoutBytes } = await readCloudLedger(fleet);
        return frames - withoutBytes >= before.size + 24;
      },
      90_000,
    );
    const gap = (await namesOfFrames()).filter(({ name }) => !before.has(name));
    await cloud.stop();
    await cloud.putBack();
    await cloud.start();
    const [timeline] = await fleet.sql<{ timeline_id: number }>(
      'select timeline_id from pg_control_checkpoint()',
    );
    expect(timeline?.timeline_id).toBe(2);
    await eventually(
      'every frame of the gap is in the cloud again, with picture and thumbnail',
      async () => {
        const names = new Set((await namesOfFrames()).map(({ name }) => name));
        const missing = gap.filter(({ name }) => !names.has(name));
        if (missing.length > 0) throw new Error(`${missing.length} of ${gap.length} are missing`);
        const stored = await fleet.sql<{ hash: string }>(
          `select encode(sha256, 'hex') as hash from blob`,
        );
        const hashes = new Set(stored.map(({ hash }) => hash));
        const bare = gap.filter(({ image, thumbnail }) => !hashes.has(image) || !hashes.has(thumbnail)); // prettier-ignore
        if (bare.length > 0) throw new Error(`${bare.length} of ${gap.length} have no bytes`);
        return true;
      },
      120_000,
    );
    await expectNothingLost(90_000);
  }, 300_000);
});
