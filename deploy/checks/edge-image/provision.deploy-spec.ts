import { spawnSync } from 'node:child_process';
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { parseProvisionText, secretPlaces } from '../../edge-image/provision/provision-text.ts';

const here = import.meta.dirname;
const workerClaim = 'eyp_worker-claim-of-this-card';
const coordinatorClaim = 'eyp_coordinator-claim-of-it';
const passphrase = 'snow on the ridge';
const cardText = [
  '# A card',
  'PROVISION_URL=https://cloud.example.org',
  `PROVISION_TOKEN=${workerClaim}`,
  `PROVISION_COORDINATOR_TOKEN = "${coordinatorClaim}"`,
  'ROLE=both',
  'HOST_NAME=summit-1',
  'WIFI_NAME=Bergstation; öffentlich',
  `WIFI_PASSPHRASE=${passphrase}`,
  'CA_FILE=authority.pem',
  '',
].join('\r\n');
const authority = '-----BEGIN CERTIFICATE-----\nMIIB\n-----END CERTIFICATE-----\n';

interface Cut {
  readonly number: number;
  readonly afterCut: readonly string[];
  readonly end: readonly string[];
}

describe('provision.txt of a card', () => {
  let folder: string;
  const at = (name: string) => path.join(folder, name);
  const read = (name: string) => readFileSync(at(name), 'utf8');
  /** One start of the Pi, or all of its starts with a cut. */
  const start = (...words: string[]) =>
    spawnSync(
      process.execPath,
      ['--disable-warning=ExperimentalWarning', path.join(here, 'cuts.mjs'), folder, ...words],
      { env: { PATH: process.env['PATH'] }, encoding: 'utf8' },
    );
  const newCard = () => {
    for (const name of ['card', 'data', 'root']) {
      rmSync(at(name), { recursive: true, force: true });
      mkdirSync(at(name));
    }
    writeFileSync(at('card/provision.txt'), cardText);
    writeFileSync(at('card/authority.pem'), authority);
  };

  beforeEach(() => {
    folder = mkdtempSync(path.join(os.tmpdir(), 'eyrie-card-'));
    newCard();
  });
  afterEach(() => rmSync(folder, { recursive: true, force: true }));

  it('reaches services, network and machine, and leaves no secret on the card', () => {
    expect(start()).toMatchObject({ status: 0, stderr: '' });
    const line = 'PROVISION_URL=https://cloud.example.org\n';
    expect(read('data/eyrie/worker/provision.txt')).toBe(`${line}PROVISION_TOKEN=${workerClaim}\n`);
    expect(read('data/eyrie/coordinator/provision.txt')).toBe(
      `${line}PROVISION_TOKEN=${coordinatorClaim}\n`,
    );
    expect(statSync(at('data/eyrie/worker/provision.txt')).mode & 0o777).toBe(0o600);
    const card = read('card/provision.txt');
    for (const secret of [workerClaim, coordinatorClaim, passphrase]) {
      expect(card).not.toContain(secret);
      // Claims are their services' alone, who wipe them once they are enrolled.
      if (secret !== passphrase) expect(read('data/system/settings.json')).not.toContain(secret);
    }
    expect(card.replace(/-{8,}/g, '')).toBe(
      cardText
        .replace(workerClaim, '')
        .replace(`"${coordinatorClaim}"`, '')
        .replace(passphrase, ''),
    );
    expect(read('root/run/eyrie/edge.env')).toBe(
      'PROVISION_URL="https://cloud.example.org"\nNODE_EXTRA_CA_CERTS="/run/eyrie/authority.pem"\n',
    );
    expect(read('root/run/eyrie/authority.pem')).toBe(authority);
    expect(
      ['worker', 'coordinator'].map((role) => existsSync(at(`root/run/eyrie/roles/${role}`))),
    ).toEqual([true, true]);
    const wifi = read('root/etc/NetworkManager/system-connections/eyrie-wifi.nmconnection');
    expect(wifi).toContain(`psk=${passphrase}\n`);
    const ssid = /^ssid=(.*)$/m.exec(wifi)?.[1] ?? '';
    expect(Buffer.from(ssid.split(';').filter(Boolean).map(Number)).toString()).toBe(
      'Bergstation; öffentlich',
    );
    expect(read('root/etc/hostname')).toBe('summit-1\n');
  });

  it('says the same at every later start, from what is kept', () => {
    start();
    const first = [
      'root/run/eyrie/edge.env',
      'root/etc/NetworkManager/system-connections/eyrie-wifi.nmconnection',
    ].map(read);
    rmSync(at('root'), { recursive: true });
    expect(start().status).toBe(0);
    expect(
      [
        'root/run/eyrie/edge.env',
        'root/etc/NetworkManager/system-connections/eyrie-wifi.nmconnection',
      ].map(read),
    ).toEqual(first);
  });

  it('loses nothing by a power cut at any moment, and ends as without one', () => {
    const cuts = start('every')
      .stdout.trim()
      .split('\n')
      .map((line) => JSON.parse(line) as Cut);
    expect(cuts.length).toBeGreaterThan(40);
    const whole = cuts.at(-1)?.afterCut ?? [];
    expect(whole[0]).toContain('PROVISION_TOKEN=----');
    for (const { number, afterCut, end } of cuts) {
      const [card, settings, worker, coordinator] = afterCut;
      const isThere = [
        [worker, workerClaim],
        [coordinator, coordinatorClaim],
        [settings, passphrase],
      ].map(([kept = '', secret = '']) => kept.includes(secret) || card?.includes(secret));
      expect([number, ...isThere]).toEqual([number, true, true, true]);
      expect([number, ...end]).toEqual([number, ...whole]);
    }
  });

  it('takes a new claim and a new network later, and not the old passphrase for it', () => {
    start();
    writeFileSync(
      at('card/provision.txt'),
      'PROVISION_TOKEN=eyp_another-claim-of-it\nWIFI_NAME=Tal\n',
    );
    start();
    expect(read('data/eyrie/worker/provision.txt')).toContain(
      'https://cloud.example.org\nPROVISION_TOKEN=eyp_another-claim-of-it',
    );
    const wifi = read('root/etc/NetworkManager/system-connections/eyrie-wifi.nmconnection');
    expect(wifi).toContain('ssid=84;97;108;\n');
    expect(wifi).not.toContain('psk');
  });

  it('names what it cannot use, without the value, and goes on with the rest', () => {
    const { values, mistakes } = parseProvisionText(
      '\uFEFFPROVISION_URL=http://cloud.example.org\nPROVISION_TOKEN=short-one\nROLE=boss\nnonsense\nHOST_NAME=ok\nWIFI_PASSPHRASE=abc\nTIME_ZONE=../../etc/shadow\n',
    );
    expect(values).toEqual({ HOST_NAME: 'ok' });
    expect(mistakes).toEqual([
      'line 1: PROVISION_URL must begin with https://',
      'line 2: PROVISION_TOKEN is not a claim as the cloud makes them',
      'line 3: ROLE must be worker, coordinator or both',
      'line 4: not a setting of Eyrie, it is passed over',
      'line 6: WIFI_PASSPHRASE must have 8 to 63 characters',
      'line 7: TIME_ZONE must be a time zone such as Europe/Zurich',
    ]);
    expect(secretPlaces(Buffer.from('\uFEFFPROVISION_TOKEN=eyp_a-first-line-of-it\n'))).toEqual([
      { offset: 19, length: 22 },
    ]);
  });

  it('has an example in which nothing is set that it would trip over', () => {
    const example = readFileSync(path.join(here, '../../edge-image/provision.txt.example'), 'utf8');
    expect(parseProvisionText(example)).toEqual({ values: { ROLE: 'worker' }, mistakes: [] });
    const commented = parseProvisionText(example.replace(/^#(?=[A-Z_]+=)/gm, ''));
    expect(commented.mistakes).toEqual([]);
  });
});
