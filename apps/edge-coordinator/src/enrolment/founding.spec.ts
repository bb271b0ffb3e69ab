import { randomUUID } from 'node:crypto';
import { describe, expect, it } from '@jest/globals';
import { idFromUuid } from '@eyrie/contracts';
import { manifestOf, newDeviceId } from '../testing/site-fixture.ts';
import { foundingOf } from './founding.ts';

describe('foundingOf', () => {
  const siteId = idFromUuid('site', randomUUID());
  const coordinators = [newDeviceId(), newDeviceId()];
  const [own] = coordinators as [string, string];

  it('takes a manifest that names this coordinator among the founders', () => {
    const manifest = manifestOf({ siteId, coordinators, workers: [] });
    expect(foundingOf(manifest, own)).toEqual(manifest);
  });

  it('waits, and counts who is there, while the founders are not fixed', () => {
    const manifest = manifestOf({ siteId, coordinators, workers: [], founded: false });
    expect(foundingOf(manifest, own)).toContain('(2 so far)');
  });

  it('says that the site was founded without it', () => {
    const manifest = manifestOf({ siteId, coordinators, workers: [] });
    expect(foundingOf(manifest, newDeviceId())).toContain('founded without this coordinator');
  });
});
