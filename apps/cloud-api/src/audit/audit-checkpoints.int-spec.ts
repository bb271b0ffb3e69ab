import { createHash } from 'node:crypto';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import {
  auditChainStart,
  auditChainText,
  type AuditCheckpoint,
  type AuditEntry,
  type AuditKeys,
  idFromUuid,
} from '@eyrie/contracts';
import { Registry } from 'prom-client';
import { JobQueue } from '../job-queue/index.ts';
import { SigningKeys } from '../signing-keys/index.ts';
import { Installation } from '../tenancy/index.ts';
import { startTestApp, type TestApp, type TestPerson } from '../testing/app.ts';
import { newApiKey } from '../testing/credentials.ts';
import { newSite } from '../testing/edge.ts';
import { expectAnswer } from '../testing/expect-answer.ts';
import { runEyrie } from '../testing/eyrie.ts';
import { newLogLines } from '../testing/log-lines.ts';
import { AuditCheckpoints } from './audit-checkpoints.ts';
import { CheckpointJob } from './checkpoint-job.ts';

const keysPath = '/.well-known/audit-keys.json';

describe('checkpoints of the audit log', () => {
  let cloud: TestApp;
  let folder: string;
  let person: TestPerson;
  let ofCloud: string[];
  beforeAll(async () => {
    cloud = await startTestApp();
    folder = await mkdtemp(path.join(os.tmpdir(), 'eyrie-checkpoints-'));
  }, 120_000);
  afterAll(async () => {
    await cloud.close();
    await rm(folder, { recursive: true, force: true });
  });
  beforeEach(async () => {
    person = await cloud.newPerson();
    for (let count = 0; count < 3; count += 1) await newSite(person);
    const { secret } = await newApiKey(person, 'admin');
    ofCloud = ['--url', cloud.url, '--key-file', await keep('key', secret)];
  });

  const keep = async (name: string, content: string) => {
    const file = path.join(folder, name);
    await writeFile(file, content);
    return file;
  };
  const verify = (...words: string[]) => runEyrie(['audit', 'verify', ...words]);
  const sign = async () => {
    const { code, out } = await runEyrie(['audit', 'checkpoint', ...ofCloud]);
    expect(code).toBe(0);
    return out;
  };
  const keepKeys = async () => keep('keys.json', await (await fetch(cloud.url + keysPath)).text());
  /** The oldest first. An export would be one entry more. */
  const rowsOf = async () => {
    const page = (await expectAnswer(person, '/v1/audit?page_size=200')) as { items: AuditEntry[] };
    return page.items.toReversed();
  };
  /** As somebody past all walls would: changes an entry, and makes every hash after it anew. */
  const rewrite = async (from: number) => {
    let previous_hash = auditChainStart;
    for (const entry of await rowsOf()) {
      const operation = entry.sequence === from ? 'nothing.at-all' : entry.operation;
      const hash = createHash('sha256')
        .update(auditChainText({ ...entry, operation, previous_hash }))
        .digest('hex');
      await cloud.database.query(
        `UPDATE audit_entry SET operation = $3, previous_hash = $4, hash = $5
         WHERE organisation_id = $1 AND sequence = $2`,
        [person.organisationId, entry.sequence, operation, previous_hash, hash],
      );
      previous_hash = hash;
    }
    return previous_hash;
  };
  const newJob = () => {
    const { logger, lines } = newLogLines();
    const registry = new Registry();
    const job = new CheckpointJob(
      cloud.app.get(JobQueue, { strict: false }),
      cloud.app.get(Installation),
      cloud.app.get(AuditCheckpoints),
      logger,
      registry,
    );
    const told = () => lines.map((line) => JSON.parse(line) as Record<string, unknown>);
    return { run: () => job.run(new AbortController().signal), told, registry };
  };

  it('are made when somebody asks, listed, exported, and verified with keys that were kept', async () => {
    const kept = await keep('kept.ndjson', await sign());
    const keys = await keepKeys();
    await newSite(person);
    const last = JSON.parse(await sign()) as AuditCheckpoint;
    const page = (await expectAnswer(person, '/v1/audit/checkpoints')) as {
      items: AuditCheckpoint[];
    };
    expect(page.items[0]).toEqual(last);
    expect(page.items.map(({ sequence }) => sequence)).toEqual([8, 6]);

    const exported = await (await person.fetch('/v1/audit/export?checkpoints=true')).text();
    const file = await keep('whole.ndjson', exported);
    const told = await verify(file, '--checkpoints', kept, '--keys', keys, '--json');
    expect(JSON.parse(told.out)).toMatchObject({
      holds: true,
      entries: 8,
      checkpoints: { signed: 3, unchecked: 0, last: { sequence: 8, at: last.at } },
    });
    const asked = await verify(...ofCloud, '--checkpoints', kept);
    expect(asked).toMatchObject({ code: 0, error: '' });
    expect(asked.out).toContain('Checkpoints: 3 with a good signature, 0 not checked');
    const withoutKeys = await verify(file);
    expect(withoutKeys.out).toContain('Checkpoints: 0 with a good signature, 2 not checked');
  });

  it('tell a chain written anew, and one cut off, from what somebody kept', async () => {
    const kept = await keep('kept.ndjson', await sign());
    const keys = await keepKeys();
    // The signature of an entry that is not there any more cannot be made by who has the database.
    const head = await rewrite(3);
    const withOldPoint = await verify(...ofCloud);
    expect(withOldPoint).toMatchObject({
      code: 1,
      error: expect.stringContaining('Another entry was signed in its place'),
    });
    await cloud.database.query('UPDATE audit_checkpoint SET hash = $2 WHERE organisation_id = $1', [
      person.organisationId,
      head,
    ]);
    expect(await verify(...ofCloud, '--keys', keys)).toMatchObject({
      code: 1,
      error: expect.stringMatching(/^The chain is broken at entry 6\. .* not signed with the key/),
    });
    await cloud.database.query('DELETE FROM audit_checkpoint WHERE organisation_id = $1', [
      person.organisationId,
    ]);
    // Nothing is left in the database that speaks against it: only what was kept elsewhere does.
    expect(await verify(...ofCloud, '--keys', keys)).toMatchObject({ code: 0 });
    expect(await verify(...ofCloud, '--checkpoints', kept, '--keys', keys)).toMatchObject({
      code: 1,
      error: expect.stringContaining('written anew'),
    });
    await cloud.database.query(
      'DELETE FROM audit_entry WHERE organisation_id = $1 AND sequence > 4',
      [person.organisationId],
    );
    expect(await verify(...ofCloud, '--checkpoints', kept, '--keys', keys)).toMatchObject({
      code: 1,
      error: expect.stringContaining('cut off: entry 6 was there before'),
    });
  });

  it('do not hold with a forged signature, or with a key that nobody knows', async () => {
    const { signature, ...rest } = JSON.parse(await sign()) as AuditCheckpoint;
    const keys = await keepKeys();
    const forged = {
      ...rest,
      signature: `${signature.startsWith('A') ? 'B' : 'A'}${signature.slice(1)}`,
    };
    const ofForged = await keep('forged.ndjson', JSON.stringify(forged));
    expect(await verify(...ofCloud, '--checkpoints', ofForged, '--keys', keys)).toMatchObject({
      code: 1,
      error: expect.stringContaining('not signed with the key'),
    });
    const unknown = JSON.stringify({ ...rest, key_id: 'f'.repeat(16), signature });
    const ofUnknown = await keep('unknown.ndjson', unknown);
    expect(await verify(...ofCloud, '--checkpoints', ofUnknown, '--keys', keys)).toMatchObject({
      code: 1,
      error: expect.stringContaining('an unknown key'),
    });
    const earlier = JSON.stringify({ ...rest, at: '2020-01-01T00:00:00.000Z', signature });
    const ofEarlier = await keep('earlier.ndjson', earlier);
    expect(await verify(...ofCloud, '--checkpoints', ofEarlier, '--keys', keys)).toMatchObject({
      code: 1,
    });
  });

  it('are made each hour of every chain that grew, and never of one that was changed', async () => {
    const { run, told, registry } = newJob();
    await run();
    const id = idFromUuid('organisation', person.organisationId);
    const mine = () =>
      told().filter((line) => line['sequence'] === 5 && line['organisation_id'] === id);
    expect(mine()).toMatchObject([{ event: 'audit_checkpoint', hash: (await rowsOf())[4]?.hash }]);
    const before = told().length;
    // Nothing has happened since: the same head is told again, and not signed again.
    await run();
    const told2 = told();
    expect(new Set(told2.map((line) => line['signature'])).size).toBe(before);

    const other = await cloud.newPerson();
    await newSite(person);
    await cloud.database.query(
      `UPDATE audit_entry SET after = '{"name": "elsewhere"}'
       WHERE organisation_id = $1 AND sequence = 6`,
      [person.organisationId],
    );
    await run();
    const added = told().slice(told2.length);
    expect(added.filter((line) => line['event'] === 'audit_chain_broken')).toMatchObject([
      { organisationId: person.organisationId, sequence: 6, level: 'error' },
    ]);
    expect(await registry.getSingleMetricAsString('audit_chain_faults_total')).toContain(
      'audit_chain_faults_total 1',
    );
    // That of another organisation is signed all the same.
    expect(JSON.stringify(added)).toContain((await lastHashOf(other)) ?? 'nothing');
    expect((await person.fetch('/v1/audit/checkpoints', { method: 'POST' })).status).toBe(409);
  });

  const lastHashOf = async (somebody: TestPerson) => {
    const [row] = await cloud.database.query<{ hash: string }>(
      'SELECT hash FROM audit_entry WHERE organisation_id = $1 ORDER BY sequence DESC LIMIT 1',
      [somebody.organisationId],
    );
    return row?.hash;
  };

  it('are not made where the last one points at an entry that was exchanged or cut off', async () => {
    await sign();
    await rewrite(2);
    expect((await person.fetch('/v1/audit/checkpoints', { method: 'POST' })).status).toBe(409);
    await cloud.database.query(
      'DELETE FROM audit_entry WHERE organisation_id = $1 AND sequence > 3',
      [person.organisationId],
    );
    const { run, told } = newJob();
    await run();
    const broken = told().filter(({ organisationId }) => organisationId === person.organisationId);
    expect(broken).toMatchObject([{ event: 'audit_chain_broken', sequence: 6 }]);
  });

  it('hold when the key that signed them was followed by another', async () => {
    const first = JSON.parse(await sign()) as AuditCheckpoint;
    const keys = cloud.app.get(SigningKeys, { strict: false });
    const next = await keys.announceNext('audit-checkpoint');
    // As if the quarter of an hour and another one were over.
    await cloud.database.query(
      `UPDATE signing_key SET signs_from = signs_from - interval '1 hour'
       WHERE purpose = 'audit-checkpoint'`,
    );
    const deadline = Date.now() + 30_000;
    let second = first;
    while (second.key_id !== next?.id) {
      if (Date.now() > deadline) throw new Error('In half a minute the next key signed nothing.');
      second = JSON.parse(await sign()) as AuditCheckpoint;
    }
    const published = (await (await fetch(cloud.url + keysPath)).json()) as AuditKeys;
    expect(published.keys.map(({ kid }) => kid)).toEqual(
      expect.arrayContaining([first.key_id, second.key_id]),
    );
    const kept = await keep('kept.ndjson', `${JSON.stringify(first)}\n${JSON.stringify(second)}\n`);
    const told = await verify(...ofCloud, '--checkpoints', kept, '--keys', await keepKeys());
    expect(told).toMatchObject({ code: 0, error: '' });
  }, 120_000);
});
