import { createHash } from 'node:crypto';
import { readdirSync } from 'node:fs';
import path from 'node:path';
import { Readable } from 'node:stream';
import { ListObjectVersionsCommand } from '@aws-sdk/client-s3';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { LongOperation, OrganisationExport } from '@eyrie/contracts';
import { ErasureWork } from '../erasure/erasure-work.ts';
import { RetentionWork } from '../retention/retention-work.ts';
import { startTestApp, type TestApp } from '../testing/app.ts';
import { fillOrganisation, type FilledOrganisation } from '../testing/filled-organisation.ts';
import { hasS3Server, S3Server } from '../testing/s3-server.ts';
import { ObjectStore } from './object-store.ts';

(hasS3Server ? describe : describe.skip)('an organisation whose media are in a bucket', () => {
  let server: S3Server;
  let cloud: TestApp;
  let going: FilledOrganisation;
  let staying: FilledOrganisation;
  const never = new AbortController().signal;

  beforeAll(async () => {
    server = await S3Server.start();
    // One that keeps versions: what is deleted there is only hidden.
    cloud = await startTestApp({ s3: await server.makeBucket('kept', { versions: true }) });
    going = await fillOrganisation(cloud, 'goingcanary');
    staying = await fillOrganisation(cloud, 'stayingcanary');
  });
  afterAll(async () => {
    await cloud.close();
    await server.stop();
  });

  /** Names of all versions and marks of deletion that have something of an organisation. */
  const versionsOf = async (organisationId: string): Promise<string[]> => {
    const page = await server.client.send(new ListObjectVersionsCommand({ Bucket: 'kept' }));
    return [...(page.Versions ?? []), ...(page.DeleteMarkers ?? [])]
      .map(({ Key = '' }) => Key)
      .filter((key) => key.includes(organisationId));
  };
  const isArchive = (key: string) => key.startsWith('eyrie/exports/');
  const archivesOf = async (organisationId: string) =>
    (await versionsOf(organisationId)).filter(isArchive);
  const mediaOf = async (organisationId: string) =>
    [...new Set(await versionsOf(organisationId))].filter((key) => !isArchive(key)).toSorted();
  const blobsOf = async (organisationId: string): Promise<string[]> => {
    const rows = await cloud.database.query<{ sha256: string }>(
      `SELECT encode(sha256, 'hex') AS sha256 FROM blob WHERE organisation_id = $1`,
      [organisationId],
    );
    return rows
      .map(({ sha256 }) => `eyrie/${organisationId}/${sha256.slice(0, 2)}/${sha256}`)
      .toSorted();
  };

  it('has them there and nowhere else', async () => {
    const blobs = await blobsOf(staying.organisationId);
    expect(blobs.length).toBeGreaterThan(0);
    expect(await mediaOf(staying.organisationId)).toEqual(blobs);
    const files = readdirSync(path.join(cloud.configuration.dataDirectory, 'objects'), {
      recursive: true,
      withFileTypes: true,
    });
    expect(files.filter((entry) => entry.isFile())).toEqual([]);
  });

  it('exports them to an archive that is there, too', async () => {
    const { owner, organisationId } = going;
    const before = await archivesOf(organisationId);
    const asked = await owner.fetch('/v1/organisation/exports', {
      method: 'POST',
      body: { with_media: true },
    });
    expect(asked.status).toBe(202);
    const { id } = (await asked.json()) as LongOperation;
    const ended = await owner.fetch(`/v1/operations/${id}?wait_seconds=30`);
    expect(await ended.json()).toMatchObject({ state: 'succeeded' });
    const { items } = (await (await owner.fetch('/v1/organisation/exports')).json()) as {
      items: OrganisationExport[];
    };
    const archive = await owner.fetch(items[0]?.download_url ?? '');
    const bytes = Buffer.from(await archive.arrayBuffer());
    expect(createHash('sha256').update(bytes).digest('hex')).toBe(items[0]?.sha256);
    expect(await archivesOf(organisationId)).toHaveLength(before.length + 1);
  });

  it('loses for good what no row knows, and nothing else, by retention', async () => {
    const { organisationId } = staying;
    const stray = Buffer.concat([
      Buffer.from('\0\0\0\x18ftypisom', 'latin1'),
      Buffer.alloc(500, 9),
    ]);
    const sha256 = createHash('sha256').update(stray).digest('hex');
    const object = { organisationId, sha256, mediaType: 'video/mp4', bytes: null } as const;
    const store = cloud.app.get(ObjectStore);
    for (let times = 0; times < 2; times += 1) await store.put(object, Readable.from([stray]));
    const strays = async () =>
      (await versionsOf(organisationId)).filter((key) => key.endsWith(sha256)).length;
    expect(await strays()).toBe(2);
    await cloud.app.get(RetentionWork).run(organisationId, never, Date.now() + 2 * 86_400_000);
    expect(await strays()).toBe(0);
    expect(await mediaOf(organisationId)).toEqual(await blobsOf(organisationId));
  });

  it('is erased with every version of every object and archive', async () => {
    const body = { organisation_name: 'goingcanary Observatory', reason: 'The project is over.' };
    const asked = await going.owner.fetch('/v1/organisation/erasure', { method: 'POST', body });
    expect(asked.status).toBe(201);
    await cloud.database.query('UPDATE organisation_erasure SET due_at = now()');
    const kept = await versionsOf(staying.organisationId);
    await cloud.app.get(ErasureWork).run(going.organisationId, never);
    expect(await versionsOf(going.organisationId)).toEqual([]);
    expect(await versionsOf(staying.organisationId)).toEqual(kept);
  });
});
