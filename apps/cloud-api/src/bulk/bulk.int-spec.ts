import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { BulkResult, Device, LongOperation, Problem, Site } from '@eyrie/contracts';
import { startTestApp, type TestApp, type TestPerson } from '../testing/app.ts';
import { newDevice, newSite } from '../testing/edge.ts';

const nobody = 'dev_01h455vb4pex5vsknk084sn02q';

describe('what is done to many devices', () => {
  let cloud: TestApp;
  let person: TestPerson;
  let site: Site;
  beforeAll(async () => {
    cloud = await startTestApp();
    person = await cloud.newPerson();
    site = await newSite(person);
  });
  afterAll(async () => {
    await cloud.close();
  });

  const newDevices = async (...roles: ('worker' | 'coordinator')[]) => {
    const ids = [];
    for (const role of roles) {
      ids.push((await newDevice(cloud, person, site, role)).enrolment.deviceId);
    }
    return ids;
  };
  const post = (path: string, body: unknown, headers: Record<string, string> = {}) =>
    person.fetch(`/v1/bulk/${path}`, { method: 'POST', body, headers });
  const ended = async (answer: Response): Promise<LongOperation> => {
    expect(answer.status).toBe(202);
    const { id } = (await answer.json()) as LongOperation;
    expect(answer.headers.get('location')).toBe(`/v1/operations/${id}`);
    const read = await person.fetch(`/v1/operations/${id}?wait_seconds=30`);
    return (await read.json()) as LongOperation;
  };
  const device = async (id: string) =>
    (await (await person.fetch(`/v1/devices/${id}`)).json()) as Device;
  const commandsOf = async (id: string) =>
    (
      (await (await person.fetch(`/v1/devices/${id}/commands`)).json()) as {
        items: { id: string }[];
      }
    ).items.map((command) => command.id);

  it('says of each what became of it, and one that fails keeps none from it', async () => {
    const [one = '', coordinator = '', two = ''] = await newDevices(
      'worker',
      'coordinator',
      'worker',
    );
    const body = { device_ids: [one, coordinator, nobody, two], command: { type: 'self_test' } };
    const key = { 'idempotency-key': 'many' };
    const [first, again] = [
      await ended(await post('commands', body, key)),
      await ended(await post('commands', body, key)),
    ];
    expect(again.id).toBe(first.id);
    expect(first).toMatchObject({
      kind: 'devices.command',
      state: 'succeeded',
      progress: { done: 4, total: 4, unit: 'devices' },
    });
    const { items, succeeded, failed } = first.result as unknown as BulkResult;
    expect([succeeded, failed]).toEqual([2, 2]);
    expect(items.map((item) => [item.device_id, item.problem?.code ?? null])).toEqual([
      [one, null],
      [coordinator, 'command.not_for_device'],
      [nobody, 'device.not_found'],
      [two, null],
    ]);
    expect(first.partial_failures.map(({ item }) => item)).toEqual([coordinator, nobody]);
    expect(await commandsOf(one)).toEqual([items[0]?.command_id]);
    expect(await commandsOf(two)).toEqual([items[3]?.command_id]);
  });

  it('can be tried: each answer is that of the real thing, and nothing has happened', async () => {
    const [worker = ''] = await newDevices('worker');
    const counts = () =>
      cloud.database.query(
        `SELECT (SELECT count(*) FROM command) AS c, (SELECT count(*) FROM operation) AS o,
           (SELECT count(*) FROM audit_entry) AS a, (SELECT sum(event_seq) FROM organisation) AS e`,
      );
    const before = await counts();
    const body = { device_ids: [worker, nobody], command: { type: 'self_test' } };
    const answer = await post('commands?dry_run=true', body);
    expect([answer.status, answer.headers.get('dry-run')]).toEqual([200, 'true']);
    expect(await answer.json()).toMatchObject({
      dry_run: true,
      items: [
        { device_id: worker, ok: true, command_id: null },
        { device_id: nobody, ok: false, problem: { code: 'device.not_found' } },
      ],
      succeeded: 1,
      failed: 1,
    });
    expect((await post('revocations?dry_run=true', { device_ids: [worker] })).status).toBe(200);
    expect(await counts()).toEqual(before);
    expect((await device(worker)).access).toBe('granted');
  });

  it('ends the access of many, and takes them out of the lists', async () => {
    const ids = await newDevices('worker', 'worker');
    const revoked = await ended(await post('revocations', { device_ids: ids, reason: 'stolen' }));
    expect(revoked.result).toMatchObject({ succeeded: 2, failed: 0 });
    for (const id of ids) expect((await device(id)).access).toBe('revoked');
    await ended(await post('decommissions', { device_ids: ids }));
    for (const id of ids) expect((await device(id)).decommissioned_at).not.toBeNull();
  });

  it('refuses a device that is named twice, and too many', async () => {
    const twice = await post('revocations', { device_ids: [nobody, nobody] });
    expect([twice.status, ((await twice.json()) as Problem).errors?.[0]?.pointer]).toEqual([
      422,
      '/device_ids/1',
    ]);
    const many = await post('revocations', { device_ids: Array(501).fill(nobody) });
    expect(many.status).toBe(422);
  });

  it('is tried for one device as well, and refused where there is no trial', async () => {
    const [worker = ''] = await newDevices('worker');
    const trial = await person.fetch(`/v1/devices/${worker}/revoke?dry_run=true`, {
      method: 'POST',
      body: { reason: 'what if' },
      headers: { 'idempotency-key': 'trial' },
    });
    expect([trial.status, trial.headers.get('dry-run')]).toEqual([200, 'true']);
    expect(((await trial.json()) as Device).access).toBe('revoked');
    expect((await device(worker)).access).toBe('granted');
    const real = await person.fetch(`/v1/devices/${worker}/revoke`, {
      method: 'POST',
      body: { reason: 'what if' },
      headers: { 'idempotency-key': 'trial' },
    });
    expect([real.status, (await device(worker)).access]).toEqual([200, 'revoked']);
    const refused = await person.fetch('/v1/invitations?dry_run=true', {
      method: 'POST',
      body: { email: 'a@example.org', role: 'viewer' },
    });
    expect([refused.status, ((await refused.json()) as Problem).errors?.[0]?.pointer]).toEqual([
      422,
      '/dry_run',
    ]);
    const odd = await person.fetch(`/v1/devices/${worker}/revoke?dry_run=yes`, {
      method: 'POST',
      body: {},
    });
    expect(odd.status).toBe(422);
  });
});
