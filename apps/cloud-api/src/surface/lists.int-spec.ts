import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Device, DeviceCounts, Problem } from '@eyrie/contracts';
import { startTestApp, type TestApp } from '../testing/app.ts';
import { newDevice } from '../testing/edge.ts';
import { expectAnswer } from '../testing/expect-answer.ts';
import { fillOrganisation, type FilledOrganisation } from '../testing/filled-organisation.ts';

type Item = Record<string, unknown> & { id: string; name?: string };
interface Page {
  items: Item[];
  next_page_token: string | null;
}

describe('lists', () => {
  let cloud: TestApp;
  let filled: FilledOrganisation;
  let other: FilledOrganisation;
  beforeAll(async () => {
    cloud = await startTestApp();
    filled = await fillOrganisation(cloud, 'dunlin');
    other = await fillOrganisation(cloud, 'whimbrel');
    for (const name of ['North 100%', 'north_2', 'South']) {
      await newDevice(cloud, filled.owner, filled.site, 'worker', name);
    }
  }, 180_000);
  afterAll(async () => {
    await cloud.close();
  });

  const list = async (path: string) => (await expectAnswer(filled.owner, path)) as Page;
  const names = async (path: string) => (await list(path)).items.map(({ name }) => name);
  const problemOf = async (path: string) =>
    (await (await filled.owner.fetch(path)).json()) as Problem;

  describe('find what has a text', () => {
    it.each([
      ['/v1/sites', 'DUNLIN Rid', ['dunlin ridge']],
      ['/v1/cameras', 'lin SOUTH', ['dunlin south']],
      ['/v1/devices', 'nOrTh', ['North 100%', 'north_2']],
      // Nothing of it is a pattern.
      ['/v1/devices', '100%', ['North 100%']],
      ['/v1/devices', 'h_2', ['north_2']],
      ['/v1/devices', '%', ['North 100%']],
      ['/v1/people', 'dunlin cur', ['dunlin Curator']],
    ])('in %s: %s', async (path, q, expected) => {
      const found = await names(`${path}?q=${encodeURIComponent(q)}`);
      expect(found).toEqual(expected);
    });

    it('in notes and in the version too', async () => {
      const path = `/v1/sites/${filled.otherSite.id}`;
      const headers = { 'if-match': '*' };
      const body = { notes: 'The key is at the Inn.' };
      await expectAnswer(filled.owner, path, { method: 'PATCH', headers, body });
      expect(await names('/v1/sites?q=the%20inn')).toEqual(['dunlin valley']);
    });

    it('not of other organisations, nor of other sites than somebody is granted', async () => {
      for (const path of ['/v1/sites', '/v1/cameras', '/v1/devices', '/v1/people']) {
        expect([path, await names(`${path}?q=whimbrel`)]).toEqual([path, []]);
      }
      const seen = await filled.limited.fetch('/v1/devices?q=dunlin');
      expect(await seen.json()).toMatchObject({ items: [] });
      const counts = await filled.limited.fetch('/v1/devices/counts');
      expect(await counts.json()).toMatchObject({ total: 0 });
    });

    it('page by page, and a token goes on with the same filter only', async () => {
      const first = await list('/v1/devices?q=north&page_size=1');
      const token = first.next_page_token ?? '';
      expect(await names(`/v1/devices?q=north&page_size=1&page_token=${token}`)).toEqual([
        'north_2',
      ]);
      for (const filter of ['', 'q=south&', 'q=north&presence=online&']) {
        expect(await problemOf(`/v1/devices?${filter}page_token=${token}`)).toMatchObject({
          status: 422,
          code: 'request.invalid',
          detail: expect.stringMatching(/^page_token must be used with the filter/),
          errors: [{ pointer: '/page_token' }],
        });
      }
    });

    it('and refuse a text that is none', async () => {
      expect((await problemOf('/v1/sites?q=')).status).toBe(422);
      expect((await problemOf(`/v1/sites?q=${'x'.repeat(101)}`)).status).toBe(422);
    });
  });

  describe('have the fields alone that are asked for', () => {
    it.each([
      ['/v1/sites', 'name'],
      ['/v1/devices', 'name,presence'],
      ['/v1/cameras', 'name,frames_total'],
      ['/v1/people', 'email'],
      ['/v1/timelapses', 'frames'],
    ])('in %s', async (path, fields) => {
      const { items } = await list(`${path}?fields=${fields}`);
      expect(items.length).toBeGreaterThan(0);
      const wanted = ['id', ...fields.split(',')].sort();
      for (const item of items) expect(Object.keys(item).sort()).toEqual(wanted);
    });

    it('in the frames of a camera', async () => {
      const { items } = await list(`/v1/cameras/${filled.cameraId}/frames?fields=captured_at`);
      expect(items.map((item) => Object.keys(item))).toEqual([['id', 'captured_at']]);
    });

    it('with a tag and pages of their own', async () => {
      const few = await filled.owner.fetch('/v1/devices?page_size=1&fields=name');
      const all = await filled.owner.fetch('/v1/devices?page_size=1');
      expect(few.headers.get('etag')).not.toBe(all.headers.get('etag'));
      const { next_page_token } = (await few.json()) as Page;
      const next = await list(`/v1/devices?page_size=1&fields=id&page_token=${next_page_token}`);
      expect(next.items.map((item) => Object.keys(item))).toEqual([['id']]);
    });

    it('and say which there are where one is unknown', async () => {
      const problem = await problemOf('/v1/sites?fields=name,secret');
      expect(problem).toMatchObject({ status: 422, errors: [{ pointer: '/fields' }] });
      expect(problem.detail).toMatch(/^fields must be some of id, name, notes/);
    });
  });

  it('of devices are counted by presence, under the same filter', async () => {
    const count = async (query: string) =>
      (await expectAnswer(filled.owner, `/v1/devices/counts${query}`)) as DeviceCounts;
    const { items } = (await expectAnswer(filled.owner, '/v1/devices?page_size=200')) as {
      items: Device[];
    };
    const having = (presence: string) => items.filter((one) => one.presence === presence).length;
    expect(await count('')).toEqual({
      total: items.length,
      online: having('online'),
      late: having('late'),
      offline: having('offline'),
      new: having('new'),
    });
    expect(await count('?q=north')).toEqual({ total: 2, online: 0, late: 0, offline: 0, new: 2 });
    expect((await count(`?site_id=${filled.otherSite.id}`)).total).toBe(0);
    expect((await count(`?site_id=${other.site.id}`)).total).toBe(0);
  });
});
