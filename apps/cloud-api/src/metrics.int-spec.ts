import { spawnSync } from 'node:child_process';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { idFromUuid } from '@eyrie/contracts';
import { startTestApp, type TestApp, type TestPerson } from './testing/app.ts';
import { seedDevices } from './testing/seeded-devices.ts';

/** Debian's package `prometheus` has it. */
const hasPromtool = spawnSync('promtool', ['--version']).status === 0;

describe('the metrics', () => {
  let cloud: TestApp;
  let person: TestPerson;
  /** UUIDs of the two sites. */
  let heard: string | undefined;
  let silent: string | undefined;
  beforeAll(async () => {
    cloud = await startTestApp();
    person = await cloud.newPerson();
    const { organisationId } = person;
    await seedDevices((sql, values) => cloud.database.query(sql, values), {
      organisationId,
      sites: 2,
      devicesPerSite: 10,
    });
    const sites = await cloud.database.query<{ id: string }>(
      'SELECT id FROM site WHERE organisation_id = $1 ORDER BY id',
      [organisationId],
    );
    [heard, silent] = sites.map(({ id }) => id);
    await cloud.database.query(
      `UPDATE site SET report_at = now() - CASE WHEN id = $1 THEN interval '2 s' ELSE interval '1 hour' END
       WHERE organisation_id = $2`,
      [heard, organisationId],
    );
    // Of one camera of ten slots seven frames; of another, too many, which make up for nothing.
    await cloud.database.query(
      `INSERT INTO capture_hour (organisation_id, camera_id, hour, outcome, site_id, slots)
       SELECT $2, c.id, date_trunc('hour', now()) - back * interval '1 hour', outcome, $1,
         CASE WHEN outcome = 'expected' THEN 10 WHEN n = 1 THEN 7 ELSE 15 END
       FROM (SELECT id, row_number() OVER (ORDER BY id) AS n FROM camera WHERE site_id = $1) c,
         (VALUES ('expected'), ('captured')) o(outcome), (VALUES (0), (1), (9)) b(back)
       WHERE n <= 2`,
      [heard, organisationId],
    );
    for (const address of ['/v1/sites', '/v1/sites/none', '/v1/devices', '/v1/made-up/one']) {
      await person.fetch(address);
    }
  });
  afterAll(async () => {
    await cloud.close();
  });

  it('count requests by method, route and status, whatever the address', async () => {
    for (let count = 0; count < 30; count += 1)
      await person.fetch(`/v1/made-up/${count}?q=${count}`);
    const text = await cloud.cloud.registry.metrics();
    expect(text).toMatch(
      /http_requests_total\{method="GET",endpoint="\/v1\/sites",status="200"\} 1/,
    );
    expect(text).toMatch(/endpoint="\/v1\/sites\/:id",status="4\d\d"\} 1/);
    expect(text).toMatch(
      /http_request_duration_seconds_count\{method="GET",endpoint="\/v1\/sites"\}/,
    );
    expect(text).not.toMatch(/made-up|page_token|org_[0-9a-z]{20}/);
  });

  it('count devices of all organisations, by site those that are heard', async () => {
    const text = await cloud.cloud.registry.metrics();
    expect(text).toMatch(/^devices_total 20$/m);
    expect(text).toMatch(/^devices_offline 4$/m);
    const online = [...text.matchAll(/^devices_online\{location="site_\w+"\} (\d+)$/gm)];
    expect(online).toHaveLength(2);
    expect(online.reduce((sum, [, count]) => sum + Number(count), 0)).toBe(14);
  });

  it('tell how each site fares that has ever reported: its silence, its devices, its slots', async () => {
    const text = await cloud.cloud.registry.metrics();
    const gauge = (name: string, id: string | undefined) =>
      Number(
        new RegExp(`^${name}\\{location="${idFromUuid('site', id ?? '')}"\\} (\\S+)$`, 'm').exec(
          text,
        )?.[1],
      );
    expect(gauge('site_silent_seconds', heard)).toBeLessThan(300);
    expect(gauge('site_silent_seconds', silent)).toBeGreaterThanOrEqual(3_600);
    expect(gauge('site_slots_expected', heard)).toBe(20);
    expect(gauge('site_slots_captured', heard)).toBe(17);
    expect(gauge('site_slots_expected', silent)).toBe(0);
    expect(gauge('site_devices_offline', heard) + gauge('site_devices_offline', silent)).toBe(4);
    // Nothing keeps backups here, and so nothing is said of them.
    expect(text).not.toMatch(/^backup_\w+ /m);
  });

  it('time statements by their first word', async () => {
    const text = await cloud.cloud.registry.metrics();
    for (const type of ['select', 'insert', 'with', 'begin', 'commit']) {
      const count = new RegExp(
        `^db_query_duration_seconds_count\\{query_type="${type}"\\} (\\d+)`,
        'm',
      );
      expect([type, Number(count.exec(text)?.[1] ?? 0) > 0]).toEqual([type, true]);
    }
  });

  it('are not on the port of the API', async () => {
    for (const address of ['/metrics', '/metrics/', '/v1/metrics', '/status']) {
      const answer = await fetch(`${cloud.url}${address}`);
      expect([address, answer.status]).toEqual([address, 404]);
      expect(await answer.text()).not.toContain('http_requests_total');
    }
  });

  (hasPromtool ? it : it.skip)('pass promtool, but for two names that are given', async () => {
    const input = await cloud.cloud.registry.metrics();
    const { stdout, stderr } = spawnSync('promtool', ['check', 'metrics'], {
      input,
      encoding: 'utf8',
    });
    const complaints = `${stdout}${stderr}`.split('\n').filter((line) => line.trim() !== '');
    // The checklist names `devices_total`, prom-client its own.
    const given =
      /^(devices_total|nodejs_\w+) non-counter metrics should not have "_total" suffix$/;
    expect(complaints.filter((line) => !given.test(line))).toEqual([]);
  });
});
