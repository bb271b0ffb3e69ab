import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import pg from 'pg';
import { newUuid } from '../database/uuid.ts';
import { createTestDatabase, type TestDatabase } from '../testing/database.ts';

/** The facts about row-level security that the design stands on, against the role of the app. */
describe('row-level security for the app role', () => {
  let database: TestDatabase;
  let client: pg.Client;
  const [mine, theirs] = [newUuid(), newUuid()];
  const [mySite, theirSite] = [newUuid(), newUuid()];

  beforeAll(async () => {
    database = await createTestDatabase();
    for (const [organisation, site] of [
      [mine, mySite],
      [theirs, theirSite],
    ]) {
      await database.query(
        "INSERT INTO organisation (id, name, event_epoch) VALUES ($1, 'x', '0000cafe')",
        [organisation],
      );
      await database.query(
        `INSERT INTO site (organisation_id, id, name, latitude, longitude, time_zone,
           founding_coordinators) VALUES ($1, $2, 's', 0, 0, 'UTC', 1)`,
        [organisation, site],
      );
    }
  });
  afterAll(async () => {
    await database.drop();
  });
  afterEach(async () => {
    await client.end();
  });
  beforeEach(async () => {
    client = new pg.Client({ connectionString: database.appUrl });
    await client.connect();
  });
  const as = async <Result>(organisation: string, work: () => Promise<Result>): Promise<Result> => {
    await client.query('BEGIN');
    await client.query('SELECT set_config($1, $2, true)', ['app.organisation_id', organisation]);
    try {
      const result = await work();
      await client.query('COMMIT');
      return result;
    } catch (error) {
      await client.query('ROLLBACK');
      throw error;
    }
  };
  const siteIds = async () =>
    (await client.query<{ id: string }>('SELECT id FROM site')).rows.map(({ id }) => id);

  it('sees nothing on a fresh connection (R1)', async () => {
    expect(await siteIds()).toEqual([]);
  });

  it('sees its own rows in the transaction, and nothing on the same connection after it (R2)', async () => {
    expect(await as(mine, siteIds)).toEqual([mySite]);
    expect(await siteIds()).toEqual([]);
    expect(await as(theirs, siteIds)).toEqual([theirSite]);
    expect(await siteIds()).toEqual([]);
  });

  it('gains nothing from a setting outside a transaction (R4)', async () => {
    await client.query('SELECT set_config($1, $2, true)', ['app.organisation_id', mine]);
    expect(await siteIds()).toEqual([]);
  });

  it('can neither write nor change rows for another organisation', async () => {
    const insert = () =>
      client.query(
        `INSERT INTO site (organisation_id, id, name, latitude, longitude, time_zone,
               founding_coordinators) VALUES ($1, $2, 'x', 0, 0, 'UTC', 1)`,
        [theirs, newUuid()],
      );
    await expect(as(mine, insert)).rejects.toMatchObject({ code: '42501' });
    const update = () => client.query("UPDATE site SET name = 'taken'");
    expect((await as(mine, update)).rowCount).toBe(1);
    const move = () => client.query('UPDATE site SET organisation_id = $1', [theirs]);
    await expect(as(mine, move)).rejects.toMatchObject({ code: '42501' });
  });

  it('cannot refer to the row of another organisation (R8)', async () => {
    const insert = () =>
      client.query(
        `INSERT INTO site_ca (organisation_id, site_id, certificate, sealed_private_key)
             VALUES ($1, $2, '', '')`,
        [mine, theirSite],
      );
    await expect(as(mine, insert)).rejects.toMatchObject({ constraint: 'site_ca_site_fk' });
  });

  it('may not empty a table (R10), become its owner, or switch the wall off (R12)', async () => {
    await expect(client.query('TRUNCATE site CASCADE')).rejects.toMatchObject({ code: '42501' });
    await expect(client.query('SET ROLE postgres')).rejects.toMatchObject({ code: '42501' });
    await expect(client.query('SET ROLE eyrie_lookup')).rejects.toMatchObject({ code: '42501' });
    await client.query('SET row_security = off');
    await expect(siteIds()).rejects.toMatchObject({ code: '42501' });
  });
});
