import { randomUUID } from 'node:crypto';
import { readdir, utimes } from 'node:fs/promises';
import path from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { idFromUuid, uuidFromId } from '@eyrie/contracts';
import type { Retention, RetentionPolicy } from '@eyrie/contracts';
import sharp from 'sharp';
import { ObjectStore } from '../blobs/index.ts';
import { startTestApp, type TestApp, type TestPerson } from '../testing/app.ts';
import {
  eventRecord,
  frameRecord,
  newTestSite,
  sha256,
  telemetryRecord,
  type TestSite,
} from '../testing/fleet.ts';
import { RetentionWork } from './retention-work.ts';

const dayMs = 86_400_000;

let app: TestApp;
let person: TestPerson;
let site: TestSite;
let work: RetentionWork;
/** Each frame shows a later time than the one before. */
let captured = 0;
const never = new AbortController().signal;

beforeAll(async () => {
  app = await startTestApp();
  work = app.app.get(RetentionWork);
});
afterAll(() => app.close());
beforeEach(async () => {
  person = await app.newPerson();
  site = await newTestSite(app, person.organisationId);
});

const keepAll: RetentionPolicy = {
  frame_days: null,
  telemetry_days: null,
  event_days: 7,
  timelapse_days: null,
  command_days: null,
  refused_days: null,
  media_bytes_max: null,
};

async function setPolicy(change: Partial<RetentionPolicy>): Promise<void> {
  const response = await person.fetch('/v1/retention', {
    method: 'PUT',
    body: { ...keepAll, ...change },
    headers: { 'if-match': '*' },
  });
  expect(response.status).toBe(200);
}

async function read(): Promise<Retention> {
  return (await (await person.fetch('/v1/retention')).json()) as Retention;
}

/** Frames with pictures of their own, as devices send them. Returns their ids and hashes. */
async function sendFrames(count: number) {
  const bootEpoch = randomUUID();
  const frames = [];
  for (let sequence = 1; sequence <= count; sequence += 1) {
    const pictures = await Promise.all([picture(), picture()]);
    for (const bytes of pictures) expect((await site.putBlob(bytes)).ok).toBe(true);
    const [image, thumbnail] = pictures.map((bytes) => ({
      sha256: sha256(bytes),
      bytes: bytes.length,
      mediaType: 'image/jpeg',
    }));
    captured += 1;
    const capturedAt = new Date(Date.UTC(2026, 4, 1, 10, 0, captured)).toISOString();
    const record = frameRecord({ bootEpoch, sequence }, site, { image, thumbnail, capturedAt });
    expect((await site.sendRecords([record])).ok).toBe(true);
    frames.push({ id: record.body.frameId, hashes: pictures.map(sha256) });
  }
  return frames;
}

async function picture(): Promise<Buffer> {
  const random = () => Math.floor(Math.random() * 256);
  const background = { r: random(), g: random(), b: random() };
  return sharp({ create: { width: 16 + random(), height: 16 + random(), channels: 3, background } })
    .jpeg()
    .toBuffer();
}

/** As if all that the site has sent had come so many days ago. */
async function age(days: number): Promise<void> {
  const by = [site.organisationId, days];
  for (const [table, column] of [
    ['frame', 'received_at'],
    ['telemetry', 'received_at'],
    ['blob', 'stored_at'],
    ['stream_event', 'at'],
    ['camera_state', 'last_frame_received_at'],
  ]) {
    await app.database.query(
      `UPDATE ${table} SET ${column} = ${column} - $2 * interval '1 day' WHERE organisation_id = $1`,
      by,
    );
  }
}

async function count(table: string): Promise<number> {
  const [row] = await app.database.query<{ count: string }>(
    `SELECT count(*) FROM ${table} WHERE organisation_id = $1`,
    [site.organisationId],
  );
  return Number(row?.count);
}

/** Hashes of all files of the organisation. */
async function files(): Promise<string[]> {
  const folder = path.join(app.configuration.dataDirectory, 'objects', site.organisationId);
  const names = await readdir(folder, { recursive: true, withFileTypes: true });
  return names.filter((one) => one.isFile()).map(({ name }) => name);
}

async function ageFiles(days: number): Promise<void> {
  const folder = path.join(app.configuration.dataDirectory, 'objects', site.organisationId);
  const then = new Date(Date.now() - days * dayMs);
  for (const name of await files())
    await utimes(path.join(folder, name.slice(0, 2), name), then, then);
}

const run = (signal = never) => work.run(site.organisationId, signal);

describe('retention', () => {
  it('removes what is older than the policy says, with its bytes, and nothing else', async () => {
    const old = await sendFrames(3);
    await site.sendRecords([
      telemetryRecord({ bootEpoch: randomUUID(), sequence: 1 }),
      eventRecord({ bootEpoch: randomUUID(), sequence: 1 }),
    ]);
    await age(40);
    const young = await sendFrames(2);
    await site.sendRecords([telemetryRecord({ bootEpoch: randomUUID(), sequence: 1 })]);
    await setPolicy({ frame_days: 30, telemetry_days: 30, event_days: 5 });
    const counts = await run();
    expect(counts).toMatchObject({
      frames_deleted: 3,
      telemetry_deleted: 1,
      blobs_deleted: new Set(old.flatMap(({ hashes }) => hashes)).size,
    });
    expect(counts.events_deleted).toBeGreaterThan(0);
    expect((await files()).sort()).toEqual(young.flatMap(({ hashes }) => hashes).sort());
    expect([await count('frame'), await count('telemetry')]).toEqual([2, 1]);
    const seen = await read();
    expect(seen.last_run).toMatchObject({ ...counts, finished_at: expect.any(String) });
    expect(await run()).toMatchObject({ frames_deleted: 0, blobs_deleted: 0, events_deleted: 0 });
  });

  it('keeps pinned frames and the newest of each camera', async () => {
    const frames = await sendFrames(3);
    const [first] = frames;
    expect((await person.fetch(`/v1/frames/${first?.id}/pin`, { method: 'PUT' })).status).toBe(204);
    await age(400);
    await setPolicy({ frame_days: 1 });
    expect(await run()).toMatchObject({ frames_deleted: 1 });
    expect((await person.fetch(`/v1/frames/${first?.id}/image`)).status).toBe(200);
    expect((await person.fetch(`/v1/frames/${frames[2]?.id}/image`)).status).toBe(200);
    await person.fetch(`/v1/frames/${first?.id}/pin`, { method: 'DELETE' });
    expect(await run()).toMatchObject({ frames_deleted: 1 });
    expect((await person.fetch(`/v1/frames/${first?.id}`)).status).toBe(404);
  });

  it('keeps the frames of a locked range, until it is unlocked', async () => {
    const frames = await sendFrames(3);
    const [slot] = await app.database.query<{ slot_at: Date; camera_id: string }>(
      'SELECT slot_at, camera_id FROM frame WHERE organisation_id = $1 ORDER BY captured_at LIMIT 1',
      [site.organisationId],
    );
    const from = slot?.slot_at ?? new Date(0);
    const lock = await person.fetch('/v1/locked-ranges', {
      method: 'POST',
      body: {
        camera_id: idFromUuid('camera', slot?.camera_id ?? ''),
        from: from.toISOString(),
        to: new Date(from.getTime() + 1).toISOString(),
        reason: 'the storm',
      },
    });
    expect(lock.status).toBe(201);
    const { id } = (await lock.json()) as { id: string };
    const expected = await count('frame');
    await app.database.query(
      `UPDATE frame SET slot_at = $2 WHERE organisation_id = $1 AND id <> $3`,
      [site.organisationId, new Date(from.getTime() + 1), uuidFromId('frame', frames[0]?.id ?? '')],
    );
    await age(400);
    await setPolicy({ frame_days: 1 });
    expect(await run()).toMatchObject({ frames_deleted: expected - 2 });
    expect((await person.fetch(`/v1/frames/${frames[0]?.id}/image`)).status).toBe(200);
    await person.fetch(`/v1/locked-ranges/${id}`, { method: 'DELETE' });
    expect(await run()).toMatchObject({ frames_deleted: 1 });
  });

  it('keeps media within their bound by letting the oldest frames go', async () => {
    const frames = await sendFrames(4);
    await age(1);
    // A bound of 100 MB is the smallest: the pictures count as 60 MB each frame.
    await app.database.query('UPDATE blob SET bytes = 30000000 WHERE organisation_id = $1', [
      site.organisationId,
    ]);
    await setPolicy({ media_bytes_max: 130_000_000 });
    await run();
    const kept = await read();
    expect(kept.media_bytes).toBeLessThanOrEqual(130_000_000);
    expect((await person.fetch(`/v1/frames/${frames[3]?.id}`)).status).toBe(200);
  });

  it('leaves bytes that another frame names, or that were asked for just now', async () => {
    const [first] = await sendFrames(1);
    const [hash = ''] = first?.hashes ?? [];
    await age(40);
    await sendFrames(1);
    // A worker that took the same picture again is told that it is there.
    const bytes = Buffer.from(
      await (await person.fetch(`/v1/frames/${first?.id}/image`)).arrayBuffer(),
    );
    expect(sha256(bytes)).toBe(hash);
    expect((await site.putBlob(bytes)).ok).toBe(true);
    await setPolicy({ frame_days: 30 });
    expect(await run()).toMatchObject({ frames_deleted: 1, blobs_deleted: 1 });
    expect(await files()).toContain(hash);
  });

  it('leaves the file that a command brought', async () => {
    const [old] = await sendFrames(1);
    const [hash = ''] = old?.hashes ?? [];
    await app.database.query(
      `INSERT INTO command (organisation_id, id, site_id, device_id, sequence, type, parameters, state,
         file_sha256, signed, created_at, expires_at)
       SELECT organisation_id, gen_random_uuid(), site_id, id, 1, 'log_tail', '{}', 'succeeded', $2,
         '{}', now(), now()
       FROM device WHERE organisation_id = $1 LIMIT 1`,
      [site.organisationId, hash],
    );
    await age(40);
    await sendFrames(1);
    await setPolicy({ frame_days: 30 });
    expect(await run()).toMatchObject({ frames_deleted: 1, blobs_deleted: 1 });
    expect(await files()).toContain(hash);
  });

  it('converges after it was killed at any step', async () => {
    for (let kill = 1; ; kill += 1) {
      person = await app.newPerson();
      site = await newTestSite(app, person.organisationId);
      await sendFrames(3);
      await age(40);
      const young = await sendFrames(1);
      await setPolicy({ frame_days: 30 });
      const { signal, died } = dieAtStep(kill);
      const outcome = await run(signal).then(
        () => 'finished',
        () => 'killed',
      );
      // Never a row without its object.
      const present = new Set(await files());
      const rows = await app.database.query<{ sha: string }>(
        "SELECT encode(sha256, 'hex') AS sha FROM blob WHERE organisation_id = $1",
        [site.organisationId],
      );
      expect(rows.filter(({ sha }) => !present.has(sha))).toEqual([]);
      await ageFiles(2);
      await run();
      expect((await files()).sort()).toEqual(young.flatMap(({ hashes }) => hashes).sort());
      expect(await count('frame')).toBe(1);
      expect((await read()).last_run?.finished_at).not.toBeNull();
      if (!died()) {
        expect(outcome).toBe('finished');
        expect(kill).toBeGreaterThan(8);
        return;
      }
    }
  }, 120_000);

  it('removes a file without a row only when no upload can be at it any more', async () => {
    await sendFrames(1);
    await app.database.query('DELETE FROM blob WHERE organisation_id = $1', [site.organisationId]);
    await setPolicy({});
    await run();
    expect(await files()).toHaveLength(2);
    await ageFiles(2);
    await run();
    expect(await files()).toEqual([]);
  });

  it('touches nobody else’s data, and is changed by administrators alone', async () => {
    await sendFrames(2);
    await age(400);
    const mine = site.organisationId;
    const other = await app.newPerson();
    await other.fetch('/v1/retention', {
      method: 'PUT',
      body: { ...keepAll, frame_days: 1 },
      headers: { 'if-match': '*' },
    });
    await work.run(other.organisationId, never);
    await setPolicy({});
    expect(await count('frame')).toBe(2);
    const viewer = await app.newPerson({ role: 'viewer', organisationId: mine });
    const refused = await viewer.fetch('/v1/retention', { method: 'PUT', body: keepAll });
    expect(refused.status).toBe(403);
    expect((await viewer.fetch('/v1/retention')).status).toBe(200);
    const wrong = await person.fetch('/v1/retention', {
      method: 'PUT',
      body: { ...keepAll, event_days: 8 },
      headers: { 'if-match': '*' },
    });
    expect(wrong.status).toBe(422);
  });

  it('drops months that are past for everybody', async () => {
    await app.database.query(
      `CREATE TABLE telemetry_m202001 PARTITION OF telemetry
         FOR VALUES FROM ('2020-01-01Z') TO ('2020-02-01Z')`,
    );
    await app.database.query(
      `CREATE TABLE frame_m202001 PARTITION OF frame FOR VALUES FROM ('2020-01-01Z') TO ('2020-02-01Z')`,
    );
    await site.sendRecords([telemetryRecord({ bootEpoch: randomUUID(), sequence: 1 })]);
    await sendFrames(1);
    await app.database.query(
      "UPDATE telemetry SET received_at = '2020-01-15Z' WHERE organisation_id = $1",
      [site.organisationId],
    );
    await app.database.query(
      "UPDATE frame SET received_at = '2020-01-15Z' WHERE organisation_id = $1",
      [site.organisationId],
    );
    const months = async () =>
      (
        await app.database.query<{ relname: string }>(
          "SELECT relname FROM pg_class WHERE relname LIKE '%\\_m202001' AND relkind = 'r' ORDER BY 1",
        )
      ).map(({ relname }) => relname);
    await setPolicy({});
    await work.runAll(never);
    // This organisation keeps for ever.
    expect(await months()).toEqual(['frame_m202001', 'telemetry_m202001']);
    await app.database.query('UPDATE retention_policy SET telemetry_days = 30');
    await work.runAll(never);
    expect(await months()).toEqual(['frame_m202001']);
    expect(await count('telemetry')).toBe(0);
  });

  it('is a job that one replica at a time takes', async () => {
    const jobs = await app.database.query<{ policy: string; cron: string }>(
      `SELECT q.policy, s.cron FROM eyrie_jobs.queue q
       JOIN eyrie_jobs.schedule s ON s.name = q.name WHERE q.name = 'retention'`,
    );
    expect(jobs).toEqual([{ policy: 'exclusive', cron: '*/15 * * * *' }]);
  });
});

/** A signal that is aborted at the n-th look at it: as near to a kill as a process comes to itself. */
function dieAtStep(step: number): { signal: AbortSignal; died: () => boolean } {
  const controller = new AbortController();
  let looks = 0;
  const { signal } = controller;
  signal.throwIfAborted = () => {
    looks += 1;
    if (looks >= step) throw new Error('killed');
  };
  return { signal, died: () => looks >= step };
}

describe('ObjectStore', () => {
  it('has no old objects of an organisation that never stored any', async () => {
    const store = app.app.get(ObjectStore);
    for await (const hashes of store.listOld(randomUUID(), Date.now())) expect(hashes).toEqual([]);
    await store.remove(randomUUID(), 'a'.repeat(64));
  });
});
