import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { startTestApp, type TestApp } from '../testing/app.ts';
import { fillOrganisation, type FilledOrganisation } from '../testing/filled-organisation.ts';
import { newLogLines } from '../testing/log-lines.ts';
import { sampledOperations } from '../testing/operation-samples/index.ts';
import { type ApiDescription, describeSurface } from '../testing/surface/documented-operations.ts';
import { ForeignSweep } from '../testing/surface/foreign-sweep.ts';
import { TenantRows } from '../testing/surface/tenant-rows.ts';

/** Whoever has an organisation's log-in link may begin there, and is told its provider's name. */
const openByLink: readonly string[] = ['session.provider.offer', 'session.provider.begin'];
const closed = sampledOperations.filter((operation) => !openByLink.includes(operation));

describe('another organisation', () => {
  const { logger, lines } = newLogLines();
  let cloud: TestApp;
  let surface: ApiDescription;
  let victim: FilledOrganisation;
  let sweep: ForeignSweep;
  beforeAll(async () => {
    cloud = await startTestApp({}, { logger });
    surface = await describeSurface(cloud);
    victim = await fillOrganisation(cloud, 'osprey');
    // Not in every filled organisation: elsewhere it is asked for as the first time.
    await cloud.database.query(
      `INSERT INTO organisation_erasure (organisation_id, requested_by, reason, due_at)
       VALUES ($1, $2, $2, now() + interval '30 days')`,
      [victim.organisationId, `${victim.word} owner`],
    );
    sweep = await ForeignSweep.between(cloud, victim, await fillOrganisation(cloud, 'heron'));
  }, 180_000);
  afterAll(() => cloud.close());

  it('has something in every table, so that there is something to be found', async () => {
    const rows = await TenantRows.of(cloud.database, victim.organisationId);
    // A table without a row here needs one in testing/filled-organisation.ts.
    expect(await rows.emptyTables()).toEqual([]);
    const withWord = (await rows.texts())
      .filter((text) => text.includes(victim.word))
      .map((text) => text.split(' ')[0]);
    expect(new Set(withWord).size).toBeGreaterThan(14);
  });

  it.each(closed)('is nobody to a stranger who calls %s', async (operation) => {
    const described = surface.operations.find((one) => one.operation === operation);
    if (!described) throw new Error(`${operation} is not in the document.`);
    expect(await sweep.try(described)).toEqual([]);
  });

  it('is in no line of the log and in no metric', async () => {
    expect(lines.length).toBeGreaterThan(0);
    expect(lines.filter((line) => line.includes(victim.word))).toEqual([]);
    expect(await cloud.cloud.registry.metrics()).not.toContain(victim.word);
  });
});
