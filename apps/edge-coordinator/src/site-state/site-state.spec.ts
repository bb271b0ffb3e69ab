import { randomUUID } from 'node:crypto';
import { describe, expect, it } from '@jest/globals';
import { idFromUuid, type SiteManifest } from '@eyrie/contracts';
import { manifestOf, newDeviceId } from '../testing/site-fixture.ts';
import { decodeCommand, encodeCommand, type SiteCommand } from './command.ts';
import { applyCommand, emptySiteState, isNews, type SiteState } from './site-state.ts';
import { SiteStateMachine } from './site-state-machine.ts';

const siteId = idFromUuid('site', randomUUID());
const coordinators = [newDeviceId(), newDeviceId(), newDeviceId()];
const manifest = (version: number, change: Partial<SiteManifest> = {}) =>
  ({
    ...manifestOf({ siteId, coordinators, workers: [], version }),
    ...change,
  }) as SiteCommand['manifest'];
const adopt = (of: SiteCommand['manifest']): SiteCommand => ({
  form: 1,
  type: 'adopt-manifest',
  manifest: of,
});
const stateWith = (of: SiteCommand['manifest']): SiteState =>
  applyCommand(emptySiteState(siteId), adopt(of))[0];

describe('the site\u2019s state', () => {
  it('adopts its first manifest, and newer ones', () => {
    const [first, result] = applyCommand(emptySiteState(siteId), adopt(manifest(3)));
    expect(result).toEqual({ type: 'adopted', version: 3 });
    expect(applyCommand(first, adopt(manifest(4)))[0].manifest?.version).toBe(4);
  });

  it.each([
    ['the same version', manifest(3), 'older'],
    ['an older version', manifest(2), 'older'],
    ['a newer version of an older epoch', manifest(9, { siteEpoch: 1 }), 'older'],
    [
      'another site\u2019s',
      manifest(9, { siteId: idFromUuid('site', randomUUID()) }),
      'other-site',
    ],
    [
      'other founders within the epoch',
      manifest(9, { siteEpoch: 2, foundingVoters: [{ deviceId: newDeviceId(), nodeId: 1 }] }),
      'other-founders',
    ],
  ])('refuses %s and stays as it is', (_, next, reason) => {
    const state = stateWith(manifest(3, { siteEpoch: 2 }));
    const [after, result] = applyCommand(state, adopt({ ...next }));
    expect(result).toEqual({ type: 'refused', reason });
    expect(after).toBe(state);
    expect(isNews(state, next)).toBe(false);
  });

  it('begins anew with a newer epoch, whatever its version and founders', () => {
    const state = stateWith(manifest(9));
    const recovered = manifest(1, { siteEpoch: 2, foundingVoters: [] });
    expect(applyCommand(state, adopt(recovered))[1]).toEqual({ type: 'adopted', version: 1 });
  });

  it.each([
    ['a command of a newer version', '{"form":1,"type":"grant-lease","lease":7}'],
    ['a known command in a newer form', '{"form":2,"type":"adopt-manifest","manifest":{}}'],
    ['what is not JSON', 'blank'],
  ])('ignores %s, and counts it', (_, text) => {
    const machine = new SiteStateMachine(siteId);
    const data = Buffer.from(text);
    expect(machine.apply([{ index: 1, term: 1, data }])).toEqual([{ type: 'ignored' }]);
    expect(machine.state).toMatchObject({ ignoredCommands: 1, manifest: null });
  });

  it('comes out the same wherever the same commands are applied, in whatever batches', () => {
    const commands = [1, 3, 2, 4].map((version, index) => ({
      index: index + 1,
      term: 1,
      data: encodeCommand(adopt(manifest(version))),
    }));
    const one = new SiteStateMachine(siteId);
    const other = new SiteStateMachine(siteId);
    one.apply(commands);
    for (const command of commands) other.apply([command]);
    expect(one.state).toEqual(other.state);
    expect(one.state.manifest?.version).toBe(4);
  });

  it('tells its listeners after a batch, and not of what changed nothing', async () => {
    const machine = new SiteStateMachine(siteId);
    const heard: (number | undefined)[] = [];
    machine.onChange((state) => heard.push(state.manifest?.version));
    const data = encodeCommand(adopt(manifest(5)));
    machine.apply([{ index: 1, term: 1, data }]);
    machine.apply([{ index: 2, term: 1, data }]);
    await Promise.resolve();
    expect(heard).toEqual([5]);
  });

  it('reads back what it wrote', () => {
    const command = adopt(manifest(5));
    expect(decodeCommand(encodeCommand(command))).toEqual(command);
  });
});
