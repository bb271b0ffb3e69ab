import { execFileSync, spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { nodeFor } from '../edge-image/build/edge-software.ts';
import { writePackage, type Architecture } from '../edge-package/build/package.ts';
import { firewallOfPackage, unitNames, unitOfPackage } from '../edge-package/build/units.ts';
import {
  hasThrowAwaySystem,
  installedInThrowAwaySystem,
} from './edge-package/throw-away-system.ts';

const repository = path.resolve(import.meta.dirname, '../..');
const has = (program: string) => spawnSync(program, ['--version']).status === 0;
const processor = process.arch === 'arm64' ? 'arm64' : 'x64';
const architecture: Architecture = processor === 'arm64' ? 'arm64' : 'amd64';

describe('the package for a system that is there already', () => {
  let folder: string;
  /** Everything but the programs themselves, which are large and say nothing here. */
  let light: string;
  const at = (name: string) => path.join(folder, name);
  const make = (name: string) => {
    writePackage(
      at(name),
      at('work'),
      { architecture: 'arm64', version: '1.2.3', app: at('app'), node: at('node') },
      { quick: true },
    );
    return at(name);
  };
  const outputOf = (program: string, ...words: string[]) =>
    execFileSync(program, words, { encoding: 'utf8' });

  beforeAll(() => {
    folder = mkdtempSync(path.join(os.tmpdir(), 'eyrie-package-'));
    mkdirSync(at('app/apps/edge-worker/dist'), { recursive: true });
    writeFileSync(at('app/apps/edge-worker/dist/main.js'), '// The worker.\n', { mode: 0o666 });
    writeFileSync(at('node'), '#!/bin/sh\n');
    light = make('light.deb');
  });
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  it('says what it is, and is the same byte for byte when it is made again', () => {
    const field = (name: string) => outputOf('dpkg-deb', '--field', light, name).trim();
    expect(['Package', 'Version', 'Architecture'].map(field)).toEqual([
      'eyrie-edge',
      '1.2.3',
      'arm64',
    ]);
    expect(field('Depends')).toMatch(/\bsystemd \(>= 252\)/);
    const sum = (file: string) => createHash('sha256').update(readFileSync(file)).digest('hex');
    expect(sum(make('again.deb'))).toBe(sum(light));
  });

  it('belongs to root, and nobody else may write to it', () => {
    const lines = outputOf('dpkg-deb', '--contents', light).trim().split('\n');
    expect(lines.filter((line) => !/^[-d]r[w-][x-]r-[x-]r-[x-] root\/root /.test(line))).toEqual(
      [],
    );
    const names = lines.map((line) => line.split(/\s+/)[5]);
    for (const name of unitNames) expect(names).toContain(`./usr/lib/systemd/system/${name}`);
    expect(names).toContain('./usr/lib/eyrie/provision/main.ts');
    // The image's own machine is not everybody's.
    expect(names.filter((name) => /^\.\/etc\/(?!eyrie\/|$)/.test(name ?? ''))).toEqual([]);
  });

  (has('lintian') ? it : it.skip)(
    'is as Debian wants packages',
    () => {
      const allowed = [
        // Packed loosely here, for speed.
        'uses-no-compression-for-control-tarball',
        'uses-no-compression-for-data-tarball',
        // deb-systemd-invoke waits until a service is ready, which may need a person (postinst says so).
        'maintainer-script-calls-systemctl',
        'command-with-path-in-maintainer-script',
        // Rules of a firewall begin like a script, in Debian's own package too.
        'script-not-executable',
        'unusual-interpreter',
      ].join(',');
      const lintian = spawnSync(
        'lintian',
        ['--fail-on', 'error,warning', '--suppress-tags', allowed, light],
        {
          encoding: 'utf8',
        },
      );
      expect([lintian.stdout, lintian.status]).toEqual(['', 0]);
    },
    180_000,
  );

  it('has maintainer scripts that are sound', () => {
    const scripts = ['postinst', 'prerm', 'postrm'];
    const check = spawnSync('shellcheck', scripts, {
      cwd: path.join(repository, 'deploy/edge-package/maintainer'),
      encoding: 'utf8',
    });
    expect([check.stdout, check.status]).toEqual(['', 0]);
  });

  it.each(['worker', 'coordinator'] as const)('shuts the %s in as the image does', (service) => {
    const file = at(`eyrie-${service}.service`);
    const unit = unitOfPackage(`eyrie-${service}.service`);
    writeFileSync(file, unit);
    const words = ['security', '--offline=true', '--threshold=30', '--no-pager', file];
    expect(spawnSync('systemd-analyze', words).status).toBe(0);
    expect(unit).toContain(`\nReadWritePaths=/var/lib/eyrie/${service}\n`);
    const other = service === 'worker' ? 'coordinator' : 'worker';
    expect(unit).toContain(`InaccessiblePaths=-/var/lib/eyrie/${other} -/var/lib/eyrie/system\n`);
  });

  it('lets in, with its firewall, who looks after the Pi', () => {
    expect(firewallOfPackage()).toMatch(/chain site \{\n[^}]*tcp dport 22 accept\n/);
  });
});

(hasThrowAwaySystem() ? describe : describe.skip)('the package, installed', () => {
  let folder: string;
  let found: ReturnType<typeof installedInThrowAwaySystem>;

  beforeAll(() => {
    folder = mkdtempSync(path.join(os.tmpdir(), 'eyrie-package-'));
    const app = path.join(folder, 'app');
    const collect = ['deploy/images/collect.mjs', app, 'edge-worker', 'edge-coordinator'];
    execFileSync('node', collect, { cwd: repository, stdio: 'ignore' });
    const file = path.join(folder, 'eyrie-edge.deb');
    const content = { architecture, version: '1.2.3', app, node: nodeFor(processor, folder) };
    writePackage(file, path.join(folder, 'work'), content, { quick: true });
    found = installedInThrowAwaySystem(file, folder);
  }, 300_000);
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  it('gives each service a user and its folder, and takes provision.txt over', () => {
    expect(found.installed).toMatchObject({ code: 0 });
    expect(found.installed.users).toEqual(['eyrie', 'eyrie-coordinator']);
    expect(found.installed.enabled).toEqual([
      'eyrie-coordinator.service',
      'eyrie-provision.service',
      'eyrie-reboot.path',
      'eyrie-worker.service',
    ]);
    expect(found.provisioned.claims).toEqual({
      worker: 'eyrie 600 PROVISION_TOKEN=eyp_claim-on-the-card',
      coordinator: 'eyrie-coordinator 600 PROVISION_TOKEN=eyp_claim-in-etc-eyrie',
    });
    for (const text of found.provisioned.cards) expect(text).not.toContain('eyp_');
    expect(found.provisioned.said).toContain(
      'HOST_NAME, TIME_ZONE: this system has these of its own, they are passed over',
    );
    expect(found.provisioned.roles).toEqual(['coordinator', 'worker']);
    expect(found.provisioned.machineChanged).toEqual([]);
  });

  it('starts both programs, with the Node that it brings', () => {
    // Nobody answers at the cloud that the card names: each says so, and waits.
    for (const text of Object.values(found.started)) {
      expect(text).toMatch(/_waiting".*The cloud cannot be reached/);
    }
  });

  it('is installed over itself without losing anything', () => {
    expect(found.again).toMatchObject({ code: 0, keptIdentity: true, disabledStays: true });
  });

  it('keeps pictures and identity when it is removed, and nothing but its users when it is purged', () => {
    expect(found.removed).toEqual({ code: 0, keptIdentity: true, node: false });
    expect(found.purged).toEqual({
      code: 0,
      left: ['group', 'gshadow', 'passwd', 'shadow'].flatMap((name) => [
        `/etc/${name}`,
        `/etc/${name}-`,
      ]),
    });
  });
});
