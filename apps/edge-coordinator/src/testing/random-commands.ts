import type { TimedCommand } from '@eyrie/raft';
import type { Authority } from '../site-state/authority.ts';
import { encodeCommand, type SiteCommand } from '../site-state/command.ts';
import type { FoundedManifest } from '../site-state/manifest.ts';
import { organisationOf } from './site-fixture.ts';

/** Numbers by seed (mulberry32). */
export class Random {
  #state: number;

  constructor(seed: number) {
    this.#state = seed;
  }

  below(bound: number): number {
    this.#state = (this.#state + 0x6d2b79f5) >>> 0;
    let mixed = this.#state;
    mixed = Math.imul(mixed ^ (mixed >>> 15), mixed | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) % bound;
  }

  of<T>(items: readonly T[]): T {
    return items[this.below(items.length)] as T;
  }
}

const devices = ['a', 'b', 'c', 'd', 'e', 'f'].map(
  (letter) => `dev_01h455vb4pex5vsknk084sn0${letter}q`,
);
const place = { latitude: 47.4, longitude: 10.98, timeZone: 'Europe/Berlin' };

/** Commands out of few names and numbers, so that they meet; their log time does not go back. */
export function randomCommands(random: Random, siteId: string, count: number): TimedCommand[] {
  let timeMs = 0;
  return Array.from({ length: count }, (_, at) => {
    timeMs += random.below(700);
    const data = encodeCommand(randomCommand(random, siteId, at));
    return { index: at + 1, term: 1, data, timeMs };
  });
}

function randomCommand(random: Random, siteId: string, at: number): SiteCommand {
  const duty = random.of(['render:1', 'render:2', 'index', 'uplink']);
  const ttlMs = random.of([1_000, 3_000]);
  const authority = random.below(8) === 0 ? cloud(random, siteId) : cloudOf(siteId, 'a');
  const nodeId = 1 + random.below(4);
  const deviceId = random.of(devices);
  const commands: readonly (() => SiteCommand)[] = [
    () => ({
      form: 1,
      type: 'adopt-manifest',
      manifest: manifest(random, siteId, at),
      ...(random.below(4) === 0 ? {} : { authority }),
    }),
    () => ({
      form: 1,
      type: 'admit-coordinator',
      nodeId,
      deviceId,
      incarnation: random.of([null, '0a', '0b']),
    }),
    () => ({
      form: 1,
      type: 'dismiss-coordinator',
      nodeId,
      deviceId: random.below(2) === 0 ? null : deviceId,
    }),
    () => ({ form: 1, type: 'claim-duty', duty, holder: deviceId, ttlMs }),
    () => ({ form: 1, type: 'renew-duty', duty, token: Math.max(1, at - random.below(8)), ttlMs }),
    () => ({ form: 1, type: 'release-duty', duty, token: Math.max(1, at - random.below(8)) }),
    () => ({
      form: 1,
      type: 'accept-command',
      commandId: `c${Math.floor(at / 20)}${random.below(4)}`,
      issuedAtMs: 1000,
      receivedAtMs: 1000 + random.below(600),
      ttlMs: 500,
      sequence: Math.max(1, Math.floor(at / 10) - 1 + random.below(3)),
      targetDeviceId: deviceId,
      payloadSha256: random.of(['e', 'e', 'e', 'f']).repeat(64),
      authority,
    }),
    () => ({
      form: 1,
      type: 'change-authority',
      from: cloud(random, siteId),
      to: cloud(random, siteId),
    }),
  ];
  // Others come seldom, as after them the site hears another cloud alone.
  const command = random.below(30) === 0 ? commands.at(-1) : random.of(commands.slice(0, -1));
  return (command as () => SiteCommand)();
}

function manifest(random: Random, siteId: string, at: number): FoundedManifest {
  const [first, second] = devices as [string, string];
  const role = 'worker' as const;
  return {
    siteId,
    organisationId: organisationOf(siteId),
    name: `Version ${at}`,
    place,
    siteEpoch: random.below(9) === 0 ? 2 : 1,
    version: Math.max(1, at - random.below(9)),
    foundingVoters: [
      { deviceId: first, nodeId: 1 },
      { deviceId: second, nodeId: 2 },
    ],
    devices: devices
      .filter(() => random.below(5) > 0)
      .map((deviceId) => ({ deviceId, name: deviceId, role, nodeId: null })),
    desired: [],
  };
}

function cloudOf(siteId: string, letter: 'a' | 'b'): Authority {
  return {
    organisationId: organisationOf(siteId),
    keyFingerprint: letter.repeat(64),
    cloudUrl: `https://${letter}.test`,
  };
}

function cloud(random: Random, siteId: string): Authority {
  return random.of([
    cloudOf(siteId, 'a'),
    cloudOf(siteId, 'b'),
    { ...cloudOf(siteId, 'a'), keyFingerprint: null, cloudUrl: null },
  ]);
}
