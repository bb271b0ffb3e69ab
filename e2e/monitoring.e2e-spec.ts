import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { glob, readFile } from 'node:fs/promises';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { eventually, LocalFleet, smallFleet } from './local-fleet.ts';

/** Debian's package `prometheus` has it. */
const hasPromtool = spawnSync('promtool', ['--version']).status === 0;
const monitoring = path.resolve(import.meta.dirname, '../deploy/helm/eyrie/monitoring');

/** The metrics of each kind of process, as Prometheus would read them. */
describe('the metrics of a fleet', () => {
  let fleet: LocalFleet;
  const live = new Map<string, string>();

  beforeAll(async () => {
    fleet = await LocalFleet.create(smallFleet({ coordinators: 1, workers: 1 }));
    await fleet.up();
    await eventually(
      'frames were counted',
      async () => {
        for await (const file of glob(`${fleet.home}/**/runtime.json`)) {
          const { opsPort } = JSON.parse(await readFile(file, 'utf8')) as { opsPort: number };
          const text = await (await fetch(`http://127.0.0.1:${opsPort}/metrics`)).text();
          live.set(jobOf(text), text);
        }
        return /^ingest_records_total\{kind="frame"/m.test(live.get('eyrie') ?? '');
      },
      60_000,
    );
  }, 180_000);

  afterAll(async () => {
    await fleet.remove();
  });

  (hasPromtool ? it : it.skip).each(['eyrie', 'eyrie-coordinator', 'eyrie-worker'])(
    'of %s pass promtool',
    (job) => {
      const { stdout, stderr } = spawnSync('promtool', ['check', 'metrics'], {
        input: live.get(job) ?? '',
        encoding: 'utf8',
      });
      // The checklist names `devices_total`, prom-client its own.
      const given =
        /^(devices_total|nodejs_\w+) non-counter metrics should not have "_total" suffix$/;
      const lines = `${stdout}${stderr}`.split('\n').filter((line) => line.trim() !== '');
      expect(live.get(job)).toBeTruthy();
      expect(lines.filter((line) => !given.test(line))).toEqual([]);
    },
  );

  it('have every name that alerts and dashboards ask for', async () => {
    const asked: [file: string, job: string, metric: string][] = [];
    for await (const file of glob(`${monitoring}/**/*.{yaml,json}`)) {
      const text = readFileSync(file, 'utf8').replaceAll('\\"', '"');
      for (const [, metric = '', job = ''] of text.matchAll(/([a-z_]+)\{job="([a-z-]+)"/g)) {
        asked.push([path.basename(file), job, metric]);
      }
    }
    expect(asked.length).toBeGreaterThan(30);
    const missing = asked.filter(([, job, metric]) => {
      // What Prometheus adds itself, and the parts of a histogram.
      const name = metric.replace(/_(bucket|count|sum)$/, '');
      return metric !== 'up' && !live.get(job)?.includes(`# TYPE ${name} `);
    });
    expect(missing).toEqual([]);
  });
});

function jobOf(metrics: string): string {
  if (metrics.includes('# TYPE http_requests_total')) return 'eyrie';
  return metrics.includes('# TYPE eyrie_raft_leader') ? 'eyrie-coordinator' : 'eyrie-worker';
}
