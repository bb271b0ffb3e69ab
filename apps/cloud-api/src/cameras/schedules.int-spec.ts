import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { type Camera, cameraSchema, idFromUuid, uuidFromId } from '@eyrie/contracts';
import { startTestApp, type TestApp, type TestPerson } from '../testing/app.ts';
import { newTestSite } from '../testing/fleet.ts';

let cloud: TestApp;
let person: TestPerson;
let deviceId: string;
beforeAll(async () => {
  cloud = await startTestApp();
  person = await cloud.newPerson();
  const { workerId } = await newTestSite(cloud, person.organisationId);
  deviceId = idFromUuid('device', workerId);
});
afterAll(() => cloud.close());

const create = (schedule: object, more: object = {}) =>
  person.fetch('/v1/cameras', {
    method: 'POST',
    body: {
      device_id: deviceId,
      configuration: {
        name: 'Ridge',
        driver: { type: 'simulated-sky', seed: 'a', anchorAt: '2026-01-01T00:00:00.000Z' },
        schedules: [{ name: 'odd', ...schedule }],
        ...more,
      },
    },
  });

it('keeps schedules of every kind as they were sent', async () => {
  const cron = { type: 'cron', cron: '0 12 * * mon-fri', fromDate: '11-01', toDate: '02-29' };
  const answer = await create(cron);
  expect(answer.status).toBe(201);
  const camera = (await answer.json()) as Camera;
  expect(camera.schedules).toEqual([{ name: 'odd', enabled: true, priority: 0, ...cron }]);
  const light = { type: 'time_of_day', startTime: 'sunset-30', endTime: 'nautical_dusk+10' };
  expect((await create({ ...light, intervalSeconds: 60, days: ['sat'] })).status).toBe(201);
});

it.each([
  [{ type: 'cron', cron: '61 * * * *' }, 'camera.schedule_not_computable'],
  [{ type: 'cron', cron: 'H * * * *' }, 'camera.schedule_not_computable'],
  [
    { type: 'time_of_day', startTime: 'moonrise', endTime: '04:00', intervalSeconds: 9 },
    'request.invalid',
  ],
])('refuses %j before any worker hears of it', async (schedule, code) => {
  const answer = await create(schedule);
  expect(answer.status).toBe(422);
  expect(((await answer.json()) as { type: string }).type).toBe(`urn:eyrie:problem:${code}`);
});

it('refuses a bracket of exposures that takes longer than the interval is', async () => {
  const every = { type: 'interval', name: 'odd', intervalSeconds: 5 };
  const profile = { preset: 'b', exposure: { bracket: { shots: 5, stepEv: 1 } } };
  const answer = await create(every, { profile });
  expect(answer.status).toBe(422);
  const problem = (await answer.json()) as { type: string; detail: string };
  expect(problem.type).toBe('urn:eyrie:problem:camera.bracket_impossible');
  expect(problem.detail).toContain('"odd" wants a frame every 5 s');
  expect((await create({ ...every, intervalSeconds: 120 }, { profile })).status).toBe(201);
});

it('refuses two schedules of one name, and says which', async () => {
  const every = { type: 'interval', intervalSeconds: 60 };
  const schedules = ['day', 'night', 'day'].map((name) => ({ name, ...every }));
  const driver = { type: 'simulated-sky', seed: 'a', anchorAt: '2026-01-01T00:00:00.000Z' };
  const configuration = { name: 'two', driver, schedules };
  const made = await person.fetch('/v1/cameras', {
    method: 'POST',
    body: { device_id: deviceId, configuration },
  });
  const refusal = {
    type: 'urn:eyrie:problem:camera.schedule_name_taken',
    detail: expect.stringContaining('"day"') as unknown,
  };
  expect([made.status, await made.json()]).toMatchObject([422, refusal]);
  const camera = (await (await create(every)).json()) as Camera;
  const changed = await person.fetch(`/v1/cameras/${camera.id}`, {
    method: 'PATCH',
    headers: { 'if-match': '*' },
    body: { configuration: { schedules } },
  });
  expect([changed.status, await changed.json()]).toMatchObject([422, refusal]);
});

describe('the size of a simulated picture', () => {
  const every = { type: 'interval', intervalSeconds: 60 };
  const sky = { type: 'simulated-sky', seed: 'a', anchorAt: '2026-01-01T00:00:00.000Z' };
  const of = (widthPx: number, heightPx: number) => ({ driver: { ...sky, widthPx, heightPx } });

  it.each([
    ['widthPx', 64, 180, 'must be even, 320 to 3840'],
    ['widthPx', 8_192, 1_080, 'must be even, 320 to 3840'],
    ['heightPx', 1_920, 1_081, 'must be even, 180 to 2160'],
  ])('is refused where no worker paints it: %s of %d by %d', async (side, width, height, why) => {
    const answer = await create(every, of(width, height));
    expect(answer.status).toBe(422);
    const { errors } = (await answer.json()) as { errors: object[] };
    expect(errors).toEqual([{ pointer: `/configuration/driver/${side}`, message: why }]);
  });

  it('may be stored from before: such a camera is read, renamed, and mended', async () => {
    const made = (await (await create(every, of(320, 180))).json()) as Camera;
    await cloud.database.query(
      `UPDATE camera SET configuration = jsonb_set(configuration, '{driver,widthPx}', '65')
       WHERE id = $1`,
      [uuidFromId('camera', made.id)],
    );
    const at = `/v1/cameras/${made.id}`;
    const read = async () => cameraSchema.parse(await (await person.fetch(at)).json());
    expect(await read()).toMatchObject({ driver_configuration: { widthPx: 65 } });
    const change = async (configuration: object) => {
      const headers = { 'if-match': `"${(await read()).revision}"` };
      const body = { configuration };
      return (await person.fetch(at, { method: 'PATCH', headers, body })).status;
    };
    expect(await change({ name: 'Renamed' })).toBe(200);
    expect(await change(of(65, 180))).toBe(422);
    expect(await change(of(640, 360))).toBe(200);
    expect(await read()).toMatchObject({ name: 'Renamed', driver_configuration: { widthPx: 640 } });
  });
});
