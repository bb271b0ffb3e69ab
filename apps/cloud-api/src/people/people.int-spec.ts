import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { idFromUuid, type Person, type Problem, type Site } from '@eyrie/contracts';
import { startTestApp, type TestApp, type TestPerson } from '../testing/app.ts';
import { newDevice, newSite, type TestDevice } from '../testing/edge.ts';

describe('/v1/people', () => {
  let cloud: TestApp;
  let owner: TestPerson;
  beforeAll(async () => {
    cloud = await startTestApp();
  });
  afterAll(async () => {
    await cloud.close();
  });
  beforeEach(async () => {
    owner = await cloud.newPerson();
  });

  const colleague = (role: 'owner' | 'admin' | 'operator' | 'viewer') =>
    cloud.newPerson({ role, organisationId: owner.organisationId });
  const idOf = ({ userId }: TestPerson) => idFromUuid('user', userId);
  const change = (caller: TestPerson, person: TestPerson, body: unknown) =>
    caller.fetch(`/v1/people/${idOf(person)}`, {
      method: 'PATCH',
      body,
      headers: { 'if-match': '*' },
    });
  const remove = (caller: TestPerson, person: TestPerson) =>
    caller.fetch(`/v1/people/${idOf(person)}`, { method: 'DELETE' });
  const codeOf = async (answer: Response) => ((await answer.json()) as Problem).code;

  it('lists the people of the organisation, and nobody else', async () => {
    const viewer = await colleague('viewer');
    const page = (await (await viewer.fetch('/v1/people')).json()) as { items: Person[] };
    expect(page.items.map(({ email, role }) => [email, role])).toEqual([
      [owner.email, 'owner'],
      [viewer.email, 'viewer'],
    ]);
    expect(page.items[0]?.last_seen_at).not.toBeNull();
    expect(JSON.stringify(page)).not.toMatch(/hash|argon/);
  });

  it('changes a role at once, for sessions that are open', async () => {
    const person = await colleague('viewer');
    expect((await person.fetch('/v1/audit')).status).toBe(403);
    const changed = await change(owner, person, { role: 'admin' });
    expect([changed.status, await changed.json()]).toEqual([
      200,
      expect.objectContaining({ role: 'admin', email: person.email, site_ids: null }),
    ]);
    expect((await person.fetch('/v1/audit')).status).toBe(200);
  });

  it('ends somebody’s sessions with the membership', async () => {
    const person = await colleague('operator');
    expect((await remove(owner, person)).status).toBe(204);
    expect((await person.fetch('/v1/session')).status).toBe(401);
    expect((await remove(owner, person)).status).toBe(404);
  });

  it('keeps the last owner, whoever asks and however', async () => {
    expect(await codeOf(await change(owner, owner, { role: 'admin' }))).toBe('person.last_owner');
    expect(await codeOf(await remove(owner, owner))).toBe('person.last_owner');
    const second = await colleague('owner');
    // Each removes the other at the same moment: exactly one of them is left.
    const answers = await Promise.all([remove(owner, second), remove(second, owner)]);
    const statuses = answers.map(({ status }) => status).sort();
    expect(statuses[0]).toBe(204);
    expect([401, 403, 404, 409]).toContain(statuses[1]);
    const left = await cloud.database.query(
      `SELECT 1 FROM membership WHERE organisation_id = $1 AND role = 'owner'`,
      [owner.organisationId],
    );
    expect(left).toHaveLength(1);
  });

  it('lets nobody give or take away what is above their own role', async () => {
    const [admin, other] = [await colleague('admin'), await colleague('operator')];
    for (const answer of [
      await change(admin, other, { role: 'owner' }),
      await change(admin, admin, { role: 'owner' }),
      await change(admin, owner, { role: 'viewer' }),
      await remove(admin, owner),
    ]) {
      expect([answer.status, await codeOf(answer)]).toEqual([403, 'auth.role_too_high']);
    }
    expect((await change(admin, other, { role: 'admin' })).status).toBe(200);
  });

  it('answers alike for somebody of another organisation and for nobody', async () => {
    const stranger = await cloud.newPerson();
    const headers = { 'x-request-id': 'the-same-for-both', 'if-match': '*' };
    for (const method of ['PATCH', 'DELETE']) {
      const ask = (id: string) =>
        owner.fetch(`/v1/people/${id}`, {
          method,
          headers,
          ...(method === 'PATCH' ? { body: { role: 'viewer' } } : {}),
        });
      const foreign = await ask(idOf(stranger));
      const unknown = await ask('usr_01h455vb4pex5vsknk084sn02q');
      expect([foreign.status, await foreign.text()]).toEqual([404, await unknown.text()]);
    }
    expect((await stranger.fetch('/v1/session')).status).toBe(200);
  });

  describe('whose role is granted at some sites', () => {
    let person: TestPerson;
    let granted: Site;
    let closed: Site;
    let devices: Record<'granted' | 'closed', TestDevice>;
    beforeEach(async () => {
      [granted, closed] = [await newSite(owner), await newSite(owner)];
      devices = {
        granted: await newDevice(cloud, owner, granted, 'worker'),
        closed: await newDevice(cloud, owner, closed, 'worker'),
      };
      person = await colleague('operator');
      const limited = await change(owner, person, { site_ids: [granted.id] });
      expect(((await limited.json()) as Person).site_ids).toEqual([granted.id]);
    });
    const cameraOn = (device: TestDevice) =>
      person.fetch('/v1/cameras', {
        method: 'POST',
        body: {
          device_id: device.enrolment.deviceId,
          configuration: {
            name: 'c',
            driver: { type: 'simulated-sky', seed: 'a', anchorAt: '2026-06-01T00:00:00.000Z' },
            schedules: [{ type: 'interval', name: 'always', intervalSeconds: 5 }],
            timelapse: null,
          },
        },
      });

    it('has those sites and what is in them, and the others do not exist', async () => {
      const sites = (await (await person.fetch('/v1/sites')).json()) as { items: Site[] };
      expect(sites.items.map(({ id }) => id)).toEqual([granted.id]);
      const listed = (await (await person.fetch('/v1/devices')).json()) as {
        items: { id: string }[];
      };
      expect(listed.items.map(({ id }) => id)).toEqual([devices.granted.enrolment.deviceId]);
      const statuses = [
        await person.fetch(`/v1/sites/${granted.id}`),
        await person.fetch(`/v1/sites/${closed.id}`),
        await person.fetch(`/v1/devices/${devices.closed.enrolment.deviceId}`),
        await cameraOn(devices.granted),
        await cameraOn(devices.closed),
      ].map(({ status }) => status);
      expect(statuses).toEqual([200, 404, 404, 201, 404]);
    });

    it('does nothing that concerns the organisation, and cannot widen its own grant', async () => {
      const statuses = [
        await person.fetch('/v1/people'),
        await person.fetch('/v1/audit'),
        await change(person, person, { site_ids: null }),
      ].map(({ status }) => status);
      expect(statuses).toEqual([403, 403, 403]);
    });

    it('is refused sites that do not exist, and owners are never limited', async () => {
      const other = await newSite(await cloud.newPerson());
      expect((await change(owner, person, { site_ids: [other.id] })).status).toBe(404);
      expect((await change(owner, person, { role: 'owner' })).status).toBe(422);
      const freed = await change(owner, person, { role: 'owner', site_ids: null });
      expect(freed.status).toBe(200);
    });
  });
});
