import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { ApiKey, Problem } from '@eyrie/contracts';
import { startCloud, type Cloud } from '../http/start-cloud.ts';
import { startTestApp, type TestApp, type TestPerson } from '../testing/app.ts';
import { bearer, newApiKey } from '../testing/credentials.ts';
import { quietLogger } from '../testing/database.ts';
import { newSite } from '../testing/edge.ts';

describe('/v1/api-keys', () => {
  let cloud: TestApp;
  let second: Cloud;
  let owner: TestPerson;
  beforeAll(async () => {
    cloud = await startTestApp();
    second = await startCloud({ ...cloud.configuration, port: 0 }, quietLogger);
    owner = await cloud.newPerson();
  });
  afterAll(async () => {
    await second.close();
    await cloud.close();
  });
  const list = async (person = owner) =>
    ((await (await person.fetch('/v1/api-keys')).json()) as { items: ApiKey[] }).items;

  it('shows a secret once, of which only a hash is kept', async () => {
    const made = await newApiKey(owner, 'viewer');
    expect(made.secret).toMatch(/^eyrie_[0-9a-f]{6}_[\w-]{43}$/);
    expect(made.secret.startsWith(`${made.prefix}_`)).toBe(true);
    const kept = JSON.stringify([
      await list(),
      await cloud.database.query('SELECT k.*, e.* FROM api_key k, audit_entry e'),
    ]);
    expect(kept).toContain(made.prefix);
    expect(kept).not.toContain(made.secret.split('_')[2]);
  });

  it('lets a program in with its role, and says when it was used last', async () => {
    const { secret, id } = await newApiKey(owner, 'operator');
    const program = bearer(cloud, secret);
    expect((await program('/v1/sites')).status).toBe(200);
    expect((await program('/v1/sites', { method: 'POST', body: {} })).status).toBe(403);
    const deadline = Date.now() + 30_000;
    const used = async () => (await list()).find((key) => key.id === id)?.last_used_at ?? null;
    while ((await used()) === null && Date.now() < deadline);
    expect(await used()).not.toBeNull();
  });

  it('belongs to its organisation, and to the sites it was made for', async () => {
    const [granted, closed] = [await newSite(owner), await newSite(owner)];
    const { secret } = await newApiKey(owner, 'viewer', { site_ids: [granted.id] });
    const program = bearer(cloud, secret);
    expect((await program(`/v1/sites/${granted.id}`)).status).toBe(200);
    expect((await program(`/v1/sites/${closed.id}`)).status).toBe(404);
    const stranger = await cloud.newPerson();
    expect(await list(stranger)).toEqual([]);
    const foreign = bearer(cloud, (await newApiKey(stranger, 'admin')).secret);
    expect((await foreign(`/v1/sites/${granted.id}`)).status).toBe(404);
  });

  it('ends at once when it is revoked, at every replica', async () => {
    const { secret, id } = await newApiKey(owner, 'viewer');
    const elsewhere = bearer({ url: second.url.replace('[::1]', '127.0.0.1') }, secret);
    expect((await elsewhere('/v1/sites')).status).toBe(200);
    expect((await owner.fetch(`/v1/api-keys/${id}`, { method: 'DELETE' })).status).toBe(204);
    expect((await elsewhere('/v1/sites')).status).toBe(401);
    expect((await owner.fetch(`/v1/api-keys/${id}`, { method: 'DELETE' })).status).toBe(204);
  });

  it('ends when it expires, and closes its streams when it ends', async () => {
    const { secret, id } = await newApiKey(owner, 'viewer', { expires_in_seconds: 60 });
    const program = bearer(cloud, secret);
    const stream = (await program('/events')).body!.getReader();
    expect((await stream.read()).done).toBe(false);
    await cloud.database.query(`UPDATE api_key SET expires_at = now() WHERE prefix = $1`, [
      (await list()).find((key) => key.id === id)?.prefix,
    ]);
    expect((await program('/v1/sites')).status).toBe(401);
    const began = Date.now();
    while (!(await stream.read()).done);
    expect(Date.now() - began).toBeLessThan(20_000);
  });

  it('is what is believed where a cookie comes along', async () => {
    const { secret } = await newApiKey(owner, 'viewer');
    const { cookie } = owner;
    const both = await bearer(cloud, secret)('/v1/audit', { headers: { cookie } });
    expect(both.status).toBe(403);
    const wrong = await bearer(cloud, `${secret}x`)('/v1/sites', { headers: { cookie } });
    expect(wrong.status).toBe(401);
  });

  it('is never worth more than its maker, and makes no further ones', async () => {
    const { secret } = await newApiKey(owner, 'admin');
    const body = { name: 'x', role: 'viewer' };
    const made = await bearer(cloud, secret)('/v1/api-keys', { method: 'POST', body });
    expect(made.status).toBe(403);
    const owned = await owner.fetch('/v1/api-keys', {
      method: 'POST',
      body: { ...body, role: 'owner' },
    });
    expect([owned.status, ((await owned.json()) as Problem).errors?.[0]?.pointer]).toEqual([
      422,
      '/role',
    ]);
  });
});
