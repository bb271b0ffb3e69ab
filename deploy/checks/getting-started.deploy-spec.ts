import { execFileSync, spawnSync } from 'node:child_process';
import { cpSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { commandsOf, notRun, pageCommands, runnerOf } from './getting-started/commands.ts';
import { lintChart, renderChart } from './helm.ts';

const repository = path.resolve(import.meta.dirname, '../..');

describe('the page for newcomers', () => {
  let folder: string;
  beforeAll(() => {
    folder = mkdtempSync(path.join(os.tmpdir(), 'eyrie-start-'));
  });
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  it.each(pageCommands())('has its test, or says openly why not: %s', (command) => {
    const listed = notRun.filter((one) => one.command.test(command));
    expect([runnerOf(command) === null ? 0 : 1, listed.length]).toEqual(
      runnerOf(command) === null ? [0, 1] : [1, 0],
    );
  });

  it('lists nothing as not run that is not on it, and names tests that are there', () => {
    const commands = pageCommands();
    expect(notRun.filter(({ command }) => !commands.some((one) => command.test(one)))).toEqual([]);
    for (const { insteadBy } of notRun) {
      if (insteadBy === null) continue;
      const [file, words] = insteadBy;
      expect(readFileSync(path.join(repository, file), 'utf8')).toContain(words);
    }
  });

  it('leads nowhere that is not there', () => {
    const page = path.join(repository, 'docs/getting-started.md');
    const text = readFileSync(page, 'utf8');
    const anchors = (of: string) =>
      [...of.matchAll(/^#+ (.*)$/gm)].map(([, title = '']) =>
        title
          .toLowerCase()
          .replaceAll(/[^\w -]/g, '')
          .replaceAll(' ', '-'),
      );
    const broken = [
      ...text
        .replaceAll(/\]\(([^)]+)\)/g, (all) => all.replaceAll(/\s/g, ''))
        .matchAll(/\]\(([^)]+)\)/g),
    ]
      .map(([, to = '']) => to)
      .filter((to) => {
        const [file = '', anchor] = to.split('#');
        const target = file === '' ? page : path.resolve(path.dirname(page), file);
        if (anchor === undefined) return spawnSync('test', ['-e', target]).status !== 0;
        return !anchors(readFileSync(target, 'utf8')).includes(anchor);
      });
    expect(broken).toEqual([]);
  });

  /** The words as a shell has them. */
  const wordsOf = (command: string): string[] =>
    execFileSync('bash', ['-c', `printf '%s\\0' ${command}`], { cwd: folder, encoding: 'utf8' })
      .split('\0')
      .slice(0, -1);
  /** What of a command says what the chart is given. */
  const valuesOf = (words: string[]): string[] =>
    words.flatMap((word, index) => (/^--set$/.test(word) ? [word, words[index + 1] ?? ''] : []));

  it('installs and upgrades by values that the chart takes', () => {
    const [installed = '', ...upgrades] = commandsOf('chart');
    const words = wordsOf(installed);
    expect(words.slice(0, 4)).toEqual(['helm', 'install', 'eyrie', 'deploy/helm/eyrie']);
    const values = valuesOf(words);
    expect(lintChart(values)).toMatchObject({ status: 0 });
    const kinds = new Set(renderChart(values).map(({ kind }) => kind));
    for (const kind of ['Deployment', 'Ingress', 'Cluster', 'Job']) {
      expect([...kinds]).toContain(kind);
    }
    for (const upgrade of upgrades) {
      const more = wordsOf(upgrade);
      expect(more.slice(0, 4)).toEqual(['helm', 'upgrade', 'eyrie', 'deploy/helm/eyrie']);
      // It has the values of the installation, and its own over them.
      expect(more).toContain('--reuse-values');
      expect(renderChart([...values, ...valuesOf(more), '--is-upgrade']).length).toBeGreaterThan(
        10,
      );
    }
  });

  it('gives the chart the Secret that the page makes, with the keys that it looks for', () => {
    const make = pageCommands().find((command) => command.includes('create secret')) ?? '';
    const [, name = ''] = /secret generic (\S+)/.exec(make) ?? [];
    const files = [...make.matchAll(/--from-file=(\S+)/g)].map(([, file]) => file);
    expect(files.sort()).toEqual(['master-key', 'owner-password']);
    const manifests = renderChart(valuesOf(wordsOf(commandsOf('chart')[0] ?? '')));
    const text = JSON.stringify(manifests);
    for (const key of files) {
      expect(text).toContain(`"secretName":"${name}","items":[{"key":"${key}"`);
    }
    // None that the chart would make of values.
    expect(manifests.filter(({ kind }) => kind === 'Secret')).toEqual([]);
  });

  it('sets a server up by options that ./setup takes', () => {
    const [command = ''] = commandsOf('setup');
    const compose = path.join(folder, 'compose');
    cpSync(path.join(repository, 'deploy/compose'), compose, { recursive: true });
    const [, ...words] = wordsOf(command);
    const done = spawnSync('./setup', words, { cwd: compose, encoding: 'utf8', input: '' });
    expect([done.status, done.stderr]).toEqual([0, '']);
    for (const name of ['.env', 'secrets/owner_password', 'secrets/master_key']) {
      expect(readFileSync(path.join(compose, name), 'utf8')).not.toBe('');
    }
  });
});
