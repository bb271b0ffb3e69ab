import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { type AuditEntry, idFromUuid } from '@eyrie/contracts';
import pg from 'pg';
import { Registry } from 'prom-client';
import { accessOf, type Operation } from '../authorisation/operations.ts';
import { JobQueue } from '../job-queue/index.ts';
import { Installation } from '../tenancy/index.ts';
import { startTestApp, type TestApp, type TestPerson } from '../testing/app.ts';
import { newApiKey } from '../testing/credentials.ts';
import { newSite } from '../testing/edge.ts';
import { runEyrie } from '../testing/eyrie.ts';
import { fillOrganisation, type FilledOrganisation } from '../testing/filled-organisation.ts';
import { newLogLines } from '../testing/log-lines.ts';
import { sampledOperations, sampleOf } from '../testing/operation-samples/index.ts';
import { callOperation } from '../testing/surface/call.ts';
import { rightfulCaller } from '../testing/surface/callers.ts';
import {
  type ApiDescription,
  describeSurface,
  type DocumentedOperation,
} from '../testing/surface/documented-operations.ts';
import { AuditCheckpoints } from './audit-checkpoints.ts';
import { CheckpointJob } from './checkpoint-job.ts';

describe('the audit log', () => {
  let cloud: TestApp;
  let surface: ApiDescription;
  let organisation: FilledOrganisation;
  let folder: string;
  beforeAll(async () => {
    cloud = await startTestApp();
    surface = await describeSurface(cloud);
    organisation = await fillOrganisation(cloud, 'heron');
    folder = await mkdtemp(path.join(os.tmpdir(), 'eyrie-audit-'));
  }, 120_000);
  afterAll(async () => {
    await cloud.close();
    await rm(folder, { recursive: true, force: true });
  });

  const entriesOf = async (person: TestPerson, query = ''): Promise<AuditEntry[]> => {
    const answer = await person.fetch(`/v1/audit?page_size=200${query}`);
    return ((await answer.json()) as { items: AuditEntry[] }).items;
  };
  const colleagueOf = async ({ organisationId }: TestPerson) =>
    idFromUuid('user', (await cloud.newPerson({ role: 'viewer', organisationId })).userId);

  /** Operations that are no reads by their method, and change nothing that is kept of people. */
  const harmless = new Set<Operation>([
    'invitations.look-up',
    // Somebody whom nobody knows asked; what comes of it is an entry.
    'password-reset.ask',
    'password-reset.look-up',
    'retention.preview',
    'auth.token',
    'events.token',
    'events.broadcast',
    'session.provider.begin',
    'account.provider.begin',
    'login-provider.test',
  ]);
  /** Reads that take much away at once, or what a device has told of itself. */
  const told = new Set<Operation>(['organisation.exports.file', 'audit.export', 'commands.file']);
  /** What devices do is in the log where a person will ask for it. */
  const ofDevices = new Set<Operation>(['edge.enrol', 'edge.certificate.renew']);
  /** Joining and switching are an entry each, and one more for the session they begin. */
  const twofold = new Set<Operation>([
    'session.switch',
    'invitations.accept',
    'session.provider.complete',
  ]);

  const entriesExpected = ({ operation, path, method }: DocumentedOperation): number => {
    const isOfDevices = path.startsWith('/edge/');
    const isRead = (method === 'GET' && !told.has(operation)) || harmless.has(operation);
    if (isOfDevices ? !ofDevices.has(operation) : isRead) return 0;
    return twofold.has(operation) ? 2 : 1;
  };
  const rowsOf = (organisationId: string, operation: Operation) =>
    cloud.database.query<Record<string, unknown>>(
      `SELECT * FROM audit_entry WHERE organisation_id = $1 AND operation = $2
       ORDER BY sequence DESC`,
      [organisationId, operation],
    );

  it.each(sampledOperations)('has what was done by %s, and no secret in it', async (operation) => {
    const described = surface.operations.find((one) => one.operation === operation);
    if (!described) throw new Error(`${operation} is not in the document.`);
    const { organisationId, owner } = organisation;
    const sample = await sampleOf(operation)(organisation, cloud);
    const before = await rowsOf(organisationId, operation);
    const caller = rightfulCaller(operation, organisation, sample);
    const answer = await callOperation(cloud, described, sample, caller);
    expect([answer.status < 300, answer.text]).toEqual([true, answer.text]);
    const rows = await rowsOf(organisationId, operation);
    const expected = entriesExpected(described);
    expect(rows.length - before.length).toBe(expected);
    if (expected === 0) return;
    const [row] = rows;
    expect(row).toMatchObject({
      actor_kind: ofDevices.has(operation) ? 'device' : 'person',
      address: expect.stringMatching(/^[\d.]+$/),
      request_id: expect.stringMatching(/./),
    });
    if (accessOf(operation) !== 'public' && !ofDevices.has(operation)) {
      expect(row?.['actor_name']).toBe((sample.person ?? owner).email);
      expect(String(row?.['credential'])).toMatch(/^ses_/);
    }
    const all = JSON.stringify(rows);
    expect(all).not.toMatch(
      /argon2|PRIVATE KEY|eyp_|eyrie_[0-9a-f]{6}_|"secret|"password(?!-reset\.)/,
    );
    expect(all).not.toContain(owner.password);
  });

  it('tells who, as what, with what, from where, and what was before and after', async () => {
    const person = await cloud.newPerson();
    const { secret, id } = await newApiKey(person, 'admin');
    const colleague = await colleagueOf(person);
    const answer = await fetch(`${cloud.url}/v1/people/${colleague}`, {
      method: 'PATCH',
      headers: {
        authorization: `Bearer ${secret}`,
        'content-type': 'application/json',
        'if-match': '*',
        'x-request-id': 'request-of-a-program',
      },
      body: JSON.stringify({ role: 'operator' }),
    });
    expect(answer.status).toBe(200);
    const [entry] = await entriesOf(person, '&operation=people.');
    expect(entry).toMatchObject({
      actor: { kind: 'api-key', id, name: "a admin's program", role: 'admin' },
      address: expect.stringMatching(/127\.0\.0\.1$/),
      operation: 'people.change',
      object: { kind: 'person', id: colleague },
      before: { role: 'viewer' },
      after: { role: 'operator' },
      request_id: 'request-of-a-program',
    });
  });

  it('has no entry of a change that was refused', async () => {
    const person = await cloud.newPerson();
    const id = idFromUuid('user', person.userId);
    const answer = await person.fetch(`/v1/people/${id}`, { method: 'DELETE' });
    expect(answer.status).toBe(409);
    expect(await entriesOf(person, '&operation=people.remove')).toEqual([]);
  });

  it('is paged, and narrowed by actor, object, operation and time', async () => {
    const person = await cloud.newPerson();
    const sites = [];
    for (let count = 0; count < 5; count += 1) sites.push((await newSite(person)).id);
    const seen: AuditEntry[] = [];
    let next = '/v1/audit?operation=sites.&page_size=2';
    for (;;) {
      const page = (await (await person.fetch(next)).json()) as {
        items: AuditEntry[];
        next_page_token: string | null;
      };
      seen.push(...page.items);
      if (page.next_page_token === null) break;
      next = `/v1/audit?operation=sites.&page_size=2&page_token=${page.next_page_token}`;
    }
    expect(seen.map(({ object }) => object?.id)).toEqual(sites.toReversed());
    const third = await entriesOf(person, `&object_id=${sites[2]}`);
    expect(third.map(({ object }) => object?.id)).toEqual([sites[2]]);
    const since = encodeURIComponent(seen[1]?.at ?? '');
    const later = await entriesOf(person, `&operation=sites.&from=${since}`);
    expect(later.length).toBe(2);
    expect(await entriesOf(person, '&actor_id=usr_01h455vb4pex5vsknk084sn02q')).toEqual([]);
    const stolen = next.split('page_token=')[1];
    expect((await person.fetch(`/v1/audit?page_token=${stolen}`)).status).toBe(422);
  });

  it('counts without a gap while twenty changes happen at the same time', async () => {
    const person = await cloud.newPerson();
    await Promise.all(Array.from({ length: 20 }, () => newSite(person)));
    const sequences = (await entriesOf(person)).map(({ sequence }) => sequence);
    expect(sequences.toReversed()).toEqual(Array.from({ length: 21 }, (_, index) => index + 1));
  });

  it('is had as a table as well', async () => {
    const person = await cloud.newPerson();
    await newSite(person, 1, '=HYPERLINK("http://elsewhere.example")');
    const answer = await person.fetch('/v1/audit/export?format=csv');
    expect(answer.headers.get('content-type')).toBe('text/csv; charset=utf-8');
    expect(answer.headers.get('content-disposition')).toContain('audit.csv');
    const rows = (await answer.text()).trim().split('\r\n');
    expect(rows).toHaveLength(3);
    expect(rows[0]).toMatch(/^sequence,at,actor_kind,/);
    const rest = await (await person.fetch('/v1/audit/export?format=csv&after=1')).text();
    // That somebody has taken it with him is in it too, once for all the stretches.
    const [again, told, ...others] = rest.trim().split('\r\n');
    expect([again, others]).toEqual([rows[2], []]);
    expect(told).toContain('audit.export');
    expect(told).toContain(person.email);
  });

  it('is of one organisation', async () => {
    const [mine, stranger] = [await cloud.newPerson(), await cloud.newPerson()];
    await newSite(mine);
    const theirs = await entriesOf(stranger);
    expect(theirs.map(({ operation }) => operation)).toEqual(['session.create']);
    expect(await (await stranger.fetch('/v1/audit/export')).text()).not.toContain('sites.create');
  });

  it.each([
    ['changed', `UPDATE audit_entry SET operation = 'x'`],
    ['forgotten', 'DELETE FROM audit_entry'],
    ['emptied', 'TRUNCATE audit_entry'],
  ])('cannot be %s by whoever serves requests', async (_, sql) => {
    const person = await cloud.newPerson();
    const client = new pg.Client({ connectionString: cloud.database.appUrl });
    await client.connect();
    try {
      await client.query('SELECT set_config($1, $2, false)', [
        'app.organisation_id',
        person.organisationId,
      ]);
      const read = await client.query('SELECT 1 FROM audit_entry');
      expect(read.rowCount).toBeGreaterThan(0);
      await expect(client.query(sql)).rejects.toMatchObject({ code: '42501' });
    } finally {
      await client.end();
    }
  });

  describe('and eyrie audit verify', () => {
    const run = (...words: string[]) => runEyrie(['audit', 'verify', ...words]);

    it('agree over the API and from an export, until somebody past all walls changes a row', async () => {
      const person = await cloud.newPerson();
      for (let count = 0; count < 4; count += 1) await newSite(person);
      const { secret } = await newApiKey(person, 'admin');
      const keyFile = path.join(folder, 'key');
      await writeFile(keyFile, `${secret}\n`);
      const asked = await run('--url', cloud.url, '--key-file', keyFile);
      expect(asked).toMatchObject({ code: 0, error: '' });
      const head = /^Head: (\d+:[0-9a-f]{64})$/m.exec(asked.out)?.[1] ?? '';
      expect(head).toMatch(/^6:/);

      const file = path.join(folder, 'audit.ndjson');
      await writeFile(file, await (await person.fetch('/v1/audit/export')).text());
      expect(await run(file, '--head', head)).toMatchObject({ code: 0 });

      const where = 'WHERE organisation_id = $1 AND sequence =';
      await cloud.database.query(
        `UPDATE audit_entry SET after = after || '{"name": "elsewhere"}' ${where} 3`,
        [person.organisationId],
      );
      const changed = await run('--url', cloud.url, '--key-file', keyFile, '--json');
      expect(changed.code).toBe(1);
      expect(JSON.parse(changed.out)).toMatchObject({ holds: false, broken: { sequence: 3 } });

      await cloud.database.query(`DELETE FROM audit_entry ${where} 2`, [person.organisationId]);
      const dropped = await run('--url', cloud.url, '--key-file', keyFile);
      expect(dropped).toMatchObject({ code: 1, error: expect.stringContaining('Entry 2') });
    });

    it('notice a cut-off end, and a chain written anew, by the log of the cloud', async () => {
      const person = await cloud.newPerson();
      await newSite(person);
      const { logger, lines } = newLogLines();
      const log = path.join(folder, 'cloud.log');
      const job = new CheckpointJob(
        cloud.app.get(JobQueue, { strict: false }),
        cloud.app.get(Installation),
        cloud.app.get(AuditCheckpoints),
        logger,
        new Registry(),
      );
      await job.run(new AbortController().signal);
      await writeFile(log, ['not of JSON', ...lines].join('\n'));
      await newSite(person);
      const file = path.join(folder, 'told.ndjson');
      const rows = (await (await person.fetch('/v1/audit/export')).text()).trim().split('\n');
      const verify = async (kept: string[]) => {
        await writeFile(file, kept.join('\n'));
        return run(file, '--checkpoints', log);
      };
      expect(await verify(rows)).toMatchObject({ code: 0, error: '' });
      expect(await verify(rows.slice(0, 2))).toMatchObject({ code: 0 });
      expect(await verify(rows.slice(0, 1))).toMatchObject({
        code: 1,
        error: expect.stringContaining('entry 2 was there before'),
      });
      // Whoever can write to the database can make a whole chain that holds, and not the log.
      const before = new RegExp(/"hash":"([0-9a-f]{64})"/.exec(rows[1] ?? '')?.[1] ?? '-', 'g');
      await writeFile(log, lines.join('\n').replace(before, 'a'.repeat(64)));
      expect(await verify(rows)).toMatchObject({
        code: 1,
        error: expect.stringContaining('written anew'),
      });
      await writeFile(log, '{}');
      expect(await verify(rows)).toMatchObject({
        code: 1,
        error: expect.stringContaining('audit_checkpoint'),
      });
    });

    it('notice a cut-off end by the head of earlier', async () => {
      const person = await cloud.newPerson();
      await newSite(person);
      const file = path.join(folder, 'cut.ndjson');
      const whole = await (await person.fetch('/v1/audit/export')).text();
      await writeFile(file, whole);
      const head = /Head: (\S+)/.exec((await run(file)).out)?.[1] ?? '';
      await writeFile(file, whole.split('\n').slice(0, 1).join('\n'));
      expect(await run(file)).toMatchObject({ code: 0 });
      expect(await run(file, '--head', head)).toMatchObject({
        code: 1,
        error: expect.stringContaining('cut off'),
      });
    });
  });
});
