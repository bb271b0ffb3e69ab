import { setTimeout as delay } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { readCloudLedger } from './ledger.ts';
import { eventually, LocalFleet, smallFleet } from './local-fleet.ts';

interface CommandView {
  id: string;
  sequence: number;
  state: string;
  refusal: string | null;
  message: string | null;
  result: { frame_ids?: string[]; passed?: boolean; timelapse_id?: string } | null;
  file_url: string | null;
  created_at: string;
  accepted_at: string | null;
  started_at: string | null;
  finished_at: string | null;
}

const final = new Set(['succeeded', 'failed', 'expired', 'refused']);

/** A person's wish on its way to a camera and back, through everything that runs. */
describe('commands in a running fleet', () => {
  let fleet: LocalFleet;
  let cookie: string;
  let deviceId: string;

  beforeAll(async () => {
    fleet = await LocalFleet.create(smallFleet({ workers: 1 }));
    await fleet.up();
    await eventually('frames flow', async () => (await readCloudLedger(fleet)).frames > 1, 60_000);
    ({ cookie } = await fleet.logIn());
    const page = await ask<{ items: { id: string; role: string }[] }>('/v1/devices');
    deviceId = page.items.find(({ role }) => role === 'worker')?.id ?? '';
  }, 240_000);
  afterAll(() => fleet.remove(), 60_000);

  async function ask<Body>(path: string, body?: object): Promise<Body> {
    const response = await fetch(`${fleet.url}${path}`, {
      method: body ? 'POST' : 'GET',
      headers: { cookie, 'content-type': 'application/json', origin: fleet.url },
      ...(body ? { body: JSON.stringify(body) } : {}),
    });
    if (!response.ok) throw new Error(`${path}: ${response.status} ${await response.text()}`);
    return (await response.json()) as Body;
  }
  const give = (type: string, more: object = {}): Promise<CommandView> =>
    ask(`/v1/devices/${deviceId}/commands`, { type, ...more });
  const read = (id: string): Promise<CommandView> => ask(`/v1/commands/${id}`);
  const outcomeOf = async ({ id }: CommandView, withinMs = 20_000): Promise<CommandView> => {
    let seen: CommandView | undefined;
    await eventually(
      'the command is through',
      async () => final.has((seen = await read(id)).state),
      withinMs,
      () => null,
    );
    return seen as CommandView;
  };
  const framesOf = async (ids: readonly string[]): Promise<number> => {
    let rows: { id: string }[] = [];
    // A frame is a record of its own: it may come after the word that its command is through.
    const read = async () => {
      rows = await Promise.all(ids.map((id) => ask<{ id: string }>(`/v1/frames/${id}`)));
      return true;
    };
    await eventually('the frames are in the cloud', read, 20_000);
    return new Set(rows.map(({ id }) => id)).size;
  };

  it('takes a picture within five seconds', async () => {
    const times: number[] = [];
    for (let round = 0; round < 3; round += 1) {
      const given = Date.now();
      const done = await outcomeOf(await give('capture'));
      times.push(Date.now() - given);
      expect(done).toMatchObject({ state: 'succeeded' });
      expect(await framesOf(done.result?.frame_ids ?? [])).toBe(1);
      const { accepted_at: acceptedAt, started_at: startedAt, created_at: createdAt } = done;
      const toSite = Date.parse(acceptedAt ?? '') - Date.parse(createdAt);
      const toDevice = Date.parse(startedAt ?? '') - Date.parse(createdAt);
      process.stdout.write(
        `a command: at the site after ${toSite} ms, the device's word in the cloud after ${toDevice} ms, through after ${times.at(-1)} ms\n`,
      );
    }
    expect(Math.min(...times)).toBeLessThan(5_000);
  });

  it('renders a video of what the device has, and the video comes up to the cloud', async () => {
    const framesMin = 10;
    await eventually(
      'enough frames',
      async () => (await readCloudLedger(fleet)).frames >= framesMin,
      90_000,
    );
    const cameras = await ask<{ items: { id: string; device_id: string }[] }>('/v1/cameras');
    const camera = cameras.items.find((one) => one.device_id === deviceId);
    const [from, to] = [Date.now() - 3_600_000, Date.now()].map((ms) => new Date(ms).toISOString());
    const parameters = { camera_id: camera?.id, from, to };
    const done = await outcomeOf(await give('render', { parameters }), 60_000);
    expect(done).toMatchObject({ state: 'succeeded' });
    const id = done.result?.timelapse_id ?? '';
    const seen = { video: '' };
    await eventually(
      'the video is in the cloud',
      async () => {
        const found = await ask<{ video_url: string | null; frames: number }>(
          `/v1/timelapses/${id}`,
        ).catch(() => null);
        seen.video = found?.video_url ?? '';
        return seen.video !== '';
      },
      60_000,
    );
    const answer = await fetch(new URL(seen.video, fleet.url), { headers: { cookie } });
    const bytes = Buffer.from(await answer.arrayBuffer());
    // An MP4 says so behind the length of its first box.
    expect(bytes.subarray(4, 8).toString()).toBe('ftyp');
  }, 240_000);

  it('happens once where the leader dies in between', async () => {
    const givenTo: string[] = [];
    // At the cloud, accepted or not, given to the device or not: the leader dies somewhere on the way.
    for (const afterMs of [40, 90, 140]) {
      const { leader, processes } = await fleet.status();
      const { pid } = processes.find(({ name }) => name === leader) ?? {};
      const giving = give('capture');
      await delay(afterMs);
      if (pid) process.kill(pid, 'SIGKILL');
      const done = await outcomeOf(await giving, 30_000);
      expect(done.state).toBe('succeeded');
      expect(await framesOf(done.result?.frame_ids ?? [])).toBe(1);
      givenTo.push(done.id);
      await eventually(
        'another leads',
        async () => {
          const now = await fleet.status();
          return now.leader !== null && now.processes.every(({ state }) => state === 'running');
        },
        60_000,
      );
    }
    const text = await fileOf(await outcomeOf(await give('log_tail', logLines)));
    const begun = text.split('\n').filter((line) => line.includes('"command_begun"'));
    for (const id of givenTo) expect(begun.filter((line) => line.includes(id))).toHaveLength(1);
  });

  const logLines = { parameters: { lines: 2_000 } };
  const fileOf = async ({ id }: CommandView): Promise<string> => {
    await eventually('its file is here', async () => (await read(id)).file_url !== null, 15_000);
    const response = await fetch(`${fleet.url}/v1/commands/${id}/file`, { headers: { cookie } });
    return response.text();
  };

  it('is refused by the site where it was altered, moved or played again (T28)', async () => {
    const [old] = await fleet.sql<{ signed: string }>(
      `SELECT signed FROM command WHERE state = 'succeeded' ORDER BY sequence LIMIT 1`,
    );
    // What somebody could do who writes in the cloud's database and has no key.
    const forge = async (sql: string): Promise<CommandView> => {
      await fleet.sql(
        `CREATE OR REPLACE FUNCTION forge() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN ${sql} RETURN NEW; END $$;
         CREATE OR REPLACE TRIGGER forge BEFORE INSERT ON command FOR EACH ROW EXECUTE FUNCTION forge()`,
      );
      try {
        return await outcomeOf(await give('capture'));
      } finally {
        await fleet.sql('DROP TRIGGER forge ON command');
      }
    };
    const altered = await forge(`NEW.signed = jsonb_set(NEW.signed, '{order,type}', '"restart"');`);
    expect(altered).toMatchObject({ state: 'refused', refusal: 'bad-signature' });
    const foreign = await forge(
      `NEW.signed = jsonb_set(NEW.signed, '{key,notAfter}', '"2099-01-01T00:00:00.000Z"');`,
    );
    expect(foreign).toMatchObject({ state: 'refused', refusal: 'other-authority' });
    // The same order once more under another row: its own id is known, and done already.
    expect(old).toBeDefined();
    await fleet.sql(
      `UPDATE command_counter SET last_sequence = 0;
       UPDATE command SET sequence = sequence + 100000`,
    );
    const replayed = await outcomeOf(await give('capture'));
    expect(replayed).toMatchObject({ state: 'refused', refusal: 'replayed' });
    // The site said how far it is, and the cloud counts on from there.
    expect((await outcomeOf(await give('capture'))).state).toBe('succeeded');
  });

  it('tests itself, restarts, sends its diagnostics, and says what it cannot do', async () => {
    expect((await outcomeOf(await give('self_test'))).result).toMatchObject({ passed: true });
    expect(await outcomeOf(await give('reboot'))).toMatchObject({
      state: 'refused',
      refusal: 'not-supported',
    });
    const text = await fileOf(await outcomeOf(await give('diagnostics')));
    expect(JSON.parse(text)).toMatchObject({ device_id: deviceId, status: { state: 'running' } });
    expect(text).not.toMatch(/PRIVATE KEY|eyJ[\w-]{10,}\.|eyrie_[A-Za-z0-9]{8}/);
    // The same from a terminal, which waits for the file as a person would.
    const { name } = await ask<{ name: string }>(`/v1/devices/${deviceId}`);
    const shown = await fleet.eyrie('device', 'log', name, '--lines', '3');
    const lines = shown.stdout.trim().split('\n');
    const events = lines.map((line) => Object.keys(JSON.parse(line) as object));
    expect(events).toEqual(Array(3).fill(expect.arrayContaining(['level', 'event', 'msg'])));
    const cameras = await ask<{ items: { name: string; device_id: string }[] }>('/v1/cameras');
    const camera = cameras.items.find((one) => one.device_id === deviceId);
    const learned = await fleet.eyrie('camera', 'learn-view', camera?.name ?? '');
    expect(learned).toMatchObject({ code: 0, stdout: expect.stringMatching(/is learned anew/) });
    const before = (await fleet.status()).processes.find(({ kind }) => kind === 'worker');
    expect((await outcomeOf(await give('restart'))).message).toBe('The worker has restarted.');
    const after = (await fleet.status()).processes.find(({ kind }) => kind === 'worker');
    expect(after?.pid).not.toBe(before?.pid);
  });
});
