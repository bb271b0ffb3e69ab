import { randomUUID } from 'node:crypto';
import { describe, expect, it } from '@jest/globals';
import { idFromUuid } from '@eyrie/contracts';
import { manifestOf, newDeviceId } from '../testing/site-fixture.ts';
import { foundingOf } from './founding.ts';

describe('foundingOf', () => {
  const siteId = idFromUuid('site', randomUUID());
  const coordinators = [newDeviceId(), newDeviceId()];

  it('takes a manifest that names the founders', () => {
    const manifest = manifestOf({ siteId, coordinators, workers: [] });
    expect(foundingOf(manifest)).toEqual(manifest);
  });

  it('waits, and counts who is there, while the founders are not fixed', () => {
    const manifest = manifestOf({ siteId, coordinators, workers: [], founded: false });
    expect(foundingOf(manifest)).toContain('(2 so far)');
  });
});
