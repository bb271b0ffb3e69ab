import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { parseNetworkOption, provisionFromNetwork } from '../../edge-image/provision/network.ts';
import { provision } from '../../edge-image/provision/provision.ts';

const url = 'https://cloud.example.org';
const claim = `eyp_${'D'.repeat(43)}`;
const option = (text: string) => (Buffer.from(text).toString('hex').match(/../g) ?? []).join(':');
const offer = option(`PROVISION_URL=${url} PROVISION_TOKEN=${claim}`);

describe('what a DHCP server says of the cloud', () => {
  let folder: string;
  const said: string[] = [];
  const places = () => ({
    card: path.join(folder, 'card'),
    system: path.join(folder, 'system'),
    services: path.join(folder, 'eyrie'),
    root: path.join(folder, 'root'),
    isOwnMachine: true,
    owner: () => null,
    say: (text: string) => void said.push(text),
  });
  const read = (name: string) => readFile(path.join(folder, name), 'utf8').catch(() => null);
  const card = (text: string) => writeFile(path.join(folder, 'card/provision.txt'), text);
  const enrolled = async () => {
    await mkdir(path.join(folder, 'eyrie/worker/identity'), { recursive: true });
    await writeFile(path.join(folder, 'eyrie/worker/identity/identity.json'), '{}');
  };
  beforeEach(async () => {
    folder = await mkdtemp(path.join(os.tmpdir(), 'eyrie-network-'));
    await mkdir(path.join(folder, 'card'));
    said.length = 0;
  });
  afterEach(() => rm(folder, { recursive: true, force: true }));

  it('starts a fresh Pi, and holds at its later starts once it is enrolled', async () => {
    await provision(places());
    expect(await read('root/run/eyrie/roles/worker')).toBeNull();
    expect(await provisionFromNetwork(places(), offer)).toBe(true);
    expect(await read('eyrie/worker/provision.txt')).toBe(
      `PROVISION_URL=${url}\nPROVISION_TOKEN=${claim}\n`,
    );
    expect(await read('root/run/eyrie/edge.env')).toBe(`PROVISION_URL="${url}"\n`);
    expect(await read('root/run/eyrie/roles/worker')).toBe('');
    expect(said.join('\n')).not.toContain(claim);
    // The lease is renewed: nothing is started again.
    expect(await provisionFromNetwork(places(), offer)).toBe(false);
    // A start before it was let in asks the network anew.
    await provision(places());
    expect(await read('root/run/eyrie/roles/worker')).toBeNull();
    await enrolled();
    await provision(places());
    expect(await read('root/run/eyrie/roles/worker')).toBe('');
    expect(await read('root/run/eyrie/edge.env')).toBe(`PROVISION_URL="${url}"\n`);
  });

  it('does not move a Pi that is enrolled, has a cloud, or has a claim from its card', async () => {
    await card('PROVISION_URL=https://ours.example.org\n');
    await provision(places());
    expect(await provisionFromNetwork(places(), offer)).toBe(false);
    await rm(path.join(folder, 'system'), { recursive: true });

    await card('PROVISION_TOKEN=eyp_the-claim-of-this-card\n');
    await provision(places());
    expect(await provisionFromNetwork(places(), offer)).toBe(false);
    expect(await read('eyrie/worker/provision.txt')).toContain('eyp_the-claim-of-this-card');
    expect(await read('system/network.json')).toBeNull();
    await rm(path.join(folder, 'eyrie'), { recursive: true });

    await enrolled();
    expect(await provisionFromNetwork(places(), offer)).toBe(false);
  });

  it('is forgotten where a card has a claim, and corrected by another server until the Pi is let in', async () => {
    const rogue = option(`PROVISION_URL=https://rogue.example.org PROVISION_TOKEN=${claim}`);
    expect(await provisionFromNetwork(places(), rogue)).toBe(true);
    expect(await provisionFromNetwork(places(), offer)).toBe(true);
    expect(await read('root/run/eyrie/edge.env')).toBe(`PROVISION_URL="${url}"\n`);
    await card(
      `PROVISION_URL=https://ours.example.org\nPROVISION_TOKEN=eyp_the-claim-of-this-card\n`,
    );
    await provision(places());
    expect(await read('system/network.json')).toBeNull();
    expect(await read('eyrie/worker/provision.txt')).toContain('https://ours.example.org');
  });

  it('is taken over in few words, and never with an authority, a network or a plain connection', () => {
    const all = [
      `PROVISION_URL=${url}`,
      `PROVISION_COORDINATOR_TOKEN=${claim}`,
      'ROLE=both',
      'CA_FILE=rogue.pem',
      'WIFI_NAME=Rogue',
      'TIME_SERVERS=ntp.rogue.example.org',
    ].join('\n');
    expect(parseNetworkOption(option(all))).toEqual({
      values: { PROVISION_URL: url, PROVISION_COORDINATOR_TOKEN: claim, ROLE: 'both' },
      mistakes: ['CA_FILE', 'WIFI_NAME', 'TIME_SERVERS'].map(
        (key) => `${key} is not taken from a network`,
      ),
    });
    expect(parseNetworkOption(option('PROVISION_URL=http://localhost:3000/')).values).toEqual({});
    expect(parseNetworkOption('no hexadecimal').mistakes).toHaveLength(1);
  });
});

const tools = [
  '/usr/sbin/NetworkManager',
  '/usr/lib/NetworkManager/nm-dispatcher',
  '/usr/sbin/dnsmasq',
  '/usr/bin/dbus-daemon',
];
const isPossible = process.getuid?.() === 0 && tools.every((tool) => existsSync(tool));

(isPossible ? describe : describe.skip)('a cable with a DHCP server at its other end', () => {
  let work: string;
  beforeAll(() => {
    work = mkdtempSync(path.join(os.tmpdir(), 'eyrie-cable-'));
  });
  afterAll(() => rmSync(work, { recursive: true, force: true }));

  /** NetworkManager with our files in a machine and a network of its own; dnsmasq in another one. */
  const plugIn = (...dnsmasq: string[]) => {
    const out = mkdtempSync(path.join(work, 'pi-'));
    const script = path.join(import.meta.dirname, 'cable.sh');
    const run = spawnSync(
      'unshare',
      [
        '--mount',
        '--net',
        '--pid',
        '--fork',
        '--propagation=private',
        script,
        out,
        process.execPath,
        ...dnsmasq,
      ],
      { encoding: 'utf8', timeout: 90_000 },
    );
    const file = (name: string) =>
      existsSync(path.join(out, name)) ? readFileSync(path.join(out, name), 'utf8') : null;
    return { status: run.status, log: `${run.stdout}${run.stderr}`, file };
  };
  const text = `PROVISION_URL=${url} PROVISION_TOKEN=${claim}`;

  it('brings a fresh Pi to its cloud, by the lines of the documentation', () => {
    const page = readFileSync(
      path.join(import.meta.dirname, '../../../docs/edge-image.md'),
      'utf8',
    );
    const lines = [...page.matchAll(/^(dhcp-(?:vendorclass|option-force)=.*)$/gm)].map(
      ([, line = '']) => `--${line.replace(/PROVISION_URL=.*$/, text)}`,
    );
    expect(lines).toHaveLength(2);
    const { status, log, file } = plugIn(...lines);
    expect([status, log]).toEqual([0, expect.any(String)]);
    expect(file('provision.txt')).toBe(`PROVISION_URL=${url}\nPROVISION_TOKEN=${claim}\n`);
    expect(file('owner')).toBe('eyrie\n');
    expect(file('systemctl')).toBe(
      '--no-block restart eyrie-worker.service eyrie-coordinator.service\n',
    );
  }, 120_000);
});
