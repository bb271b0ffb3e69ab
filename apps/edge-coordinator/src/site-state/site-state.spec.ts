import { randomUUID } from 'node:crypto';
import { describe, expect, it } from '@jest/globals';
import { idFromUuid, type SiteManifest } from '@eyrie/contracts';
import { manifestOf, newDeviceId, organisationOf } from '../testing/site-fixture.ts';
import type { Authority } from './authority.ts';
import { decodeCommand, encodeCommand, type SiteCommand } from './command.ts';
import { whyNotAdopt, type FoundedManifest } from './manifest.ts';
import { applyCommand, atTime, emptySiteState, type SiteState } from './site-state.ts';
import { SiteStateMachine } from './site-state-machine.ts';

const siteId = idFromUuid('site', randomUUID());
const coordinators = [newDeviceId(), newDeviceId(), newDeviceId()];
const [first] = coordinators as [string];
const worker = newDeviceId();
const authority: Authority = {
  organisationId: organisationOf(siteId),
  keyFingerprint: 'a'.repeat(64),
  cloudUrl: 'https://cloud.test',
};
const manifest = (version: number, change: Partial<SiteManifest> = {}) =>
  ({
    ...manifestOf({ siteId, coordinators, workers: [worker], version }),
    ...change,
  }) as FoundedManifest;
const adopt = (of: FoundedManifest, from: Authority = authority): SiteCommand => ({
  form: 1,
  type: 'adopt-manifest',
  manifest: of,
  authority: from,
});
let index = 0;
const step = (state: SiteState, command: SiteCommand, timeMs = 0) =>
  applyCommand(state, command, { index: (index += 1), timeMs });
const stateWith = (of: FoundedManifest): SiteState => step(emptySiteState(siteId), adopt(of))[0];

describe('the site\u2019s state', () => {
  it('adopts its first manifest, and newer ones', () => {
    const [founded, result] = step(emptySiteState(siteId), adopt(manifest(3)));
    expect(result).toEqual({ type: 'adopted', version: 3 });
    expect(step(founded, adopt(manifest(4)))[0].manifest?.version).toBe(4);
  });

  it.each([
    ['the same version', manifest(3, { siteEpoch: 2 }), 'older'],
    ['an older version', manifest(2, { siteEpoch: 2 }), 'older'],
    ['one of an older epoch', manifest(9, { siteEpoch: 1 }), 'other-epoch'],
    [
      'one of a newer epoch, which is another Raft group',
      manifest(9, { siteEpoch: 3 }),
      'other-epoch',
    ],
    [
      'another site\u2019s',
      manifest(9, { siteId: idFromUuid('site', randomUUID()) }),
      'other-site',
    ],
    [
      'one of another organisation',
      manifest(9, { organisationId: idFromUuid('organisation', randomUUID()) }),
      'other-authority',
    ],
    [
      'other founders within the epoch',
      manifest(9, { siteEpoch: 2, foundingVoters: [{ deviceId: newDeviceId(), nodeId: 1 }] }),
      'other-founders',
    ],
  ])('refuses %s and stays as it is', (_, next, reason) => {
    const state = stateWith(manifest(3, { siteEpoch: 2 }));
    const [after, result] = step(state, adopt({ ...next }));
    expect(result).toEqual({ type: 'refused', reason });
    expect(after).toBe(state);
    expect(whyNotAdopt(state, next, authority)).toBe(reason);
  });

  it('refuses a manifest that came from another cloud of the same organisation', () => {
    const elsewhere = { ...authority, keyFingerprint: 'b'.repeat(64) };
    const state = stateWith(manifest(3));
    expect(step(state, adopt(manifest(4), elsewhere))).toEqual([
      state,
      { type: 'refused', reason: 'other-authority' },
    ]);
    // At another address it is the same one.
    const moved = { ...authority, cloudUrl: 'https://elsewhere.test' };
    expect(step(state, adopt(manifest(4), moved))[1]).toMatchObject({ type: 'adopted' });
  });

  it('has its founders as coordinators, whom later manifests neither add nor bring back', () => {
    const founded = stateWith(manifest(1));
    expect([...founded.coordinators.values()].map(({ deviceId }) => deviceId)).toEqual(
      coordinators,
    );
    const dismiss = { form: 1, type: 'dismiss-coordinator', nodeId: 1, deviceId: first } as const;
    const [smaller] = step(founded, dismiss);
    expect([...step(smaller, adopt(manifest(2)))[0].coordinators.keys()]).toEqual([2, 3]);
  });

  it('takes a lease back when its time is over, and when its holder leaves the site', () => {
    const lease = (holder: string) =>
      ({ form: 1, type: 'claim-duty', duty: 'render:1', holder, ttlMs: 1000 }) as const;
    const founded = stateWith(manifest(1));
    const [held] = step(founded, lease(worker), 5000);
    expect(atTime(held, 5999).duties.size).toBe(1);
    expect(atTime(held, 6000).duties.size).toBe(0);
    const without = manifestOf({
      siteId,
      coordinators,
      workers: [],
      version: 2,
    }) as FoundedManifest;
    expect(step(held, adopt(without), 5001)[0].duties.size).toBe(0);
    expect(step(founded, lease(newDeviceId()))[1]).toEqual({
      type: 'refused',
      reason: 'unknown-device',
    });
  });
});

describe('the machine', () => {
  it.each([
    ['a command of a newer version', '{"form":1,"type":"grant-lease","lease":7}'],
    ['a known command in a newer form', '{"form":2,"type":"adopt-manifest","manifest":{}}'],
    ['what is not JSON', 'blank'],
  ])('ignores %s, and counts it', (_, text) => {
    const machine = new SiteStateMachine(siteId);
    const [answer] = machine.apply([{ index: 1, term: 1, data: Buffer.from(text), timeMs: 0 }]);
    expect(Buffer.from(answer ?? []).toString()).toBe('{"type":"ignored"}');
    expect(machine.ignoredCommands).toBe(1);
    expect(machine.state).toEqual(emptySiteState(siteId));
  });

  it('tells its listeners after a batch, and not of what changed nothing', async () => {
    const machine = new SiteStateMachine(siteId);
    const heard: (number | undefined)[] = [];
    machine.onChange((state) => heard.push(state.manifest?.version));
    const data = encodeCommand(adopt(manifest(5)));
    machine.apply([{ index: 1, term: 1, data, timeMs: 0 }]);
    machine.apply([{ index: 2, term: 1, data, timeMs: 0 }]);
    await Promise.resolve();
    expect(heard).toEqual([5]);
  });

  it('reads back what it wrote', () => {
    const command = adopt(manifest(5));
    expect(decodeCommand(encodeCommand(command))).toEqual({
      kind: 'command',
      command,
      isNewer: false,
    });
  });

  it('reads a manifest of before authorities were told of', () => {
    const text = JSON.stringify({ form: 1, type: 'adopt-manifest', manifest: manifest(5) });
    const machine = new SiteStateMachine(siteId);
    machine.apply([{ index: 1, term: 1, data: Buffer.from(text), timeMs: 0 }]);
    const { organisationId } = authority;
    expect(machine.state.authorities.current).toMatchObject({
      organisationId,
      keyFingerprint: null,
    });
    // The next manifest says which cloud it is, from then on that one alone.
    machine.apply([{ index: 2, term: 1, data: encodeCommand(adopt(manifest(6))), timeMs: 0 }]);
    expect(machine.state.authorities.current).toMatchObject(authority);
  });
});
