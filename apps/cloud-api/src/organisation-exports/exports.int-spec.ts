import { createHash } from 'node:crypto';
import { readdirSync } from 'node:fs';
import path from 'node:path';
import { Readable } from 'node:stream';
import { buffer } from 'node:stream/consumers';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { LongOperation, OrganisationExport } from '@eyrie/contracts';
import { extract } from 'tar-stream';
import { JobQueue, workQueues } from '../job-queue/index.ts';
import { Tenancy } from '../tenancy/index.ts';
import { startTestApp, type TestApp, type TestPerson } from '../testing/app.ts';
import { fillOrganisation, type FilledOrganisation } from '../testing/filled-organisation.ts';
import type { ExportManifest } from './export-archive.ts';
import { harmlessColumns, withheldColumns } from './export-columns.ts';

async function unpack(bytes: Buffer): Promise<Map<string, Buffer>> {
  const entries = new Map<string, Buffer>();
  for await (const entry of Readable.from([bytes]).pipe(extract())) {
    entries.set(entry.header.name, await buffer(entry));
  }
  return entries;
}

describe('an export of an organisation', () => {
  let cloud: TestApp;
  let alpha: FilledOrganisation;
  let beta: FilledOrganisation;
  beforeAll(async () => {
    cloud = await startTestApp();
    alpha = await fillOrganisation(cloud, 'alphacanary');
    beta = await fillOrganisation(cloud, 'betacanary');
  });
  afterAll(async () => {
    await cloud.close();
  });

  const begin = async (person: TestPerson, body: object = {}): Promise<LongOperation> => {
    const answer = await person.fetch('/v1/organisation/exports', { method: 'POST', body });
    expect(answer.status).toBe(202);
    return (await answer.json()) as LongOperation;
  };
  const ended = async (person: TestPerson, { id }: LongOperation): Promise<LongOperation> => {
    const answer = await person.fetch(`/v1/operations/${id}?wait_seconds=30`);
    return (await answer.json()) as LongOperation;
  };
  const newest = async (person: TestPerson): Promise<OrganisationExport> => {
    const answer = await person.fetch('/v1/organisation/exports');
    const { items } = (await answer.json()) as { items: OrganisationExport[] };
    const [first] = items;
    if (!first) throw new Error('There is no export.');
    return first;
  };
  const make = async (person: TestPerson): Promise<OrganisationExport> => {
    const operation = await ended(person, await begin(person));
    expect([operation.state, operation.error]).toEqual(['succeeded', null]);
    return newest(person);
  };
  const download = async (person: TestPerson, url: string | null): Promise<Buffer> => {
    const answer = await person.fetch(url ?? '');
    expect(answer.status).toBe(200);
    expect(answer.headers.get('cache-control')).toBe('private, no-store');
    return Buffer.from(await answer.arrayBuffer());
  };

  it('holds every row and every file of it, and nothing of another, made at the same time', async () => {
    const made = await Promise.all([make(alpha.owner), make(beta.owner)]);
    const [a, b] = await Promise.all(
      made.map(async (one, index) => {
        const bytes = await download([alpha, beta][index]?.owner ?? alpha.owner, one.download_url);
        expect(createHash('sha256').update(bytes).digest('hex')).toBe(one.sha256);
        return bytes;
      }),
    );
    expect(a?.includes(alpha.word)).toBe(true);
    expect(a?.includes(beta.word)).toBe(false);
    expect(b?.includes(beta.word)).toBe(true);
    expect(b?.includes(alpha.word)).toBe(false);

    const entries = await unpack(a ?? Buffer.alloc(0));
    const manifest = JSON.parse(String(entries.get('manifest.json'))) as ExportManifest;
    for (const { name, bytes, sha256 } of manifest.entries) {
      const entry = entries.get(name) ?? Buffer.alloc(0);
      expect([name, entry.length]).toEqual([name, bytes]);
      expect(createHash('sha256').update(entry).digest('hex')).toBe(sha256);
    }
    expect(entries.size).toBe(manifest.entries.length + 1);
    expect(manifest.media_missing).toEqual([]);
    expect([...entries.keys()].filter((name) => name.startsWith('media/')).length).toBe(
      made[0].files,
    );
    const tables = await cloud.database.query<{ name: string }>(
      'SELECT eyrie_tenant_tables() AS name',
    );
    // The export wrote to these itself while it ran.
    const busy = new Set(['audit_entry', 'operation', 'stream_event', 'idempotency_key']);
    for (const { name } of tables) {
      const [counted] = await cloud.database.query<{ rows: string }>(
        `SELECT count(*) AS rows FROM ${name} WHERE organisation_id = $1`,
        [alpha.organisationId],
      );
      const lines = String(entries.get(`tables/${name}.ndjson`)).split('\n').length - 1;
      expect([name, lines]).toEqual([name, manifest.tables[name]]);
      if (!busy.has(name)) expect([name, lines]).toEqual([name, Number(counted?.rows)]);
    }
    const audit = String(entries.get('audit.ndjson')).trim().split('\n');
    const sequences = audit.map((line) => (JSON.parse(line) as { sequence: number }).sequence);
    expect(sequences).toEqual(sequences.map((_, index) => index + 1));
  });

  it('holds no secret', async () => {
    const bytes = await download(alpha.owner, (await newest(alpha.owner)).download_url);
    const secrets = await cloud.database.query<{ secret: string }>(
      `SELECT secret_hash AS secret FROM api_key UNION SELECT token_hash FROM session
       UNION SELECT secret_hash FROM provisioning_token UNION SELECT sealed_private_key FROM site_ca
       UNION SELECT password_hash FROM account`,
    );
    expect(secrets.length).toBeGreaterThan(5);
    for (const { secret } of secrets) expect(bytes.includes(secret)).toBe(false);
    const columns = await cloud.database.query<{ name: string }>(
      `SELECT t.name || '.' || a.attname AS name FROM eyrie_tenant_tables() AS t (name)
       JOIN pg_attribute a ON a.attrelid = t.name::regclass AND a.attnum > 0 AND NOT a.attisdropped
       WHERE a.attname ~ '(hash|secret|sealed|private|password|token|_key)' ORDER BY 1`,
    );
    const known = new Set([
      ...harmlessColumns,
      ...Object.entries(withheldColumns).flatMap(([table, names]) =>
        names.map((name) => `${table}.${name}`),
      ),
    ]);
    const names = columns.map(({ name }) => name);
    expect(names.filter((name) => !known.has(name))).toEqual([]);
    expect([...known].filter((name) => !names.includes(name))).toEqual([]);
  });

  it('is downloaded by its own people through a link that is whole and not over', async () => {
    const url = (await newest(alpha.owner)).download_url ?? '';
    const link = new URL(url, cloud.url);
    const later = new URL(link);
    later.searchParams.set('expires', String(Number(link.searchParams.get('expires')) + 9_999));
    const over = new URL(link);
    over.searchParams.set('expires', '1000');
    const other = (await newest(beta.owner)).id;
    const moved = new URL(link.href.replace(/exp_[^/]+/, other));
    const status = async (person: { fetch: TestPerson['fetch'] }, to: URL) =>
      (await person.fetch(`${to.pathname}${to.search}`)).status;
    expect(await status(alpha.owner, link)).toBe(200);
    expect(await status(beta.owner, link)).toBe(404);
    expect(await status(alpha.limited, link)).toBe(403);
    expect((await fetch(link)).status).toBe(401);
    for (const forged of [later, over, moved]) expect(await status(alpha.owner, forged)).toBe(404);
    const part = await alpha.owner.fetch(url, { headers: { range: 'bytes=0-9' } });
    expect([part.status, (await part.arrayBuffer()).byteLength]).toEqual([206, 10]);
  });

  it('begins anew where it was cut off, and leaves nothing lying about', async () => {
    const operation = await begin(beta.owner, { with_media: false });
    const [cut] = await cloud.database.query<{ key: string }>(
      `SELECT file_key AS key FROM organisation_export WHERE organisation_id = $1
       ORDER BY id DESC LIMIT 1`,
      [beta.organisationId],
    );
    expect((await ended(beta.owner, operation)).state).toBe('succeeded');
    const folder = path.join(cloud.configuration.dataDirectory, 'exports', beta.organisationId);
    const names = readdirSync(folder).filter((name) => name.startsWith(cut?.key ?? '-'));
    expect(names).toEqual([`${cut?.key}.tar`]);
  });

  it('does no work for a job that names no organisation', async () => {
    const id = `job ${Date.now()}`;
    await cloud.app
      .get(Tenancy)
      .transaction(alpha.organisationId, (tx) =>
        cloud.app
          .get(JobQueue)
          .send(tx, workQueues.operations, { operation_id: id }, { group: 'nobody' }),
      );
    let state = '';
    for (let look = 0; look < 200 && state !== 'retry'; look += 1) {
      const [job] = await cloud.database.query<{ state: string }>(
        `SELECT state FROM eyrie_jobs.job WHERE data ->> 'operation_id' = $1`,
        [id],
      );
      state = job?.state ?? '';
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
    expect(state).toBe('retry');
  });
});
