import { randomBytes, randomUUID } from 'node:crypto';
import { request } from 'node:http';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import {
  idFromUuid,
  jpegBytesMax,
  onBehalfOfHeader,
  type Frame,
  type Timelapse,
} from '@eyrie/contracts';
import sharp from 'sharp';
import { newUuid } from '../database/uuid.ts';
import { startTestApp, type TestApp, type TestPerson } from '../testing/app.ts';
import {
  frameRecord,
  newTestSite,
  reference,
  sha256,
  type TestSite,
  timelapseRecord,
} from '../testing/fleet.ts';

let app: TestApp;
let person: TestPerson;
let site: TestSite;

beforeAll(async () => {
  app = await startTestApp();
});
afterAll(() => app.close());
beforeEach(async () => {
  person = await app.newPerson();
  site = await newTestSite(app, person.organisationId);
});

/** Each time another picture. */
async function newPicture(): Promise<Buffer> {
  return sharp(randomBytes(48 * 32 * 3), { raw: { width: 48, height: 32, channels: 3 } })
    .jpeg()
    .toBuffer();
}

function newVideo(): Buffer {
  const video = Buffer.alloc(100_000, Math.floor(Math.random() * 256));
  video.writeUInt32BE(24, 0);
  video.write('ftypisom', 4, 'latin1');
  video.write(randomUUID(), 100, 'latin1');
  return video;
}

async function newFrame(image: Buffer, thumbnail: Buffer): Promise<string> {
  const record = frameRecord({ bootEpoch: randomUUID(), sequence: 1 }, site, {
    image: reference(image, 'image/jpeg'),
    thumbnail: reference(thumbnail, 'image/jpeg'),
  });
  expect((await site.sendRecords([record])).status).toBe(200);
  return record.body.frameId;
}

async function newTimelapse(video: Buffer, poster: Buffer): Promise<string> {
  const timelapseId = idFromUuid('timelapse', newUuid());
  const cameraId = idFromUuid('camera', site.cameraId);
  const record = timelapseRecord(
    { bootEpoch: randomUUID(), sequence: 1 },
    { timelapseId, cameraId },
    { video: reference(video, 'video/mp4'), poster: reference(poster, 'image/jpeg') },
  );
  expect((await site.sendRecords([record])).status).toBe(200);
  return timelapseId;
}

async function codeOf(response: Response): Promise<[number, string]> {
  return [response.status, ((await response.json()) as { code: string }).code];
}

function events(type: string) {
  return app.database.query<{ data: Record<string, unknown> }>(
    'SELECT data FROM stream_event WHERE organisation_id = $1 AND type = $2 ORDER BY seq',
    [site.organisationId, type],
  );
}

describe('PUT /edge/v1/blobs/{sha256}', () => {
  it('stores bytes, says so again when asked again, and shows them', async () => {
    const [image, thumbnail] = [await newPicture(), await newPicture()];
    const frameId = await newFrame(image, thumbnail);
    expect(await codeOf(await person.fetch(`/v1/frames/${frameId}/image`))).toEqual([
      404,
      'frame.not_stored',
    ]);
    const first = await site.putBlob(image);
    expect([first.status, await first.json()]).toEqual([
      201,
      { sha256: sha256(image), bytes: image.length, stored: true },
    ]);
    expect((await site.putBlob(image)).status).toBe(200);
    const shown = await person.fetch(`/v1/frames/${frameId}/image`);
    expect(Object.fromEntries(shown.headers)).toMatchObject({
      'content-type': 'image/jpeg',
      'cache-control': 'private, max-age=31536000, immutable',
      'x-content-type-options': 'nosniff',
      'cross-origin-resource-policy': 'same-origin',
      etag: `"${sha256(image)}"`,
    });
    expect(Buffer.from(await shown.arrayBuffer())).toEqual(image);
    const frame = (await (await person.fetch(`/v1/frames/${frameId}`)).json()) as Frame;
    expect(frame).toMatchObject({ image_url: `/v1/frames/${frameId}/image`, thumbnail_url: null });
  });

  it('tells once that bytes have arrived, whichever of record and bytes came first', async () => {
    const [image, thumbnail] = [await newPicture(), await newPicture()];
    await site.putBlob(thumbnail);
    const frameId = await newFrame(image, thumbnail);
    await site.putBlob(image);
    await site.putBlob(image);
    expect((await events('capture.completed'))[0]?.data).toMatchObject({
      image_url: null,
      thumbnail_url: `/v1/frames/${frameId}/thumbnail`,
    });
    expect((await events('media.stored')).map(({ data }) => data)).toEqual([
      { sha256: sha256(image), role: 'image', frame_ids: [frameId], timelapse_ids: [] },
    ]);
  });

  it('loses no arrival when record and bytes come at the same time', async () => {
    for (let i = 0; i < 15; i += 1) {
      const [image, thumbnail] = [await newPicture(), await newPicture()];
      const [frameId] = await Promise.all([newFrame(image, thumbnail), site.putBlob(image)]);
      const completed = (await events('capture.completed')).find(
        ({ data }) => data['frame_id'] === frameId,
      );
      const stored = (await events('media.stored')).filter(
        ({ data }) => data['sha256'] === sha256(image),
      );
      expect([completed?.data['image_url'] !== null, stored.length]).toEqual(
        stored.length === 1 ? [false, 1] : [true, 0],
      );
    }
  });

  it('answers HEAD whether it has them', async () => {
    const image = await newPicture();
    const head = (name: string) => site.fetch(`/edge/v1/blobs/${name}`, { method: 'HEAD' });
    expect((await head(sha256(image))).status).toBe(404);
    await site.putBlob(image);
    expect((await head(sha256(image))).status).toBe(200);
    expect((await head('..%2fetc')).status).toBe(422);
  });

  it('refuses what is not what it says', async () => {
    const image = await newPicture();
    const put = (pathname: string, bytes: Buffer, headers: Record<string, string> = {}) =>
      site.fetch(`/edge/v1/blobs/${pathname}`, {
        method: 'PUT',
        headers: {
          'content-type': 'image/jpeg',
          [onBehalfOfHeader]: idFromUuid('device', site.workerId),
          ...headers,
        },
        body: bytes as unknown as Uint8Array<ArrayBuffer>,
      });
    expect(await codeOf(await put('a'.repeat(64), image))).toEqual([422, 'blob.mismatch']);
    expect(await codeOf(await site.putBlob(image.subarray(0, 300)))).toEqual([422, 'blob.damaged']);
    expect(await codeOf(await put('not-a-hash', image))).toEqual([422, 'blob.name_invalid']);
    expect((await site.putBlob(image, 'image/svg+xml')).status).toBe(415);
    expect(await codeOf(await put(sha256(image), image, { 'content-encoding': 'gzip' }))).toEqual([
      422,
      'blob.media_type',
    ]);
    expect(await codeOf(await site.putBlob(Buffer.alloc(33 * 1024 * 1024)))).toEqual([
      413,
      'blob.too_large',
    ]);
    const neighbour = await newTestSite(app, person.organisationId);
    const foreign = { [onBehalfOfHeader]: idFromUuid('device', neighbour.workerId) };
    expect(await codeOf(await site.putBlob(image, 'image/jpeg', foreign))).toEqual([
      403,
      'blob.foreign_device',
    ]);
    await site.putBlob(image, 'image/jpeg', { 'eyrie-term': '7' });
    expect(await codeOf(await site.putBlob(image))).toEqual([409, 'site.fenced']);
  });

  it('keeps nothing of an upload that is cut off, and takes it the next time', async () => {
    const image = await newPicture();
    const cut = new Promise<void>((resolve) => {
      const abort = new AbortController();
      const body = new ReadableStream({
        start: (controller) => controller.enqueue(image.subarray(0, 200)),
      });
      setTimeout(() => abort.abort(), 50);
      site
        .fetch(`/edge/v1/blobs/${sha256(image)}`, {
          method: 'PUT',
          headers: { 'content-type': 'image/jpeg', [onBehalfOfHeader]: idFromUuid('device', site.workerId) },
          body,
          duplex: 'half',
          signal: abort.signal,
        })
        .then(() => resolve(), () => resolve()); // prettier-ignore
    });
    await cut;
    expect((await site.fetch(`/edge/v1/blobs/${sha256(image)}`, { method: 'HEAD' })).status).toBe(
      404,
    );
    expect((await site.putBlob(image)).status).toBe(201);
  });

  it('is a part of its organisation: the same bytes elsewhere are other bytes', async () => {
    const image = await newPicture();
    await site.putBlob(image);
    const other = await newTestSite(app, (await app.newPerson()).organisationId);
    expect((await other.fetch(`/edge/v1/blobs/${sha256(image)}`, { method: 'HEAD' })).status).toBe(
      404,
    );
    expect((await other.putBlob(image)).status).toBe(201);
  });
});

describe('GET /v1/timelapses/{id}/video', () => {
  it('answers ranges, conditions and HEAD', async () => {
    const [video, poster] = [newVideo(), await newPicture()];
    const id = await newTimelapse(video, poster);
    expect((await person.fetch(`/v1/timelapses/${id}/video`)).status).toBe(404);
    expect((await site.putBlob(video, 'video/mp4')).status).toBe(201);
    await site.putBlob(poster);
    const get = (headers: Record<string, string>, method = 'GET') =>
      person.fetch(`/v1/timelapses/${id}/video`, { headers, method });

    const part = await get({ range: 'bytes=1000-1999' });
    expect([part.status, part.headers.get('content-range')]).toEqual([
      206,
      `bytes 1000-1999/${video.length}`,
    ]);
    expect(Buffer.from(await part.arrayBuffer())).toEqual(video.subarray(1000, 2000));

    const etag = `"${sha256(video)}"`;
    expect((await get({ range: 'bytes=0-9', 'if-range': etag })).status).toBe(206);
    const whole = await get({ range: 'bytes=0-9', 'if-range': '"other"' });
    expect([whole.status, (await whole.arrayBuffer()).byteLength]).toEqual([200, video.length]);

    const beyond = await get({ range: `bytes=${video.length}-` });
    expect([beyond.status, beyond.headers.get('content-range')]).toEqual([
      416,
      `bytes */${video.length}`,
    ]);
    const known = await get({ 'if-none-match': `W/${etag}` });
    expect([known.status, await known.text()]).toEqual([304, '']);

    const head = await get({}, 'HEAD');
    expect([
      head.status,
      head.headers.get('content-length'),
      head.headers.get('accept-ranges'),
    ]).toEqual([200, String(video.length), 'bytes']);
    const shown = await person.fetch(`/v1/timelapses/${id}/poster`);
    expect(Buffer.from(await shown.arrayBuffer())).toEqual(poster);
    const stored = (await events('media.stored')).map(({ data }) => [
      data['role'],
      data['timelapse_ids'],
    ]);
    expect(stored).toEqual([['video', [id]], ['poster', [id]]]); // prettier-ignore
  });

  it('does not exist for another organisation, nor without a cookie', async () => {
    const [video, poster] = [newVideo(), await newPicture()];
    const id = await newTimelapse(video, poster);
    await site.putBlob(video, 'video/mp4');
    const other = await app.newPerson();
    for (const path of [
      `/v1/timelapses/${id}`,
      `/v1/timelapses/${id}/video`,
      `/v1/timelapses/${id}/poster`,
    ]) {
      expect((await other.fetch(path)).status).toBe(404);
      expect((await fetch(`${app.url}${path}`)).status).toBe(401);
    }
    const camera = idFromUuid('camera', site.cameraId);
    for (const [who, length] of [
      [person, 1],
      [other, 0],
    ] as const) {
      // prettier-ignore
      const list = (await (await who.fetch(`/v1/timelapses?camera_id=${camera}`)).json()) as { items: Timelapse[] };
      expect(list.items).toHaveLength(length);
    }
  });

  it('serves a keep-alive connection after the bytes of a known blob were not read', async () => {
    const video = newVideo();
    await site.putBlob(video, 'video/mp4');
    const again = await site.putBlob(video, 'video/mp4');
    expect(again.status).toBe(200);
    expect((await site.fetch(`/edge/v1/blobs/${sha256(video)}`)).status).toBe(200);
  });
});

it('refuses whoever has no token before a byte is looked at', async () => {
  const { hostname, port } = new URL(app.url);
  const answered = new Promise<number>((resolve, reject) => {
    const upload = request({
      hostname,
      port,
      method: 'PUT',
      path: `/edge/v1/blobs/${'a'.repeat(64)}`,
      headers: { 'content-type': 'image/jpeg', 'transfer-encoding': 'chunked' },
    });
    upload.on('response', (response) => {
      response.resume();
      resolve(response.statusCode ?? 0);
      upload.destroy();
    });
    upload.on('error', reject);
    upload.write(Buffer.alloc(1024));
  });
  expect(await answered).toBe(401);
});

it('stops reading what is larger than it may be, whatever length was announced', async () => {
  const mebibyte = Buffer.alloc(1024 * 1024, 0xff);
  let sent = 0;
  const endless = new ReadableStream<Uint8Array>({
    pull(controller) {
      sent += mebibyte.length;
      if (sent > 4 * jpegBytesMax) controller.close();
      else controller.enqueue(mebibyte);
    },
  });
  const answer = await site
    .fetch(`/edge/v1/blobs/${'a'.repeat(64)}`, {
      method: 'PUT',
      headers: {
        'content-type': 'image/jpeg',
        [onBehalfOfHeader]: idFromUuid('device', site.workerId),
      },
      body: endless,
      duplex: 'half',
    })
    .then(codeOf, () => null); // The cloud may hang up before its answer is read.
  expect(answer === null || answer[0] === 413).toBe(true);
  // What lay in buffers on the way comes on top of what it may have.
  expect(sent).toBeLessThan(jpegBytesMax + 16 * mebibyte.length);
  const [stored] = await app.database.query<{ count: number }>(
    'SELECT count(*) FROM blob WHERE organisation_id = $1',
    [site.organisationId],
  );
  expect(stored?.count).toBe(0);
});
