import { randomUUID } from 'node:crypto';
import { describe, expect, it } from '@jest/globals';
import { idFromUuid } from '@eyrie/contracts';
import { manifestOf, newDeviceId } from '../testing/site-fixture.ts';
import { Roster } from './roster.ts';

describe('the roster', () => {
  const siteId = idFromUuid('site', randomUUID());
  const [one, two, worker] = [newDeviceId(), newDeviceId(), newDeviceId()];
  const manifest = (coordinators: string[], version: number) =>
    manifestOf({ siteId, coordinators, workers: [worker], version });

  it('knows coordinators by node and device, and workers not at all', () => {
    const roster = new Roster({ manifest: manifest([one], 1) });
    expect(roster.isCoordinator(one, 1)).toBe(true);
    expect(roster.isCoordinator(one, 2)).toBe(false);
    expect(roster.isCoordinator(worker, 1)).toBe(false);
    expect(roster.current.coordinators).toHaveLength(1);
  });

  it('takes the newer of what was agreed on and what it was told', () => {
    const source = { manifest: manifest([one], 3) };
    const roster = new Roster(source);
    const { current: newer } = new Roster({ manifest: manifest([one, two], 4) });
    roster.learn({ ...newer, siteEpoch: 2 });
    roster.learn({ ...newer, version: 3 });
    expect(roster.isCoordinator(two, 2)).toBe(false);
    roster.learn(newer);
    expect(roster.isCoordinator(two, 2)).toBe(true);
    // Who was taken off the list since is out at once.
    source.manifest = manifest([one], 5);
    expect(roster.isCoordinator(two, 2)).toBe(false);
  });
});
