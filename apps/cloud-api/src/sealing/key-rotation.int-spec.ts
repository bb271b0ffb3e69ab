import { randomBytes } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { masterKeyId } from '../database/roles.ts';
import { startTestApp, type TestApp, type TestPerson } from '../testing/app.ts';
import { codeAt } from '../testing/credentials.ts';
import { testMasterKey } from '../testing/database.ts';
import { newDevice, newSite } from '../testing/edge.ts';
import { expectAnswer } from '../testing/expect-answer.ts';
import { startTestReplica, type TestReplica } from '../testing/replica.ts';
import { Rewrap, type RewrapProgress } from './rewrap.ts';
import { otherColumns, tenantColumns } from './sealed-columns.ts';
import { SealBroken, Sealing } from './sealing.ts';

const next = randomBytes(32);
const clientSecret = 'canary-client-secret';

describe('the master key', () => {
  /** Has the first key, and knows the next. */
  let cloud: TestApp;
  let owner: TestPerson;
  let other: TestPerson;
  let totp: string;
  beforeAll(async () => {
    cloud = await startTestApp({ knownMasterKeys: [next] });
    [owner, other] = await Promise.all([cloud.newPerson(), cloud.newPerson()]);
    for (const person of [owner, other]) await sealSomething(person);
    const { secret } = (await expectAnswer(owner, '/v1/account/second-factor', {
      method: 'POST',
      body: { password: owner.password },
    })) as { secret: string };
    totp = secret;
    const confirmation = { method: 'POST', body: { code: codeAt(secret, Date.now()) } };
    await expectAnswer(owner, '/v1/account/second-factor/confirm', confirmation);
  });
  afterAll(() => cloud.close());

  const sealSomething = async (person: TestPerson) => {
    const body = {
      name: 'A',
      issuer: 'https://a.example',
      client_id: 'eyrie',
      client_secret: clientSecret,
    };
    await expectAnswer(person, '/v1/login-provider', {
      method: 'PUT',
      body,
      headers: { 'if-match': '*' },
    });
    const worker = await newDevice(cloud, person, await newSite(person), 'worker');
    await expectAnswer(person, `/v1/devices/${worker.enrolment.deviceId}/commands`, {
      method: 'POST',
      body: { type: 'self_test' },
      headers: { 'idempotency-key': `key-of-${person.userId}` },
    });
  };
  const asAt = (replica: TestReplica, person: TestPerson): TestPerson => ({
    ...person,
    fetch: (path, { body, ...init } = {}) =>
      fetch(`${replica.url}${path}`, {
        ...init,
        headers: {
          cookie: person.cookie,
          ...(body === undefined ? {} : { 'content-type': 'application/json' }),
          ...(init.headers as Record<string, string> | undefined),
        },
        ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      }),
  });
  const sealedUnder = async (key: Buffer): Promise<number> => {
    const parts = [...tenantColumns, ...otherColumns]
      .filter(({ table }) => table !== 'master_key')
      .map(({ table, column }) => `SELECT ${column} AS sealed FROM ${table}`);
    const rows = await cloud.database.query(
      `SELECT 1 FROM (${parts.join(' UNION ALL ')}) AS every WHERE starts_with(sealed, $1)`,
      [`v1.${masterKeyId(key)}.`],
    );
    return rows.length;
  };

  it('knows every column that holds something sealed', async () => {
    const found = await cloud.database.query<{ name: string }>(
      `SELECT c.relname || '.' || a.attname AS name FROM pg_attribute a
       JOIN pg_class c ON c.oid = a.attrelid AND c.relkind IN ('r', 'p') AND NOT c.relispartition
       WHERE c.relnamespace = 'public'::regnamespace AND a.attname ~ 'sealed' ORDER BY 1`,
    );
    const listed = [...tenantColumns, ...otherColumns].map((one) => `${one.table}.${one.column}`);
    expect(found.map(({ name }) => name)).toEqual(listed.toSorted());
  });

  it('is exchanged while both keys serve: nothing fails, and the old one is left', async () => {
    const before = await sealedUnder(testMasterKey);
    expect(before).toBeGreaterThan(8);
    const rolled = await startTestReplica(cloud, {
      masterKey: next,
      knownMasterKeys: [testMasterKey],
    });
    // It still seals something, and so must not be missing yet.
    await expect(startTestReplica(cloud, { masterKey: next, knownMasterKeys: [] })).rejects.toThrow(
      `under the master key ${masterKeyId(testMasterKey)}`,
    );
    // Replicas of before and after serve side by side, and seal under their own keys.
    const failures: number[] = [];
    let isLoaded = true;
    const load = [asAt(rolled, owner), owner, asAt(rolled, other), other].map(async (person) => {
      while (isLoaded) {
        const site = { name: 'under load', latitude: 1, longitude: 1, time_zone: 'UTC' };
        const asked = await Promise.all([
          person.fetch('/v1/auth/token', { method: 'POST' }),
          person.fetch('/v1/login-provider'),
          person.fetch('/v1/sites', { method: 'POST', body: site }),
        ]);
        failures.push(...asked.map(({ status }) => status).filter((status) => status >= 400));
      }
    });
    const seen: RewrapProgress[] = [];
    const { signal } = new AbortController();
    await rolled.app.get(Rewrap).run(signal, (progress) => seen.push(progress));
    isLoaded = false;
    await Promise.all(load);
    expect(failures).toEqual([]);
    expect(seen.length).toBeGreaterThan(2);
    expect(seen.at(-1)?.done).toBeGreaterThanOrEqual(before);
    // A replica with the old key does not wrap anything back.
    await cloud.app.get(Rewrap).run(signal);
    // What the old replica sealed meanwhile is found by the next run.
    await rolled.app.get(Rewrap).run(signal);
    expect(await sealedUnder(testMasterKey)).toBe(0);
    await rolled.close();
  });

  it('may be taken away once it was left: everything is read without it', async () => {
    const alone = await startTestReplica(cloud, { masterKey: next, knownMasterKeys: [] });
    try {
      const person = asAt(alone, owner);
      // The one of the moment may have been used, at the beginning.
      const code = codeAt(totp, Date.now() + 30_000);
      const { email, password } = owner;
      const login = await fetch(`${alone.url}/v1/session`, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify({ email, password, code }),
      });
      expect(login.status).toBe(201);
      expect((await person.fetch('/v1/auth/token', { method: 'POST' })).status).toBe(200);
      // The CA of a site of before signs, and so does its command key.
      const [site] = ((await expectAnswer(person, '/v1/sites')) as { items: { id: string }[] })
        .items;
      const worker = await newDevice(
        { ...cloud, url: alone.url },
        person,
        site as Awaited<ReturnType<typeof newSite>>,
        'worker',
      );
      const body = { type: 'self_test' };
      const path = `/v1/devices/${worker.enrolment.deviceId}/commands`;
      expect((await person.fetch(path, { method: 'POST', body })).status).toBeLessThan(300);
    } finally {
      await alone.close();
    }
  });

  it('opens nothing of one organisation in the place of another', async () => {
    const sealing = new Sealing(next);
    const { organisationId } = owner;
    const [mine] = await cloud.database.query<{ sealed: string }>(
      'SELECT sealed_client_secret AS sealed FROM login_provider WHERE organisation_id = $1',
      [organisationId],
    );
    const place = (id: string) => ({ organisationId: id, table: 'login_provider', id });
    expect(sealing.open(mine?.sealed ?? '', place(organisationId)).toString()).toBe(clientSecret);
    expect(() => sealing.open(mine?.sealed ?? '', place(other.organisationId))).toThrow(SealBroken);
  });

  it('is in no dump of the database, and neither is anything that it seals', async () => {
    const tables = await cloud.database.query<{ name: string }>(
      `SELECT c.oid::regclass::text AS name FROM pg_class c
       WHERE relkind IN ('r', 'm') AND relnamespace::regnamespace::text !~ '^(pg_|information)'`,
    );
    expect(tables.length).toBeGreaterThan(25);
    const secrets = [
      clientSecret,
      totp,
      owner.password,
      owner.cookie.split('=')[1] ?? '',
      'PRIVATE KEY',
      next.toString('base64'),
      testMasterKey.toString('base64'),
    ];
    for (const { name } of tables) {
      const rows = await cloud.database.query<{ text: string }>(`SELECT t::text FROM ${name} t`);
      const text = rows.map((row) => JSON.stringify(row)).join('\n');
      expect(secrets.filter((secret) => text.includes(secret)).map((s) => [name, s])).toEqual([]);
    }
  });
});
