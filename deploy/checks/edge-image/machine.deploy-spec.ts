import { spawnSync } from 'node:child_process';
import {
  chmodSync,
  cpSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';

const repository = path.resolve(import.meta.dirname, '../../..');
const rootfs = path.join(repository, 'deploy/edge-image/rootfs');
const services = ['worker', 'coordinator'] as const;
const read = (name: string) => readFileSync(path.join(rootfs, name), 'utf8');
const unit = (name: string) => read(`etc/systemd/system/eyrie-${name}.service`);

describe('the units of a Pi', () => {
  let root: string;

  /** A root with our files, systemd's own units, and programs where ours name them. */
  beforeAll(() => {
    root = mkdtempSync(path.join(os.tmpdir(), 'eyrie-units-'));
    cpSync(rootfs, root, { recursive: true });
    cpSync('/lib/systemd/system', path.join(root, 'lib/systemd/system'), {
      recursive: true,
      verbatimSymlinks: true,
    });
    for (const program of ['usr/local/bin/node', 'usr/bin/systemctl']) {
      mkdirSync(path.dirname(path.join(root, program)), { recursive: true });
      writeFileSync(path.join(root, program), '');
      chmodSync(path.join(root, program), 0o755);
    }
  });
  afterAll(() => rmSync(root, { recursive: true, force: true }));

  it('are as systemd wants them', () => {
    const names = readdirSync(path.join(rootfs, 'etc/systemd/system'));
    const verify = spawnSync(
      'systemd-analyze',
      ['verify', `--root=${root}`, '--man=no', '--recursive-errors=no', ...names],
      { encoding: 'utf8' },
    );
    expect(`${verify.stdout}${verify.stderr}`).toBe('');
    expect(verify.status).toBe(0);
  });

  it.each(services)('shut the %s in as far as its work allows', (service) => {
    const words = ['security', '--offline=true', '--threshold=30', '--no-pager'];
    const security = spawnSync(
      'systemd-analyze',
      [...words, path.join(rootfs, `etc/systemd/system/eyrie-${service}.service`)],
      { encoding: 'utf8' },
    );
    expect([security.stdout.split('\n').at(-2), security.status]).toEqual([
      expect.stringContaining('Overall exposure level'),
      0,
    ]);
  });

  it.each(services)('start the %s as its package says', (service) => {
    const { eyrie } = JSON.parse(
      readFileSync(path.join(repository, `apps/edge-${service}/package.json`), 'utf8'),
    ) as { eyrie: { nodeArguments: string[]; environment: Record<string, string> } };
    const line = /^ExecStart=(.*)$/m.exec(unit(service))?.[1];
    const entry = `/usr/lib/eyrie/app/apps/edge-${service}/dist/main.js`;
    expect(line).toBe(['/usr/local/bin/node', ...eyrie.nodeArguments, entry].join(' '));
    for (const [name, value] of Object.entries(eyrie.environment)) {
      expect(unit(service)).toContain(`${name}=${value}`);
    }
  });

  it('let each service write its own folder alone, as a user of its own', () => {
    const users = services.map((service) => /^User=(.*)$/m.exec(unit(service))?.[1] ?? '');
    expect(new Set(users).size).toBe(2);
    for (const [index, service] of services.entries()) {
      expect(unit(service)).toContain(`\nReadWritePaths=/data/eyrie/${service}\n`);
      expect(unit(service)).toContain('\nProtectSystem=strict\n');
      expect(read('etc/sysusers.d/eyrie.conf')).toMatch(new RegExp(`^u ${users[index]} `, 'm'));
    }
  });

  it('keep the log in memory, bounded, and have the watchdogs of board and services', () => {
    const journal = read('etc/systemd/journald.conf.d/eyrie.conf');
    expect(journal).toMatch(/^Storage=volatile$/m);
    expect(journal).toMatch(/^RuntimeMaxUse=\d+M$/m);
    const seconds = Number(
      /^RuntimeWatchdogSec=(\d+)s$/m.exec(read('etc/systemd/system.conf.d/eyrie.conf'))?.[1],
    );
    // The Pi's timer counts no further.
    expect(seconds).toBeLessThanOrEqual(15);
    for (const service of services) expect(unit(service)).toMatch(/^WatchdogSec=\d+$/m);
  });
});

describe('the scripts of a Pi', () => {
  it('are sound', () => {
    const scripts = [
      'usr/lib/eyrie/data-partition',
      'usr/lib/eyrie/with-card',
      'usr/lib/eyrie/trial-limit',
      'usr/lib/NetworkManager/dispatcher.d/50-eyrie',
      '../../checks/edge-image/cable.sh',
      'etc/initramfs-tools/hooks/eyrie',
      'etc/initramfs-tools/scripts/local-top/eyrie-once',
      'etc/initramfs-tools/scripts/local-premount/eyrie-read-only',
      'etc/initramfs-tools/scripts/local-bottom/eyrie-overlay',
    ];
    const check = spawnSync('shellcheck', scripts, { cwd: rootfs, encoding: 'utf8' });
    expect([check.stdout, check.status]).toEqual(['', 0]);
  });
});

describe('the firewall of a Pi', () => {
  /** In a network of its own, so that the machine's rules are left alone. */
  const nft = (file: string, ...words: string[]) =>
    spawnSync('unshare', ['--map-root-user', '--net', 'nft', ...words, '--file', file], {
      encoding: 'utf8',
    });

  it('is taken by the kernel, and refuses what it does not name', () => {
    const rules = path.join(rootfs, 'etc/nftables.conf');
    expect(nft(rules)).toMatchObject({ status: 0, stderr: '' });
    const text = readFileSync(rules, 'utf8');
    for (const hook of ['input', 'forward']) {
      expect(text).toMatch(new RegExp(`hook ${hook} priority filter; policy drop;`));
    }
  });

  it('lets in the ports on which a coordinator listens', () => {
    const configuration = readFileSync(
      path.join(repository, 'apps/edge-coordinator/src/configuration.ts'),
      'utf8',
    );
    const ports = [...configuration.matchAll(/EYRIE_(?:RAFT|MQTT|RELAY)_PORT: port\((\d+)\)/g)].map(
      (found) => Number(found[1]),
    );
    expect(ports).toHaveLength(3);
    const listed = /tcp dport \{ ([\d, ]+) \} accept/.exec(read('etc/nftables.conf'))?.[1] ?? '';
    expect(listed.split(', ').map(Number).sort()).toEqual(ports.sort());
  });
});
