import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { DataSource, QueryRunner } from 'typeorm';
import { createTestDatabase, quietLogger, type TestDatabase } from '../testing/database.ts';
import { createOwnerDataSource } from './data-source.ts';
import { HeartbeatOfThirtySeconds1763700000286 } from './migrations/0286-heartbeat-of-thirty-seconds.ts';
import { newUuid } from './uuid.ts';

const owner = `test_owner_${Math.random().toString(36).slice(2, 10)}`;
const tables = ['device', 'site', 'configuration_layer', 'device_configuration'];

describe('the heartbeat that nobody has set', () => {
  let database: TestDatabase;
  let dataSource: DataSource;
  let runner: QueryRunner;
  const organisation = newUuid();
  const site = newUuid();
  const still = newUuid();

  beforeAll(async () => {
    database = await createTestDatabase();
    await database.query(
      `INSERT INTO organisation (id, name, event_epoch) VALUES ($1, 'Organisation', '0000cafe')`,
      [organisation],
    );
    for (const [id, name] of [
      [site, 'Summit'],
      [still, 'Valley'],
    ]) {
      await database.query(
        `INSERT INTO site (organisation_id, id, name, latitude, longitude, time_zone,
           founding_coordinators)
         VALUES ($1, $2, $3, 1, 1, 'UTC', 1)`,
        [organisation, id, name],
      );
    }
    // An owner as there is in earnest: row-level security binds him too.
    await database.query(`CREATE ROLE ${owner} NOSUPERUSER`);
    await database.query(`GRANT ALL ON SCHEMA public TO ${owner}`);
    for (const table of tables) await database.query(`ALTER TABLE ${table} OWNER TO ${owner}`);
    await database.query(`GRANT eyrie_lookup TO ${owner}`);
    dataSource = await createOwnerDataSource(database.ownerUrl, quietLogger).initialize();
    runner = dataSource.createQueryRunner();
  });
  afterAll(async () => {
    await runner.query('RESET ROLE');
    await runner.query(`DROP OWNED BY ${owner} CASCADE`);
    await runner.query(`DROP ROLE ${owner}`);
    await runner.release();
    await dataSource.destroy();
    await database.drop();
  });

  const newDevice = async (siteId: string, seconds: number, role = 'worker') => {
    const id = newUuid();
    await database.query(
      `INSERT INTO device (organisation_id, id, site_id, role, name, node_id, public_key, certificate,
         certificate_serial, certificate_thumbprint, certificate_expires_at, hardware)
       VALUES ($1, $2, $3, $4, 'one', $5, 'k', 'c', $6, $6, now(), '{}')`,
      [organisation, id, siteId, role, role === 'worker' ? null : 1, id],
    );
    await database.query(
      `INSERT INTO device_configuration (organisation_id, device_id, heartbeat_seconds)
       VALUES ($1, $2, $3)`,
      [organisation, id, seconds],
    );
    return id;
  };
  const say = (target: { siteId?: string; deviceId?: string }, settings: object) =>
    database.query(
      `INSERT INTO configuration_layer (organisation_id, target_id, scope, site_id, device_id, settings)
       VALUES ($1, coalesce($3::uuid, $2::uuid, $1::uuid),
         CASE WHEN $3 IS NOT NULL THEN 'device' WHEN $2 IS NOT NULL THEN 'site'
           ELSE 'organisation' END, $2, $3, $4)`,
      [organisation, target.siteId ?? null, target.deviceId ?? null, JSON.stringify(settings)],
    );
  const wanted = async (id: string) => {
    const [row] = await database.query<{ seconds: number; version: number }>(
      `SELECT heartbeat_seconds AS seconds, version FROM device_configuration WHERE device_id = $1`,
      [id],
    );
    return [row?.seconds, row?.version];
  };
  const manifest = async (id: string) => {
    const [row] = await database.query<{ version: number }>(
      'SELECT manifest_version AS version FROM site WHERE id = $1',
      [id],
    );
    return row?.version ?? 0;
  };

  it('becomes thirty seconds for those who go by it, as another version for them and their site', async () => {
    const plain = await newDevice(site, 10);
    const coordinator = await newDevice(site, 10, 'coordinator');
    const explicit = await newDevice(site, 10);
    await say({ siteId: site, deviceId: explicit }, { telemetry: { heartbeat_seconds: 10 } });
    const slow = await newDevice(site, 60);
    await say({ siteId: site, deviceId: slow }, { telemetry: { heartbeat_seconds: 60 } });
    const inherited = await newDevice(still, 10);
    await say({ siteId: still }, { telemetry: { heartbeat_seconds: 10 } });
    const before = [await manifest(site), await manifest(still)];
    await runner.query(`SET ROLE ${owner}`);
    const migration = new HeartbeatOfThirtySeconds1763700000286();
    await migration.up(runner);
    // Cut off and run again, it changes nothing twice.
    await migration.up(runner);
    expect([await wanted(plain), await wanted(coordinator)]).toEqual([
      [30, 2],
      [10, 1],
    ]);
    expect([await wanted(explicit), await wanted(slow), await wanted(inherited)]).toEqual([
      [10, 1],
      [60, 1],
      [10, 1],
    ]);
    expect([await manifest(site), await manifest(still)]).toEqual([before[0]! + 1, before[1]]);
    // A layer that removes what is above it leaves the default.
    const removing = await newDevice(still, 10);
    await say({ siteId: still, deviceId: removing }, { telemetry: null });
    await migration.up(runner);
    expect(await wanted(removing)).toEqual([30, 2]);
    await migration.down(runner);
    expect([await wanted(plain), await wanted(slow)]).toEqual([
      [10, 3],
      [60, 1],
    ]);
  });
});
