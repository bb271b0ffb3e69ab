import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { idFromUuid, type Frame } from '@eyrie/contracts';
import { newUuid } from '../database/uuid.ts';
import { Tenancy } from '../tenancy/index.ts';
import { startTestApp, type TestApp, type TestPerson } from '../testing/app.ts';
import { frameRecord, newTestSite, type TestSite } from '../testing/fleet.ts';
import { FramesService } from './index.ts';

let app: TestApp;
let person: TestPerson;
let site: TestSite;
let bootEpoch: string;

beforeAll(async () => {
  app = await startTestApp();
});
afterAll(() => app.close());
beforeEach(async () => {
  person = await app.newPerson();
  site = await newTestSite(app, person.organisationId);
  bootEpoch = randomUUID();
});

const at = (sequence: number) => ({ bootEpoch, sequence });

async function send(records: object[]): Promise<void> {
  const answer = await site.sendRecords(records);
  expect([answer.status, await answer.json()]).toMatchObject([200, { refused: [] }]);
}

describe('GET /v1/cameras/{id}/frames', () => {
  it('pages newest first, and within a time', async () => {
    const minutes = Array.from({ length: 25 }, (_, i) => String(i).padStart(2, '0'));
    await send(minutes.map((m, i) => frameRecord(at(i + 1), site, { capturedAt: `2026-05-01T10:${m}:00.000Z` }))); // prettier-ignore
    const list = `/v1/cameras/${idFromUuid('camera', site.cameraId)}/frames`;
    const seen: string[] = [];
    let token: string | null = '';
    while (token !== null) {
      const query: string = token === '' ? '' : `&page_token=${token}`;
      const page = (await (await person.fetch(`${list}?page_size=10${query}`)).json()) as { items: Frame[]; next_page_token: string | null }; // prettier-ignore
      seen.push(...page.items.map((frame) => frame.captured_at.slice(14, 16)));
      token = page.next_page_token;
    }
    expect(seen).toEqual(minutes.toReversed());
    const part = (await (
      await person.fetch(`${list}?from=2026-05-01T10:05:00Z&to=2026-05-01T10:08:00Z`)
    ).json()) as { items: Frame[] };
    expect(part.items.map((frame) => frame.captured_at.slice(14, 16))).toEqual(['07', '06', '05']);
    expect((await person.fetch(`${list}?page_token=nonsense`)).status).toBe(422);
  });

  it('does not exist for another organisation', async () => {
    const record = frameRecord(at(1), site);
    await send([record]);
    const other = await app.newPerson();
    for (const path of [
      `/v1/cameras/${idFromUuid('camera', site.cameraId)}/frames`,
      `/v1/frames/${record.body.frameId}`,
      `/v1/frames/${record.body.frameId}/image`,
      `/v1/frames/${record.body.frameId}/thumbnail`,
      '/v1/frames/..%2f..%2fetc',
      '/v1/cameras/cam_x/frames',
    ]) {
      const answer = await other.fetch(path);
      expect([path, answer.status]).toEqual([path, 404]);
      expect([path, (await fetch(`${app.url}${path}`)).status]).toEqual([path, 401]);
    }
    expect((await person.fetch(`/v1/frames/${record.body.frameId}`)).status).toBe(200);
  });

  it('knows the newest frame of a camera and how many there are', async () => {
    const capturedAt = (minute: number) => `2026-05-01T10:${minute}:00.000Z`;
    const newest = frameRecord(at(3), site, { capturedAt: capturedAt(30) });
    await send([frameRecord(at(1), site, { capturedAt: capturedAt(10) }), newest]);
    await send([frameRecord(at(2), site, { capturedAt: capturedAt(20) })]);
    const latest = await app.app
      .get(Tenancy)
      .transaction(site.organisationId, (tx) =>
        app.app
          .get(FramesService)
          .latestByCamera(tx, site.organisationId, [site.cameraId, newUuid()]),
      );
    expect([...latest]).toEqual([
      [
        site.cameraId,
        { framesTotal: 3, lastFrame: expect.objectContaining({ id: newest.body.frameId }) },
      ],
    ]);
  });
});
