import { spawnSync } from 'node:child_process';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { parse } from 'yaml';

const root = path.resolve(import.meta.dirname, '../..');
const folder = path.join(root, 'deploy/monitoring');
const runbooks = path.join(root, 'docs/runbooks');
const hasPromtool = spawnSync('promtool', ['--version']).status === 0;

interface Rules {
  groups: { rules: { alert: string; labels: { severity: string } }[] }[];
}
interface RuleTests {
  tests: {
    alert_rule_test: { alertname: string; exp_alerts: unknown[] }[];
  }[];
}

function read<Content>(file: string): Content {
  return parse(readFileSync(path.join(folder, file), 'utf8')) as Content;
}

const alerts = read<Rules>('alerts.yaml').groups.flatMap(({ rules }) => rules);
const tests = read<RuleTests>('alerts.test.yaml').tests.flatMap((test) => test.alert_rule_test);

function promtool(...parameters: string[]): { status: number | null; output: string } {
  const options = { cwd: folder, encoding: 'utf8' } as const;
  const { status, stdout, stderr } = spawnSync('promtool', parameters, options);
  return { status, output: `${stdout}${stderr}` };
}

describe('the alerts', () => {
  (hasPromtool ? it : it.skip)('are rules that Prometheus takes', () => {
    expect(promtool('check', 'rules', 'alerts.yaml')).toMatchObject({ status: 0 });
  });

  (hasPromtool ? it : it.skip)('fire where they should, and nowhere else', () => {
    expect(promtool('test', 'rules', 'alerts.test.yaml')).toMatchObject({ status: 0 });
  });

  it.each(alerts.map(({ alert }) => alert))(
    '"%s" fires in a test, and is silent in one',
    (name) => {
      const ofAlert = tests.filter(({ alertname }) => alertname === name);
      expect(ofAlert.some(({ exp_alerts: fired }) => fired.length > 0)).toBe(true);
      expect(ofAlert.some(({ exp_alerts: fired }) => fired.length === 0)).toBe(true);
    },
  );

  it('each have a runbook, and each runbook an alert', () => {
    const names = alerts.map(({ alert }) => alert).sort();
    const books = readdirSync(runbooks).map((file) => path.basename(file, '.md'));
    expect(books.sort()).toEqual(names);
  });

  it('are of two severities', () => {
    for (const { labels } of alerts) expect(['warning', 'critical']).toContain(labels.severity);
  });

  it('stand in the chart as they stand here', () => {
    const copy = path.join(root, 'deploy/helm/eyrie/monitoring/alerts.yaml');
    expect(existsSync(copy)).toBe(true);
    expect(readFileSync(copy, 'utf8')).toBe(readFileSync(path.join(folder, 'alerts.yaml'), 'utf8'));
  });
});
