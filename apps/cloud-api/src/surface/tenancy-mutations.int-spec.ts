import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import pg from 'pg';
import { startTestApp, type TestApp } from '../testing/app.ts';
import { catalogFaults } from '../database/catalog-faults.ts';
import { fillOrganisation } from '../testing/filled-organisation.ts';
import { RowProbe } from '../testing/surface/row-probe.ts';
import { type TenancyMutation, tenancyMutations } from '../testing/surface/tenancy-mutations.ts';

/** `npm run check:tenancy-mutations` goes through all of them, with the sweep of the API besides. */
describe('a mistake in the wall between tenants', () => {
  let cloud: TestApp;
  let client: pg.Client;
  let probe: RowProbe;
  let mutations: TenancyMutation[];
  beforeAll(async () => {
    cloud = await startTestApp();
    client = new pg.Client({ connectionString: cloud.database.ownerUrl });
    await client.connect();
    const victim = await fillOrganisation(cloud, 'osprey');
    probe = await RowProbe.between(cloud.database, victim, await fillOrganisation(cloud, 'heron'));
    mutations = await tenancyMutations(cloud.database);
  }, 180_000);
  afterAll(async () => {
    await probe.close();
    await client.end();
    await cloud.close();
  });

  const planted = async <Result>(name: string, look: () => Promise<Result>): Promise<Result> => {
    const mutation = mutations.find((one) => one.name === name);
    if (!mutation) throw new Error(`There is no mutation named ${name}.`);
    await client.query(mutation.plant);
    try {
      return await look();
    } finally {
      await client.query(mutation.mend);
    }
  };

  it('has not been made', async () => {
    expect(await catalogFaults(client)).toEqual({});
    expect(await probe.faults()).toEqual([]);
  });

  it.each([
    ['site_tenant open to all', /^site: saw \d+ rows$/],
    ['site_tenant open to all', /^site: could have inserted/],
    ['audit_entry_tenant open to all', /^audit_entry: saw/],
    ['stream_event without row-level security', /^stream_event: deleted/],
    ['camera_sites dropped', /^camera: at a site not granted saw 1 rows$/],
    ['site_sites dropped', /^site: at a site not granted saw/],
  ])('(%s) is noticed by the rows it shows, and by the catalog', async (name, fault) => {
    const [rows, catalog] = await planted(name, async () => [
      await probe.faults(),
      await catalogFaults(client),
    ]);
    expect(rows).toContainEqual(expect.stringMatching(fault));
    expect(catalog).not.toEqual({});
  });

  it.each([
    'site without FORCE',
    'a view with its owner’s eyes',
    'frame_tenant dropped',
    'organisation_lookup dropped',
  ])('(%s) shows no rows yet, and is noticed by the catalog', async (name) => {
    const catalog = await planted(name, () => catalogFaults(client));
    expect(catalog).not.toEqual({});
  });

  it('has been mended', async () => {
    expect(await catalogFaults(client)).toEqual({});
    expect(await probe.faults()).toEqual([]);
  });
});
