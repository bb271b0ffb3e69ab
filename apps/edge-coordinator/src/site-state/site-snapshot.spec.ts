import { describe, expect, it } from '@jest/globals';
import { SnapshotDeclined, type TimedCommand } from '@eyrie/raft';
import { randomCommands, Random } from '../testing/random-commands.ts';
import { decodeCommand } from './command.ts';
import { decodeSnapshot, encodeSnapshot } from './site-snapshot.ts';
import { SiteStateMachine } from './site-state-machine.ts';

const siteId = 'site_01h455vb4pex5vsknk084sn02q';

async function bytesOf(machine: SiteStateMachine): Promise<Buffer> {
  const pieces: Uint8Array[] = [];
  for await (const piece of machine.snapshot()) pieces.push(piece);
  return Buffer.concat(pieces);
}

async function restored(bytes: Uint8Array): Promise<SiteStateMachine> {
  const machine = new SiteStateMachine(siteId);
  await machine.restore(inPieces(bytes));
  return machine;
}

async function* inPieces(bytes: Uint8Array): AsyncGenerator<Uint8Array> {
  for (let at = 0; at < bytes.length; at += 100) {
    yield await Promise.resolve(bytes.subarray(at, at + 100));
  }
}

function inBatches(machine: SiteStateMachine, commands: readonly TimedCommand[], random: Random) {
  const answers: string[] = [];
  for (let at = 0; at < commands.length;) {
    const batch = commands.slice(at, (at += 1 + random.below(7)));
    answers.push(...machine.apply(batch).map((answer) => Buffer.from(answer).toString()));
  }
  return answers;
}

const seeds = Array.from({ length: 60 }, (_, at) => at + 1);

describe('commands of every kind', () => {
  it.each(seeds)(
    'seed %i: come to the same, however batched and from wherever restored',
    async (seed) => {
      const random = new Random(seed);
      const commands = randomCommands(random, siteId, 120);
      const one = new SiteStateMachine(siteId);
      const other = new SiteStateMachine(siteId);
      const answers = inBatches(one, commands, random);
      expect(inBatches(other, commands, random)).toEqual(answers);
      expect(other.state).toEqual(one.state);
      const bytes = await bytesOf(one);
      expect((await bytesOf(other)).equals(bytes)).toBe(true);

      const cut = random.below(commands.length + 1);
      const before = new SiteStateMachine(siteId);
      inBatches(before, commands.slice(0, cut), random);
      const after = await restored(await bytesOf(before));
      expect(after.state).toEqual(before.state);
      expect(inBatches(after, commands.slice(cut), random)).toEqual(answers.slice(cut));
      expect((await bytesOf(after)).equals(bytes)).toBe(true);
    },
  );

  it('come to all kinds of results over these seeds', () => {
    const seen = new Set<string>();
    for (const seed of seeds) {
      const random = new Random(seed);
      const machine = new SiteStateMachine(siteId);
      for (const answer of inBatches(machine, randomCommands(random, siteId, 120), random)) {
        const { type, reason } = JSON.parse(answer) as { type: string; reason?: string };
        seen.add(reason === undefined ? type : `${type} ${reason}`);
      }
    }
    expect([...seen].sort()).toEqual(
      [
        ...['accepted', 'admitted', 'adopted', 'authority-changed', 'dismissed', 'duplicate'],
        ...['granted', 'released', 'renewed'],
        ...[
          'device-taken',
          'expired',
          'held',
          'id-taken',
          'last-coordinator',
          'node-taken',
          'not-founded',
          'not-held',
          'not-the-present-one',
          'of-the-leader',
          'older',
          'other-authority',
          'other-device',
          'other-epoch',
          'replayed',
          'same-authority',
          'unknown-device',
          'unknown-node',
        ].map((reason) => `refused ${reason}`),
      ].sort(),
    );
  });
});

describe('a snapshot of the site', () => {
  it('shows nothing of what was applied after it was taken', async () => {
    const machine = new SiteStateMachine(siteId);
    const taken = machine.snapshot();
    machine.apply(randomCommands(new Random(1), siteId, 50));
    const pieces: Uint8Array[] = [];
    for await (const piece of taken) pieces.push(piece);
    const { state } = decodeSnapshot(Buffer.concat(pieces), siteId);
    expect(state).toEqual(new SiteStateMachine(siteId).state);
  });

  it('of the first form is read', () => {
    const { state, isNewer } = decodeSnapshot(Buffer.from(JSON.stringify(firstForm)), siteId);
    expect(isNewer).toBe(false);
    expect(state.coordinators.get(2)).toMatchObject({ incarnation: '00aa11bb22cc33dd' });
    expect(state.duties.get('render:tl_1')).toMatchObject({ token: 41 });
    expect(state.authorities.current).toMatchObject({ highestSequence: 17 });
    // What later versions add to it has a meaning where it is absent; nothing is lost.
    const bytes = encodeSnapshot(state);
    expect(JSON.parse(Buffer.from(bytes).toString())).toMatchObject(firstForm);
    expect(decodeSnapshot(bytes, siteId).state).toEqual(state);
  });

  it('is not the only thing that is read for ever: so are the first commands of a log', () => {
    const { manifest } = firstForm;
    const first = { form: 1, type: 'adopt-manifest', manifest };
    expect(decodeCommand(Buffer.from(JSON.stringify(first)))).toMatchObject({
      kind: 'command',
      command: first,
      isNewer: false,
    });
  });

  it.each([
    ['another site', { ...firstFormOf(), siteId: 'site_01h455vb4pex5vsknk084sn0zz' }],
    ['a form after this one', { ...firstFormOf(), form: 2 }],
    ['no state', { form: 1 }],
  ])('of %s is not taken over', async (_, text) => {
    const machine = await restored(Buffer.from(JSON.stringify(firstForm)));
    const { state } = machine;
    await expect(machine.restore(inPieces(Buffer.from(JSON.stringify(text))))).rejects.toThrow(
      'cannot be read',
    );
    expect(machine.state).toBe(state);
  });

  it('is not made by a version that did not understand all: it would make others forget', async () => {
    const newer = { ...firstForm, rollouts: [{ release: 3 }] };
    const machine = await restored(Buffer.from(JSON.stringify(newer)));
    expect(machine.state.duties.size).toBe(1);
    await expect(bytesOf(machine)).rejects.toBeInstanceOf(SnapshotDeclined);

    const other = new SiteStateMachine(siteId);
    const apply = (command: object) => {
      const data = Buffer.from(JSON.stringify(command));
      other.apply([{ index: 1, term: 1, timeMs: 0, data }]);
    };
    apply({ form: 1, type: 'release-duty', duty: 'render:1', token: 3 });
    await bytesOf(other);
    apply({ form: 1, type: 'release-duty', duty: 'render:1', token: 3, because: 'done' });
    await expect(bytesOf(other)).rejects.toBeInstanceOf(SnapshotDeclined);
    // Nor where the state was inherited from a newer version.
    const heir = new SiteStateMachine(siteId);
    const { manifest } = firstForm;
    const { current: authority } = firstForm.authorities;
    const inherit = { form: 1, type: 'inherit-state', manifest, authority: { ...authority } };
    delete (inherit.authority as Partial<typeof authority>).highestSequence;
    const data = Buffer.from(JSON.stringify({ ...inherit, snapshot: JSON.stringify(newer) }));
    heir.apply([{ index: 1, term: 1, timeMs: 0, data }]);
    expect(heir.state.accepted).toHaveLength(1);
    await expect(bytesOf(heir)).rejects.toBeInstanceOf(SnapshotDeclined);
    // What no version could have written does not stand in the way.
    const third = new SiteStateMachine(siteId);
    third.apply([{ index: 1, term: 1, timeMs: 0, data: Buffer.from('blank') }]);
    await bytesOf(third);
  });
});

/** As the first version that took snapshots wrote it. Never to be changed. */
const firstForm = firstFormOf();
function firstFormOf() {
  const place = { latitude: 47.4, longitude: 10.98, timeZone: 'Europe/Berlin' };
  const organisationId = 'org_01h455vb4pex5vsknk084sn02q';
  const devices = ['a', 'b', 'c'].map((letter) => `dev_01h455vb4pex5vsknk084sn0${letter}q`);
  const [first, second, worker] = devices as [string, string, string];
  const every = { enabled: true, priority: 0, intervalSeconds: 60 };
  const camera = {
    cameraId: 'cam_01h455vb4pex5vsknk084sn02q',
    name: 'North',
    driver: {
      type: 'simulated-sky',
      ...{ seed: 's', widthPx: 640, heightPx: 480, facingDeg: 180, timeScale: 1 },
      anchorAt: '2026-06-21T10:00:00.000Z',
    },
    schedules: [
      { ...every, name: 'all', type: 'interval' },
      { ...every, name: 'noon', type: 'time_of_day', startTime: '11:00', endTime: '13:00' },
      {
        ...every,
        ...{ name: 'dawn', type: 'solar_relative', anchor: 'sunrise' },
        ...{ offsetMinutes: -10, durationMinutes: 40 },
      },
    ],
    thumbnailWidthPx: 480,
    timelapse: { windowSeconds: 300, fps: 24, crf: 20 },
  };
  return {
    form: 1,
    siteId,
    manifest: {
      siteId,
      organisationId,
      name: 'Hut',
      place,
      siteEpoch: 1,
      version: 5,
      devices: [
        { deviceId: first, name: 'one', role: 'coordinator', nodeId: 1 },
        { deviceId: worker, name: 'three', role: 'worker', nodeId: null },
      ],
      desired: [
        {
          version: 5,
          configuration: { place, heartbeatSeconds: 10, keepFramesSeconds: 60, cameras: [camera] },
          deviceId: worker,
        },
      ],
      foundingVoters: [{ deviceId: first, nodeId: 1 }],
    },
    coordinators: [
      { nodeId: 1, deviceId: first, incarnation: null, addedAtIndex: 2 },
      { nodeId: 2, deviceId: second, incarnation: '00aa11bb22cc33dd', addedAtIndex: 30 },
    ],
    duties: [{ duty: 'render:tl_1', holder: worker, token: 41, expiresAtMs: 90_000 }],
    accepted: [
      {
        commandId: 'c-17',
        sequence: 17,
        targetDeviceId: worker,
        payloadSha256: 'e'.repeat(64),
        acceptedAtIndex: 40,
      },
    ],
    authorities: {
      current: {
        organisationId,
        keyFingerprint: 'a'.repeat(64),
        cloudUrl: 'https://cloud.test',
        highestSequence: 17,
      },
      former: [],
    },
  };
}
