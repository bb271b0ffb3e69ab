import { createHash, randomBytes } from 'node:crypto';
import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { Bucket } from '../blobs/s3/bucket.ts';
import { hasS3Server, S3Server } from '../testing/s3-server.ts';
import { BucketExportFiles } from './bucket-export-files.ts';

const organisationId = '0190a1b2-0000-7000-8000-000000000001';

(hasS3Server ? describe : describe.skip)('archives in a bucket', () => {
  let server: S3Server;
  let folder: string;
  const replica = (name: string) =>
    new BucketExportFiles(path.join(folder, name), new Bucket(server.settings));

  beforeAll(async () => {
    folder = mkdtempSync(path.join(os.tmpdir(), 'eyrie-exports-'));
    server = await S3Server.start();
  });
  afterAll(async () => {
    await server.stop();
    rmSync(folder, { recursive: true, force: true });
  });

  it('are found by another replica than the one that made them, and removed for good', async () => {
    const [one, other] = [replica('one'), replica('other')];
    const content = randomBytes(10_000);
    const sha256 = createHash('sha256').update(content).digest('hex');
    const draft = await one.draft(organisationId, 'guess-me', 1);
    writeFileSync(draft, content);
    await one.keep(organisationId, 'guess-me', { draft, bytes: content.length, sha256 });
    expect(existsSync(draft)).toBe(false);
    expect(await other.has(organisationId, 'guess-me')).toBe(true);
    const part = await other.read(organisationId, 'guess-me', { start: 5, end: 9 }).toArray();
    expect(Buffer.concat(part as Buffer[])).toEqual(content.subarray(5, 10));
    expect(await server.keys()).toEqual([`eyrie/exports/${organisationId}/guess-me.tar`]);
    // Young, and perhaps not in the list yet; one that is kept stays however old it is.
    expect(await other.sweep(organisationId, [])).toBe(0);
    await other.removeAll(organisationId);
    expect(await server.keys()).toEqual([]);
    expect(await one.has(organisationId, 'guess-me')).toBe(false);
  });
});
