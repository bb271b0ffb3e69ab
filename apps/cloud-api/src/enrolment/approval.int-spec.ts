import { createHash, createPublicKey } from 'node:crypto';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import {
  keyWords,
  type Device,
  type Enrolment,
  type EnrolmentPending,
  type PendingEnrolment,
  type Problem,
  type ProvisioningToken,
  type Site,
} from '@eyrie/contracts';
import { startTestApp, type TestApp, type TestPerson } from '../testing/app.ts';
import {
  type DeviceKey,
  enrol,
  exchange,
  newAssertion,
  newDeviceKey,
  newProvisioningToken,
  newSite,
} from '../testing/edge.ts';

describe('a token that needs approval', () => {
  let cloud: TestApp;
  let person: TestPerson;
  let site: Site;
  beforeAll(async () => {
    cloud = await startTestApp();
  }, 120_000);
  afterAll(() => cloud.close());
  beforeEach(async () => {
    person = await cloud.newPerson();
    site = await newSite(person);
  });

  const shared = (changes: Record<string, unknown> = {}) =>
    newProvisioningToken(person, site, 'worker', 'a worker', { uses_max: 3, ...changes });
  const queue = async (state = 'pending'): Promise<PendingEnrolment[]> => {
    const answer = await person.fetch(`/v1/enrolment-requests?state=${state}`);
    return ((await answer.json()) as { items: PendingEnrolment[] }).items;
  };
  const decide = (id: string | undefined, what: 'approve' | 'reject', body: unknown = {}) =>
    person.fetch(`/v1/enrolment-requests/${id}/${what}`, { method: 'POST', body });
  const known = (items: unknown) =>
    person.fetch(`/v1/sites/${site.id}/known-devices`, { method: 'POST', body: { items } });
  const ask = (secret: string, key: DeviceKey, serial?: string) =>
    enrol(cloud, secret, key, undefined, serial === undefined ? {} : { serial });
  const wordsOf = ({ privateKey }: DeviceKey) => {
    const spki = createPublicKey(privateKey).export({ type: 'spki', format: 'der' });
    return keyWords(createHash('sha256').update(spki).digest());
  };

  it('keeps a device waiting until a person has approved it, and tells of it at once', async () => {
    const { secret } = await shared();
    const key = await newDeviceKey();
    const first = await ask(secret, key, '100000aa');
    expect(first.statusCode).toBe(202);
    expect(Number(first.headers['retry-after'])).toBeGreaterThan(0);
    expect(first.json<EnrolmentPending>()).toMatchObject({
      state: 'pending',
      keyWords: wordsOf(key),
    });
    expect((await ask(secret, key, '100000aa')).statusCode).toBe(202);
    const [waiting, ...more] = await queue();
    expect(more).toEqual([]);
    expect(waiting).toMatchObject({
      serial: '100000aa',
      model: 'Simulated Pi',
      address: expect.stringMatching(/^10\.0\./),
      key_words: wordsOf(key),
      known_serial: false,
    });
    const told = await cloud.database.query(
      "SELECT 1 FROM stream_event WHERE type = 'enrolment.requested' AND data->>'serial' = '100000aa'",
    );
    expect(told).toHaveLength(1);
    // It is nobody yet: it exists in no list and gets no token.
    const devices = (await (await person.fetch('/v1/devices')).json()) as { items: Device[] };
    expect(devices.items).toEqual([]);

    expect((await decide(waiting?.id, 'approve', { device_name: 'North' })).status).toBe(200);
    const answer = await ask(secret, key, '100000aa');
    expect(answer.statusCode).toBe(200);
    const enrolment = answer.json<Enrolment>();
    expect(enrolment).toMatchObject({ name: 'North', role: 'worker', siteId: site.id });
    const token = await exchange(cloud, newAssertion(enrolment.deviceId, key.privateKey));
    expect(token.status).toBe(200);
    expect(await queue()).toEqual([]);
    expect((await queue('approved'))[0]).toMatchObject({
      device_id: enrolment.deviceId,
      decided_by: person.email,
    });
  });

  it('is good for as many devices as it says, of which the rejected do not count', async () => {
    const { id, secret } = await shared({ uses_max: 2 });
    const keys = await Promise.all(Array.from({ length: 4 }, () => newDeviceKey()));
    const [one, two, three, four] = keys as [DeviceKey, DeviceKey, DeviceKey, DeviceKey];
    const statuses = async (...those: DeviceKey[]) =>
      (await Promise.all(those.map((key) => ask(secret, key)))).map(({ statusCode }) => statusCode);
    expect(await statuses(one)).toEqual([202]);
    expect((await statuses(two, three, four)).toSorted()).toEqual([202, 401, 401]);
    const [first] = await queue();
    const rejected = await decide(first?.id, 'reject', { reason: 'nobody knows it' });
    expect(((await rejected.json()) as PendingEnrolment).state).toBe('rejected');
    const refused = await ask(secret, one);
    expect(refused.statusCode).toBe(403);
    expect(refused.json<Problem>()).toMatchObject({
      code: 'enrolment.rejected',
      detail: 'The device was rejected: nobody knows it',
    });
    expect((await statuses(await newDeviceKey())).toSorted()).toEqual([202]);
    const listed = await (await person.fetch('/v1/provisioning-tokens')).json();
    expect((listed as { items: ProvisioningToken[] }).items).toContainEqual(
      expect.objectContaining({ id, uses: 2, uses_max: 2, approval: 'required' }),
    );
  });

  it('lets a serial in that was known before, with its name, once', async () => {
    const { secret } = await shared();
    expect((await known([{ serial: '100000bb', name: 'South' }])).status).toBe(200);
    const key = await newDeviceKey();
    const first = await ask(secret, key, '100000bb');
    expect(first.statusCode).toBe(200);
    expect(first.json<Enrolment>().name).toBe('South');
    expect((await ask(secret, key, '100000bb')).json()).toEqual(first.json());
    // Whoever says the same serial with another key waits.
    expect((await ask(secret, await newDeviceKey(), '100000bb')).statusCode).toBe(202);
    const listed = await (await person.fetch(`/v1/sites/${site.id}/known-devices`)).json();
    expect(listed).toMatchObject({
      items: [{ serial: '100000bb', device_id: first.json<Enrolment>().deviceId }],
    });
  });

  it('does not let a revoked device in again by its serial, known or not', async () => {
    const claim = await newProvisioningToken(person, site, 'worker');
    const key = await newDeviceKey();
    const { deviceId } = (await ask(claim.secret, key, '100000cc')).json<Enrolment>();
    await person.fetch(`/v1/devices/${deviceId}/revoke`, { method: 'POST', body: {} });
    await known([{ serial: '100000cc' }]);
    const { secret } = await shared();
    expect((await ask(secret, await newDeviceKey(), '100000cc')).statusCode).toBe(202);
    expect((await ask(claim.secret, key, '100000cc')).statusCode).toBe(401);
  });

  it('does not bring back a device that was approved and then revoked', async () => {
    const { secret } = await shared();
    const key = await newDeviceKey();
    await ask(secret, key);
    const approved = await decide((await queue())[0]?.id, 'approve');
    const { device_id } = (await approved.json()) as PendingEnrolment;
    await person.fetch(`/v1/devices/${device_id}/revoke`, { method: 'POST', body: {} });
    expect((await ask(secret, key)).statusCode).toBe(401);
  });

  it('ends for those who wait when it is revoked, and not when it expires', async () => {
    const { id, secret } = await shared();
    const key = await newDeviceKey();
    await ask(secret, key);
    await cloud.database.query(
      "UPDATE provisioning_token SET expires_at = now() - interval '1 second' WHERE id IN (SELECT token_id FROM enrolment_request WHERE state = 'pending')",
    );
    expect((await ask(secret, key)).statusCode).toBe(202);
    expect((await ask(secret, await newDeviceKey())).statusCode).toBe(401);
    await person.fetch(`/v1/provisioning-tokens/${id}`, { method: 'DELETE' });
    expect((await ask(secret, key)).statusCode).toBe(401);
    expect((await decide((await queue())[0]?.id, 'approve')).status).toBe(409);
  });

  it('is decided once: of two people at the same time one is told what the other said', async () => {
    const { secret } = await shared();
    await ask(secret, await newDeviceKey());
    const [waiting] = await queue();
    const answers = await Promise.all([
      decide(waiting?.id, 'approve'),
      decide(waiting?.id, 'reject'),
      decide(waiting?.id, 'approve'),
      decide(waiting?.id, 'reject'),
    ]);
    const statuses = answers.map(({ status }) => status).toSorted();
    expect(statuses).toEqual([200, 200, 409, 409]);
    const devices = (await (await person.fetch('/v1/devices')).json()) as { items: Device[] };
    expect(devices.items.length).toBe(answers[0].status === 200 ? 1 : 0);
  });

  it('is of its organisation: others see and decide nothing', async () => {
    const { secret } = await shared();
    await ask(secret, await newDeviceKey());
    const [waiting] = await queue();
    const stranger = await cloud.newPerson();
    for (const what of ['approve', 'reject']) {
      const answer = await stranger.fetch(`/v1/enrolment-requests/${waiting?.id}/${what}`, {
        method: 'POST',
        body: {},
      });
      expect(answer.status).toBe(404);
    }
    expect((await stranger.fetch(`/v1/sites/${site.id}/known-devices`)).status).toBe(404);
    expect((await queue())[0]?.state).toBe('pending');
  });

  it('cannot be without approval for several, nor take the place of a device', async () => {
    const make = (changes: Record<string, unknown>) =>
      person.fetch('/v1/provisioning-tokens', {
        method: 'POST',
        body: { site_id: site.id, role: 'worker', device_name: 'x', ...changes },
      });
    expect((await make({ uses_max: 2, approval: 'automatic' })).status).toBe(422);
    expect((await make({ approval: 'required' })).status).toBe(201);
    expect((await make({ uses_max: 1001 })).status).toBe(422);
  });

  it('opens no other route, whatever the token', async () => {
    const claim = await newProvisioningToken(person, site, 'worker');
    const waits = await shared();
    await ask(waits.secret, await newDeviceKey());
    const document = (await (await fetch(`${cloud.url}/v1/openapi.json`)).json()) as {
      paths: Record<string, Record<string, { operationId: string; security?: unknown[] }>>;
    };
    const open = new Set<string>();
    let tried = 0;
    for (const [path, methods] of Object.entries(document.paths)) {
      for (const [method, { operationId }] of Object.entries(methods)) {
        for (const secret of [claim.secret, waits.secret]) {
          const bare = await call(path, method, {});
          const withIt = await call(path, method, { authorization: `Bearer ${secret}` });
          tried += 1;
          if (withIt !== bare) open.add(`${operationId}: ${bare} and ${withIt}`);
        }
      }
    }
    expect(tried).toBeGreaterThan(150);
    expect([...open]).toEqual([]);
  });

  const call = async (path: string, method: string, headers: Record<string, string>) => {
    const filled = path.replace(/\{[^}]+\}/g, 'x');
    const end = new AbortController();
    const answer = await fetch(`${cloud.url}${filled}`, {
      method: method.toUpperCase(),
      headers,
      signal: end.signal,
    });
    end.abort();
    return answer.status;
  };

  it('makes a claim for each of many cards in one call', async () => {
    const answer = await person.fetch('/v1/provisioning-tokens/claims', {
      method: 'POST',
      body: { site_id: site.id, role: 'worker', name_prefix: 'roof', first_number: 7, count: 100 },
    });
    expect(answer.status).toBe(201);
    const { items } = (await answer.json()) as {
      items: (ProvisioningToken & { secret: string })[];
    };
    expect(items.map(({ device_name }) => device_name)).toEqual(
      Array.from({ length: 100 }, (_, index) => `roof-${7 + index}`),
    );
    expect(new Set(items.map(({ secret }) => secret)).size).toBe(100);
    const [card] = items;
    const enrolled = await enrol(cloud, card?.secret ?? '', await newDeviceKey());
    expect(enrolled.json<Enrolment>().name).toBe('roof-7');
    expect((await enrol(cloud, card?.secret ?? '', await newDeviceKey())).statusCode).toBe(401);
  });
});
