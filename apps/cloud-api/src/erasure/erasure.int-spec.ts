import { existsSync } from 'node:fs';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { ErasureState } from '@eyrie/contracts';
import { Tenancy } from '../tenancy/index.ts';
import { startTestApp, type TestApp } from '../testing/app.ts';
import { fillOrganisation, type FilledOrganisation } from '../testing/filled-organisation.ts';
import { ErasureWork } from './erasure-work.ts';

describe('the erasure of an organisation', () => {
  let cloud: TestApp;
  let going: FilledOrganisation;
  let staying: FilledOrganisation;
  beforeAll(async () => {
    cloud = await startTestApp();
    going = await fillOrganisation(cloud, 'goingcanary');
    staying = await fillOrganisation(cloud, 'stayingcanary');
  });
  afterAll(async () => {
    await cloud.close();
  });

  const work = () => cloud.app.get(ErasureWork);
  const request = (body: object) =>
    going.owner.fetch('/v1/organisation/erasure', { method: 'POST', body });
  const asked = {
    organisation_name: 'goingcanary Observatory',
    reason: 'The project is over.',
  };
  const tables = async () =>
    (await cloud.database.query<{ name: string }>('SELECT eyrie_tenant_tables() AS name')).map(
      ({ name }) => name,
    );
  const counts = async (organisationId: string): Promise<Record<string, number>> => {
    const all: Record<string, number> = {};
    for (const name of await tables()) {
      const [row] = await cloud.database.query<{ rows: string }>(
        `SELECT count(*) AS rows FROM ${name} WHERE organisation_id = $1`,
        [organisationId],
      );
      all[name] = Number(row?.rows);
    }
    return all;
  };
  const digest = async (organisationId: string): Promise<string> => {
    const parts = (await tables()).map(
      (name) =>
        `SELECT '${name}' AS name, md5(string_agg(md5(t::text), '' ORDER BY t::text)) AS hash
         FROM ${name} t WHERE organisation_id = $1`,
    );
    return JSON.stringify(
      await cloud.database.query(`${parts.join(' UNION ALL ')} ORDER BY name`, [organisationId]),
    );
  };
  const dueNow = () =>
    cloud.database.query(
      'UPDATE organisation_erasure SET due_at = now() WHERE organisation_id = $1',
      [going.organisationId],
    );

  it('needs the name, a reason and an owner, and can be thought better of', async () => {
    expect((await request({ ...asked, organisation_name: 'Another' })).status).toBe(422);
    expect((await request({ ...asked, reason: '' })).status).toBe(422);
    const answer = await request(asked);
    expect(answer.status).toBe(201);
    const { erasure } = (await answer.json()) as ErasureState;
    const days = (Date.parse(erasure?.due_at ?? '') - Date.now()) / 86_400_000;
    expect(Math.round(days)).toBe(7);
    expect((await request(asked)).status).toBe(409);
    // Nobody hurries it.
    await work().run(going.organisationId, new AbortController().signal);
    expect((await going.owner.fetch('/v1/session')).status).toBe(200);
    const cancelled = await going.owner.fetch('/v1/organisation/erasure', { method: 'DELETE' });
    expect(cancelled.status).toBe(204);
    const state = (await (
      await going.owner.fetch('/v1/organisation/erasure')
    ).json()) as ErasureState;
    expect(state).toEqual({ erasure: null });
  });

  it('may be carried out by nobody before its time, whatever he asks the database for', async () => {
    const erase = (organisationId: string) =>
      cloud.app
        .get(Tenancy)
        .transaction(organisationId, (tx) => tx.query(`SELECT eyrie_erase_rows('frame', 10)`));
    await expect(erase(going.organisationId)).rejects.toThrow(/no erasure is due/);
    await request(asked);
    await expect(erase(going.organisationId)).rejects.toThrow(/no erasure is due/);
  });

  it('has something to erase in every table of tenants, so that none is forgotten', async () => {
    const empty = Object.entries(await counts(going.organisationId)).filter(
      ([, rows]) => rows === 0,
    );
    expect(empty.map(([name]) => name)).toEqual([]);
  });

  it('leaves nothing behind but its tombstone, wherever it was killed, and touches no other', async () => {
    await dueNow();
    const before = await digest(staying.organisationId);
    const accounts = await cloud.database.query('SELECT 1 FROM account');
    // Cut off after every so many steps, as a killed replica is.
    let cuts = 0;
    for (let steps = 1; steps < 60; steps += 7) {
      const cut = new AbortController();
      let left = steps;
      const signal = {
        throwIfAborted: () => {
          left -= 1;
          if (left <= 0) cut.abort();
          cut.signal.throwIfAborted();
        },
      } as AbortSignal;
      await work()
        .run(going.organisationId, signal)
        .catch(() => {
          cuts += 1;
        });
    }
    expect(cuts).toBeGreaterThan(3);
    await work().runAll(new AbortController().signal);

    expect(Object.values(await counts(going.organisationId)).filter((rows) => rows > 0)).toEqual(
      [],
    );
    expect(
      await cloud.database.query('SELECT 1 FROM organisation WHERE id = $1', [
        going.organisationId,
      ]),
    ).toEqual([]);
    const [tombstone] = await cloud.database.query<{
      rows_left: Record<string, number>;
      rows_erased: Record<string, number>;
      audit_head: string;
    }>('SELECT rows_left, rows_erased, audit_head FROM erased_organisation WHERE id = $1', [
      going.organisationId,
    ]);
    expect(Object.keys(tombstone?.rows_left ?? {}).sort()).toEqual((await tables()).sort());
    expect(Object.values(tombstone?.rows_left ?? { one: 1 }).every((rows) => rows === 0)).toBe(
      true,
    );
    expect(tombstone?.rows_erased).toMatchObject({ site: 2, membership: 2 });
    expect(tombstone?.audit_head).toMatch(/^\d+:[0-9a-f]{64}$/);
    for (const folder of ['objects', 'exports']) {
      const gone = path.join(cloud.configuration.dataDirectory, folder, going.organisationId);
      expect([folder, existsSync(gone)]).toEqual([folder, false]);
    }
    const dump = JSON.stringify(
      await cloud.database.query('SELECT t::text FROM erased_organisation t'),
    );
    expect(dump).not.toContain(going.word);
    expect((await cloud.database.query('SELECT 1 FROM account')).length).toBeLessThan(
      accounts.length,
    );
    expect((await going.owner.fetch('/v1/session')).status).toBe(401);

    expect(await digest(staying.organisationId)).toBe(before);
    expect((await staying.owner.fetch('/v1/session')).status).toBe(200);
  });
});
