import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';

const root = path.resolve(import.meta.dirname, '..');

describe('a package with an install script', () => {
  let folder: string;
  beforeEach(() => {
    folder = mkdtempSync(path.join(os.tmpdir(), 'eyrie-test-packages-'));
    mkdirSync(path.join(folder, 'hostile'));
    mkdirSync(path.join(folder, 'project'));
    const script = `node -e "require('node:fs').writeFileSync(process.env.EYRIE_TEST_MARK, '')"`;
    const hostile = { name: 'hostile', version: '1.0.0', scripts: { postinstall: script } };
    writeFileSync(path.join(folder, 'hostile/package.json'), JSON.stringify(hostile));
    run(['pack', '--pack-destination', folder], path.join(folder, 'hostile'));
    // The rules of this repository, as they are.
    writeFileSync(
      path.join(folder, 'project/.npmrc'),
      `${readFileSync(path.join(root, '.npmrc'), 'utf8')}\noffline=true\n`,
    );
  });
  afterEach(() => {
    rmSync(folder, { recursive: true, force: true });
  });

  const mark = () => path.join(folder, 'mark');
  const run = (given: string[], cwd: string) => {
    // What npm tells its scripts about this repository must not reach the other project.
    const own = Object.entries(process.env).filter(([name]) => !/^(npm_|INIT_CWD)/i.test(name));
    return spawnSync('npm', given, {
      cwd,
      encoding: 'utf8',
      env: {
        ...Object.fromEntries(own),
        EYRIE_TEST_MARK: mark(),
        npm_config_cache: path.join(folder, 'cache'),
      },
    });
  };
  const install = (allowScripts: Record<string, boolean>) => {
    const project = path.join(folder, 'project');
    const dependencies = { hostile: `file:${path.join(folder, 'hostile-1.0.0.tgz')}` };
    const own = { name: 'project', version: '1.0.0', private: true, dependencies, allowScripts };
    writeFileSync(path.join(project, 'package.json'), JSON.stringify(own));
    return run(['install'], project);
  };

  it('is refused, and its script does not run', () => {
    const { allowScripts } = JSON.parse(readFileSync(path.join(root, 'package.json'), 'utf8')) as {
      allowScripts: Record<string, boolean>;
    };
    const { status, stderr } = install(allowScripts);
    expect(status).not.toBe(0);
    expect(stderr).toMatch(/hostile/);
    expect(existsSync(mark())).toBe(false);
  });

  it('would have run its script without that rule', () => {
    writeFileSync(path.join(folder, 'project/.npmrc'), 'offline=true\n');
    expect(install({})).toMatchObject({ status: 0 });
    expect(existsSync(mark())).toBe(true);
  });
});

describe('the search for secrets', () => {
  const search = (name: string, text: string) => {
    const folder = mkdtempSync(path.join(os.tmpdir(), 'eyrie-test-secrets-'));
    try {
      spawnSync('git', ['init', '-q'], { cwd: folder });
      writeFileSync(path.join(folder, name), text);
      const program = path.join(root, 'tools/check-secrets.mjs');
      return spawnSync(process.execPath, [program], { cwd: folder, encoding: 'utf8' });
    } finally {
      rmSync(folder, { recursive: true, force: true });
    }
  };
  const letters = 'aB3dE6gH9jK2mN5pQ8sT1vW4yZ7bC0eF3hI6kL9nO2q';

  it.each([
    ['a private key', `-----BEGIN ${['PRIVATE', 'KEY'].join(' ')}-----\n${letters}\n`],
    ['an AWS access key', ['key: AKIA', 'IOSFODNN7EXAMPLE'].join('')],
    ['a GitHub token', `ghp_${letters.slice(0, 36)}`],
    ['a provisioning token', `PROVISION_TOKEN=eyp_${letters}`],
    ['an API key', `authorization: eyrie_${letters}`],
    ['a password in a URL', `postgres://admin:${letters.slice(0, 20)}@db.internal/eyrie`],
  ])('finds %s, and does not repeat it', (kind, text) => {
    const { status, stderr } = search('notes.txt', `first line\n${text}\n`);
    expect(status).toBe(1);
    expect(stderr).toContain(`notes.txt:2 looks like ${kind}`);
    expect(stderr).not.toContain(letters.slice(0, 20));
  });

  it('finds nothing in this repository', () => {
    const program = path.join(root, 'tools/check-secrets.mjs');
    const { status, stderr } = spawnSync(process.execPath, [program], {
      cwd: root,
      encoding: 'utf8',
    });
    expect([status, stderr]).toEqual([0, '']);
  });
});
