import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { CreatedApiKey, Problem, Site } from '@eyrie/contracts';
import pg from 'pg';
import { startTestApp, type TestApp, type TestPerson } from '../testing/app.ts';
import { bearer, newApiKey } from '../testing/credentials.ts';
import { IdempotencySweep } from './idempotency-sweep.ts';

const newSite = (name: string) => ({
  name,
  latitude: 46,
  longitude: 7,
  time_zone: 'UTC',
  founding_coordinators: 1,
});

describe('a request under an Idempotency-Key', () => {
  let cloud: TestApp;
  beforeAll(async () => {
    cloud = await startTestApp();
  });
  afterAll(async () => {
    await cloud.close();
  });

  type Fetch = TestPerson['fetch'];
  const post = (fetchAs: Fetch, key: string, body: unknown, where = '/v1/sites') =>
    fetchAs(where, { method: 'POST', body, headers: { 'idempotency-key': key } });
  const siteNames = async (person: TestPerson): Promise<string[]> => {
    const { items } = (await (await person.fetch('/v1/sites')).json()) as { items: Site[] };
    return items.map(({ name }) => name);
  };
  const codeOf = async (answer: Response) => ((await answer.json()) as Problem).code;
  const auditsOf = (person: TestPerson) =>
    cloud.database.query(
      `SELECT 1 FROM audit_entry WHERE organisation_id = $1 AND operation = 'sites.create'`,
      [person.organisationId],
    );

  it('has its effect once, and is answered with the first answer, marked', async () => {
    const person = await cloud.newPerson();
    const first = await post(person.fetch, 'k1', newSite('Säntis'));
    const again = await post(person.fetch, 'k1', newSite('Säntis'));
    expect([first.status, again.status]).toEqual([201, 201]);
    expect(first.headers.get('idempotency-replayed')).toBeNull();
    expect(again.headers.get('idempotency-replayed')).toBe('true');
    expect(await again.json()).toEqual(await first.json());
    expect(await siteNames(person)).toEqual(['Säntis']);
    expect(await auditsOf(person)).toHaveLength(1);
  });

  it('is refused where it is another one than before', async () => {
    const person = await cloud.newPerson();
    await post(person.fetch, 'k', newSite('Säntis'));
    const other = await post(person.fetch, 'k', newSite('Titlis'));
    expect([other.status, await codeOf(other)]).toEqual([422, 'request.idempotency_key_reused']);
    const query = await post(person.fetch, 'k', newSite('Säntis'), '/v1/sites?x=1');
    expect(query.status).toBe(422);
    const odd = await post(person.fetch, 'two words', newSite('Titlis'));
    expect([odd.status, await codeOf(odd)]).toEqual([422, 'request.invalid']);
    expect(await siteNames(person)).toEqual(['Säntis']);
  });

  it('has one effect when it is sent many times at once', async () => {
    const person = await cloud.newPerson();
    const answers = await Promise.all(
      Array.from({ length: 12 }, () => post(person.fetch, 'at-once', newSite('Säntis'))),
    );
    const statuses = answers.map(({ status }) => status);
    expect(statuses.filter((status) => status !== 201 && status !== 409)).toEqual([]);
    expect(statuses).toContain(201);
    expect(await siteNames(person)).toEqual(['Säntis']);
    expect(await auditsOf(person)).toHaveLength(1);
  });

  it('is told that the first one is still under way', async () => {
    const person = await cloud.newPerson();
    const holder = new pg.Client({ connectionString: cloud.database.ownerUrl });
    await holder.connect();
    try {
      await holder.query('BEGIN');
      // Whoever writes the audit log waits for this row.
      await holder.query('SELECT 1 FROM organisation WHERE id = $1 FOR UPDATE', [
        person.organisationId,
      ]);
      const first = post(person.fetch, 'slow', newSite('Säntis'));
      await waiting(person);
      const second = await post(person.fetch, 'slow', newSite('Säntis'));
      expect([second.status, await codeOf(second)]).toEqual([
        409,
        'request.idempotency_key_in_flight',
      ]);
      expect(second.headers.get('retry-after')).toBe('1');
      await holder.query('COMMIT');
      expect((await first).status).toBe(201);
    } finally {
      await holder.end();
    }
    const replayed = await post(person.fetch, 'slow', newSite('Säntis'));
    expect(replayed.headers.get('idempotency-replayed')).toBe('true');
    expect(await siteNames(person)).toEqual(['Säntis']);
  });

  /** Resolves when a request waits for the row that a test holds; returns its backend. */
  const waiting = async (person: TestPerson): Promise<number> => {
    for (;;) {
      const [found] = await cloud.database.query<{ pid: number }>(
        `SELECT pid FROM pg_stat_activity WHERE wait_event_type = 'Lock'
           AND datname = current_database() AND query LIKE '%organisation%'`,
      );
      if (found) return found.pid;
      if ((await siteNames(person)).length > 0) throw new Error('Nobody waited.');
    }
  };

  it('leaves neither an effect nor a name behind where it is cut off in the middle', async () => {
    const person = await cloud.newPerson();
    const holder = new pg.Client({ connectionString: cloud.database.ownerUrl });
    await holder.connect();
    try {
      await holder.query('BEGIN');
      await holder.query('SELECT 1 FROM organisation WHERE id = $1 FOR UPDATE', [
        person.organisationId,
      ]);
      const cut = post(person.fetch, 'cut', newSite('Säntis'));
      const pid = await waiting(person);
      await holder.query('SELECT pg_terminate_backend($1)', [pid]);
      expect((await cut).status).toBe(503);
      await holder.query('COMMIT');
    } finally {
      await holder.end();
    }
    expect(await siteNames(person)).toEqual([]);
    const again = await post(person.fetch, 'cut', newSite('Säntis'));
    expect([again.status, again.headers.get('idempotency-replayed')]).toEqual([201, null]);
    expect(await siteNames(person)).toEqual(['Säntis']);
  });

  it('may be mended where it was refused, since nothing was done', async () => {
    const person = await cloud.newPerson();
    const wrong = await post(person.fetch, 'k', { ...newSite('Säntis'), latitude: 91 });
    expect(wrong.status).toBe(422);
    const zone = await post(person.fetch, 'k', { ...newSite('Säntis'), time_zone: 'Mars/Olympus' });
    expect(zone.status).toBe(422);
    expect((await post(person.fetch, 'k', newSite('Säntis'))).status).toBe(201);
  });

  it('is another one for another organisation, person, program and address', async () => {
    const person = await cloud.newPerson();
    const { organisationId } = person;
    const [stranger, colleague] = [
      await cloud.newPerson(),
      await cloud.newPerson({ role: 'admin', organisationId }),
    ];
    const program = bearer(cloud, (await newApiKey(person, 'admin')).secret);
    for (const fetchAs of [person.fetch, stranger.fetch, colleague.fetch, program as Fetch]) {
      const answer = await post(fetchAs, 'k', newSite('Säntis'));
      expect([answer.status, answer.headers.get('idempotency-replayed')]).toEqual([201, null]);
    }
    const invited = await post(
      person.fetch,
      'k',
      { email: 'guest@example.org', role: 'viewer' },
      '/v1/invitations',
    );
    expect(invited.status).toBe(201);
    expect(await siteNames(person)).toHaveLength(3);
    expect(await siteNames(stranger)).toHaveLength(1);
  });

  it('shows a secret again to who was shown it, and keeps it sealed', async () => {
    const person = await cloud.newPerson();
    const wish = { name: 'a program', role: 'viewer' };
    const [first, again] = [
      await post(person.fetch, 'k', wish, '/v1/api-keys'),
      await post(person.fetch, 'k', wish, '/v1/api-keys'),
    ];
    const { secret } = (await first.json()) as CreatedApiKey;
    expect(((await again.json()) as CreatedApiKey).secret).toBe(secret);
    expect(again.headers.get('cache-control')).toBe('no-store');
    const stored = await cloud.database.query('SELECT * FROM idempotency_record');
    expect(JSON.stringify(stored)).not.toContain(secret);
    expect(JSON.stringify(stored)).toContain('v1.');
  });

  it('does not undo what is kept of a guess that failed', async () => {
    const person = await cloud.newPerson();
    const where = '/v1/account/second-factor';
    await person.fetch(where, { method: 'POST', body: { password: person.password } });
    const statuses = [];
    for (let guess = 0; guess < 8; guess += 1) {
      const code = String(100_000 + guess);
      statuses.push((await post(person.fetch, `k${guess}`, { code }, `${where}/confirm`)).status);
    }
    expect(statuses.at(-1)).toBe(429);
  });

  it('is forgotten after a day', async () => {
    const person = await cloud.newPerson();
    await post(person.fetch, 'k', newSite('Säntis'));
    const sweep = cloud.app.get(IdempotencySweep);
    const age = (hours: number) =>
      cloud.database.query(
        `UPDATE idempotency_record SET created_at = now() - make_interval(hours => $2)
         WHERE organisation_id = $1`,
        [person.organisationId, hours],
      );
    await age(23);
    await sweep.run(new AbortController().signal);
    await post(person.fetch, 'k', newSite('Säntis'));
    expect(await siteNames(person)).toHaveLength(1);
    await age(25);
    await sweep.run(new AbortController().signal);
    expect((await post(person.fetch, 'k', newSite('Säntis'))).status).toBe(201);
    expect(await siteNames(person)).toHaveLength(2);
  });
});
