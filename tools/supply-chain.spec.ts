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

  it('finds in the history what was taken out of the tree, also where only a merge had it', () => {
    const folder = mkdtempSync(path.join(os.tmpdir(), 'eyrie-test-secrets-'));
    const git = (...given: string[]) => {
      const who = ['-c', 'user.name=t', '-c', 'user.email=t@example.org'];
      const { status, stderr } = spawnSync('git', [...who, ...given], {
        cwd: folder,
        encoding: 'utf8',
      });
      expect([given[0], status, stderr]).toEqual([given[0], 0, expect.any(String)]);
    };
    const write = (name: string, text: string) => writeFileSync(path.join(folder, name), text);
    const ask = (...words: string[]) =>
      spawnSync(process.execPath, [path.join(root, 'tools/check-secrets.mjs'), ...words], {
        cwd: folder,
        encoding: 'utf8',
      });
    try {
      git('init', '-q', '-b', 'main');
      write('a.txt', `ghp_${letters.slice(0, 36)}\n`);
      git('add', '.');
      git('commit', '-q', '-m', 'one');
      write('a.txt', 'nothing\n');
      git('commit', '-q', '-a', '-m', 'two');
      git('switch', '-q', '-c', 'side', 'HEAD~1');
      write('b.txt', 'b\n');
      git('add', '.');
      git('commit', '-q', '-m', 'three');
      git('switch', '-q', 'main');
      git('merge', '-q', '--no-commit', 'side');
      write('c.txt', `eyp_${letters}\n`);
      git('add', '.');
      git('commit', '-q', '-m', 'merge');
      git('rm', '-q', 'c.txt');
      git('commit', '-q', '-m', 'four');
      expect(ask().status).toBe(0);
      const { status, stderr } = ask('--history');
      expect(status).toBe(1);
      expect(stderr).toMatch(/[0-9a-f]{12} a\.txt added what looks like a GitHub token/);
      expect(stderr).toMatch(/[0-9a-f]{12} c\.txt added what looks like a provisioning token/);
      expect(stderr).not.toContain(letters.slice(0, 20));
    } finally {
      rmSync(folder, { recursive: true, force: true });
    }
  });

  it('finds nothing in this repository and its history', () => {
    const program = path.join(root, 'tools/check-secrets.mjs');
    const { status, stderr } = spawnSync(process.execPath, [program, '--history'], {
      cwd: root,
      encoding: 'utf8',
    });
    expect([status, stderr]).toEqual([0, '']);
  });
});

describe('the names of packages', () => {
  const ask = (dependency: string | null, locked: string[]) => {
    const folder = mkdtempSync(path.join(os.tmpdir(), 'eyrie-test-names-'));
    try {
      mkdirSync(path.join(folder, 'tools'));
      mkdirSync(path.join(folder, 'apps/one'), { recursive: true });
      const agreed = { agreed: ['fastify', 'pg', 'ioredis'], wellKnown: ['lodash'], alike: [] };
      const write = (name: string, value: object) =>
        writeFileSync(path.join(folder, name), JSON.stringify(value));
      write('tools/agreed-packages.json', agreed);
      write('package.json', { workspaces: ['apps/*'], dependencies: { '@eyrie/x': '*', pg: '8' } });
      const dependencies = dependency === null ? {} : { [dependency]: '1.0.0' };
      write('apps/one/package.json', { dependencies });
      const names = ['pg', 'fastify', ...locked].map((name) => [`node_modules/${name}`, {}]);
      write('package-lock.json', { packages: { '': {}, ...Object.fromEntries(names) } });
      const program = path.join(root, 'tools/check-names.mjs');
      return spawnSync(process.execPath, [program], { cwd: folder, encoding: 'utf8' });
    } finally {
      rmSync(folder, { recursive: true, force: true });
    }
  };

  it.each([
    ['fastfy', 'fastify'],
    ['fasttify', 'fastify'],
    ['fastigy', 'fastify'],
    ['fatsify', 'fastify'],
    ['fast-ify', 'fastify'],
    ['io-redis', 'ioredis'],
    ['1odash', 'lodash'],
    ['lodashjs', 'lodash'],
    ['other/node_modules/lodahs', 'lodash'],
  ])('are refused where %s could be mistaken for %s, at whatever depth', (name, known) => {
    const { status, stderr } = ask(null, [name]);
    expect(status).toBe(1);
    expect(stderr).toContain(`could be mistaken for ${known}`);
  });

  it('are agreed on one by one where they are direct', () => {
    const { status, stderr } = ask('something-new', ['something-new']);
    expect(status).toBe(1);
    expect(stderr).toContain('something-new is not agreed on');
  });

  it('are left alone where they are what they seem', () => {
    expect(ask('fastify', ['lodash', 'ms', 'qs', 'entirely-else'])).toMatchObject({ status: 0 });
    const program = path.join(root, 'tools/check-names.mjs');
    const { status, stderr } = spawnSync(process.execPath, [program], {
      cwd: root,
      encoding: 'utf8',
    });
    expect([status, stderr]).toEqual([0, '']);
  });
});
