import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { type AuditEntry, idFromUuid } from '@eyrie/contracts';
import { startTestApp, type TestApp, type TestPerson } from '../testing/app.ts';
import { bearer, newApiKey } from '../testing/credentials.ts';
import { enrol, newDeviceKey, newProvisioningToken, newSite } from '../testing/edge.ts';
import { runEyrie } from '../testing/eyrie.ts';
import { startTestReplica } from '../testing/replica.ts';

const nobody = '00000000-0000-7000-8000-000000000000';

describe('a refused attempt', () => {
  let cloud: TestApp;
  let owner: TestPerson;
  beforeAll(async () => {
    cloud = await startTestApp();
  }, 120_000);
  afterAll(() => cloud.close());
  beforeEach(async () => {
    owner = await cloud.newPerson();
  });

  const entriesOf = async (person: TestPerson, filter = ''): Promise<AuditEntry[]> => {
    const answer = await person.fetch(`/v1/audit?page_size=200${filter}`);
    return ((await answer.json()) as { items: AuditEntry[] }).items;
  };
  const refusedOf = (person: TestPerson) => entriesOf(person, '&result=refused');
  const untilRefused = async (person: TestPerson, count = 1): Promise<AuditEntry[]> => {
    const deadline = Date.now() + 30_000;
    for (;;) {
      const found = await refusedOf(person);
      if (found.length >= count) return found;
      if (Date.now() > deadline) throw new Error(`In half a minute there are ${found.length}.`);
      await new Promise((resolve) => setTimeout(resolve, 100));
    }
  };
  const logIn = (email: string, password: string, url = cloud.url) =>
    fetch(`${url}/v1/session`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ email, password }),
    });

  it('for want of rights is in the log of the actor’s organisation', async () => {
    const { organisationId } = owner;
    const viewer = await cloud.newPerson({ role: 'viewer', organisationId });
    const refused = await viewer.fetch('/v1/sites', {
      method: 'POST',
      body: { name: 'canary-of-a-body' },
      headers: { 'x-request-id': 'request-of-a-viewer' },
    });
    expect(refused.status).toBe(403);
    const [entry] = await untilRefused(owner);
    expect(entry).toMatchObject({
      actor: { kind: 'person', id: idFromUuid('user', viewer.userId), role: 'viewer' },
      address: expect.stringMatching(/127\.0\.0\.1$/),
      operation: 'sites.create',
      object: null,
      request_id: 'request-of-a-viewer',
      refusal: { code: 'auth.forbidden', attempts: 1 },
    });
    expect(JSON.stringify(await entriesOf(owner))).not.toContain('canary');
    const done = await entriesOf(owner, '&result=done');
    expect(done.map(({ refusal }) => refusal)).toEqual([null, null]);
  });

  it('at an id of another organisation is in the log of the actor’s alone', async () => {
    const stranger = await cloud.newPerson();
    const { id } = await newSite(stranger);
    const before = (await entriesOf(stranger)).length;
    expect((await owner.fetch(`/v1/sites/${id}?secret=canary`)).status).toBe(404);
    const [entry] = await untilRefused(owner);
    expect(entry).toMatchObject({
      operation: 'sites.read',
      object: { kind: 'site', id },
      refusal: { code: 'site.not_found', attempts: 1 },
    });
    expect(JSON.stringify(entry)).not.toContain('canary');
    expect(await entriesOf(stranger)).toHaveLength(before);
  });

  it('to log in with a wrong password is told of an account that there is', async () => {
    expect((await logIn(owner.email, 'canary-password')).status).toBe(401);
    expect((await logIn('nobody@example.org', 'canary-password')).status).toBe(401);
    const [entry] = await untilRefused(owner);
    expect(entry).toMatchObject({
      actor: { kind: 'person', id: idFromUuid('user', owner.userId), name: owner.email },
      operation: 'session.create',
      refusal: { code: 'auth.wrong_credentials', attempts: 1 },
    });
    const [kept] = await cloud.database.query<{ text: string }>(
      `SELECT string_agg(entry::text, '') AS text FROM audit_entry AS entry`,
    );
    expect(kept?.text).not.toContain('canary-password');
    expect(kept?.text).not.toContain('nobody@example.org');
  });

  it('with an API key that was revoked, or has expired, names the key', async () => {
    const [revoked, expired] = [await newApiKey(owner, 'admin'), await newApiKey(owner, 'viewer')];
    await owner.fetch(`/v1/api-keys/${revoked.id}`, { method: 'DELETE' });
    await cloud.database.query(
      `UPDATE api_key SET expires_at = now() WHERE organisation_id = $1 AND role = 'viewer'`,
      [owner.organisationId],
    );
    for (const { secret } of [revoked, expired]) {
      expect((await bearer(cloud, secret)('/v1/sites')).status).toBe(401);
    }
    expect((await bearer(cloud, `eyrie_${'0'.repeat(6)}_nobody`)('/v1/sites')).status).toBe(401);
    const entries = await untilRefused(owner, 2);
    expect(entries.map(({ actor }) => actor.id).toSorted()).toEqual(
      [revoked.id, expired.id].toSorted(),
    );
    expect(entries[0]).toMatchObject({ operation: 'sites.list', actor: { kind: 'api-key' } });
    expect(JSON.stringify(entries)).not.toContain(revoked.secret.slice(-20));
  });

  it('with a claim that is used up, or revoked, names the claim', async () => {
    const site = await newSite(owner);
    const claim = await newProvisioningToken(owner, site, 'worker');
    const first = await newDeviceKey();
    expect((await enrol(cloud, claim.secret, first)).statusCode).toBe(200);
    const second = await newDeviceKey();
    expect((await enrol(cloud, claim.secret, second)).statusCode).toBe(401);
    const [entry] = await untilRefused(owner);
    expect(entry).toMatchObject({
      actor: { kind: 'device', id: null },
      operation: 'edge.enrol',
      object: { kind: 'provisioning-token', id: claim.id },
      refusal: { code: 'provisioning_token.refused', attempts: 1 },
    });
    expect(JSON.stringify(await entriesOf(owner))).not.toContain(claim.secret);
  });

  it('that comes in a flood fills no log, and is counted whole when the replica ends', async () => {
    const replica = await startTestReplica(cloud);
    const { organisationId } = owner;
    const viewer = await cloud.newPerson({ role: 'viewer', organisationId });
    for (let count = 0; count < 60; count += 1) {
      const answer = await fetch(`${replica.url}/v1/people/${idFromUuid('user', nobody)}`, {
        method: 'DELETE',
        headers: { cookie: viewer.cookie },
      });
      expect(answer.status).toBe(403);
    }
    await replica.close();
    const entries = await refusedOf(owner);
    expect(entries.length).toBeLessThanOrEqual(2);
    expect(entries.reduce((sum, { refusal }) => sum + (refusal?.attempts ?? 0), 0)).toBe(60);
  });

  it('leaves a chain that holds, which says when it was changed', async () => {
    const { organisationId } = owner;
    const viewer = await cloud.newPerson({ role: 'viewer', organisationId });
    await viewer.fetch('/v1/api-keys');
    await newSite(owner);
    const [entry] = await untilRefused(owner);
    const folder = await mkdtemp(path.join(os.tmpdir(), 'eyrie-refused-'));
    try {
      const file = path.join(folder, 'audit.ndjson');
      const verify = async () => {
        await writeFile(file, await (await owner.fetch('/v1/audit/export')).text());
        return runEyrie(['audit', 'verify', file]);
      };
      expect(await verify()).toMatchObject({ code: 0, error: '' });
      await cloud.database.query(
        `UPDATE audit_entry SET refused_attempts = 9 WHERE organisation_id = $1 AND sequence = $2`,
        [organisationId, entry?.sequence],
      );
      expect(await verify()).toMatchObject({
        code: 1,
        error: expect.stringContaining(`entry ${entry?.sequence}. Its content was changed`),
      });
    } finally {
      await rm(folder, { recursive: true, force: true });
    }
  });
});
