import { spawn } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { type AuditEntry, type CreatedInvitation, idFromUuid, type Site } from '@eyrie/contracts';
import pg from 'pg';
import { accessOf, type Operation } from '../authorisation/operations.ts';
import { startTestApp, type TestApp, type TestPerson } from '../testing/app.ts';
import { codeAt, newApiKey } from '../testing/credentials.ts';
import { newDevice, newProvisioningToken, newSite } from '../testing/edge.ts';
import { frameRecord, newTestSite } from '../testing/fleet.ts';

const eyrie = path.resolve(import.meta.dirname, '../../../cli/bin/eyrie.mjs');

describe('the audit log', () => {
  let cloud: TestApp;
  let folder: string;
  beforeAll(async () => {
    cloud = await startTestApp();
    folder = await mkdtemp(path.join(os.tmpdir(), 'eyrie-audit-'));
  });
  afterAll(async () => {
    await cloud.close();
    await rm(folder, { recursive: true, force: true });
  });

  const entriesOf = async (person: TestPerson, query = ''): Promise<AuditEntry[]> => {
    const answer = await person.fetch(`/v1/audit?page_size=200${query}`);
    return ((await answer.json()) as { items: AuditEntry[] }).items;
  };
  const post = async (person: TestPerson, where: string, body: unknown, method = 'POST') => {
    const answer = await person.fetch(where, {
      method,
      ...(body === undefined ? {} : { body }),
    });
    if (!answer.ok) throw new Error(`${method} ${where}: ${await answer.text()}`);
    return answer.status === 204 ? {} : ((await answer.json()) as Record<string, string>);
  };

  /** How each operation that changes something is called; a new one has to be added here. */
  const samples: Partial<Record<Operation, (person: TestPerson) => Promise<unknown>>> = {
    'session.create': () => Promise.resolve(), // `newPerson` has logged in.
    'session.delete': (person) => post(person, '/v1/session', undefined, 'DELETE'),
    'session.switch': async (person) => {
      const { organisations } = (await (await person.fetch('/v1/account')).json()) as {
        organisations: { id: string }[];
      };
      const organisation_id = organisations[0]?.id;
      await post(person, '/v1/session/organisation', { organisation_id });
    },
    'account.sessions.delete': async (person) => {
      const { items } = (await (await person.fetch('/v1/account/sessions')).json()) as {
        items: { id: string }[];
      };
      await post(person, `/v1/account/sessions/${items[0]?.id}`, undefined, 'DELETE');
    },
    'account.sessions.delete-others': (person) =>
      post(person, '/v1/account/sessions', undefined, 'DELETE'),
    'account.password': (person) =>
      post(
        person,
        '/v1/account/password',
        { current_password: person.password, new_password: 'quite another one' },
        'PUT',
      ),
    'account.second-factor.set-up': (person) =>
      post(person, '/v1/account/second-factor', { password: person.password }),
    'account.second-factor.confirm': (person) => switchOn(person),
    'account.second-factor.remove': async (person) => {
      const secret = await switchOn(person);
      const code = codeAt(secret, Date.now() + 30_000);
      const proof = { password: person.password, code };
      await post(person, '/v1/account/second-factor/remove', proof);
    },
    'people.change': async (person) => {
      const id = await colleagueOf(person);
      await post(person, `/v1/people/${id}`, { role: 'admin' }, 'PATCH');
    },
    'people.remove': async (person) => {
      const id = await colleagueOf(person);
      await post(person, `/v1/people/${id}`, undefined, 'DELETE');
    },
    'invitations.create': (person) => invite(person),
    'invitations.delete': async (person) => {
      const { id } = await invite(person);
      await post(person, `/v1/invitations/${id}`, undefined, 'DELETE');
    },
    'invitations.accept': async (person) => {
      const token = (await invite(person)).link.split('#')[1];
      const acceptance = { token, name: 'n', password: 'a password of one’s own' };
      await post(person, '/v1/invitations/accept', acceptance);
    },
    'api-keys.create': (person) => newApiKey(person, 'viewer'),
    'api-keys.delete': async (person) => {
      const { id } = await newApiKey(person, 'viewer');
      await post(person, `/v1/api-keys/${id}`, undefined, 'DELETE');
    },
    'sites.create': (person) => newSite(person),
    'cameras.create': async (person) => {
      const worker = await newDevice(cloud, person, await newSite(person), 'worker');
      const configuration = {
        name: 'c',
        driver: { type: 'simulated-sky', seed: 'a', anchorAt: '2026-06-01T00:00:00.000Z' },
        schedules: [{ type: 'interval', name: 'always', intervalSeconds: 5 }],
        timelapse: null,
      };
      await post(person, '/v1/cameras', { device_id: worker.enrolment.deviceId, configuration });
    },
    'provisioning-tokens.create': async (person) =>
      newProvisioningToken(person, await newSite(person), 'worker'),
    'provisioning-tokens.delete': async (person) => {
      const { id } = await newProvisioningToken(person, await newSite(person), 'worker');
      await post(person, `/v1/provisioning-tokens/${id}`, undefined, 'DELETE');
    },
    'configurations.change': async (person) => {
      await configure(person, await newSite(person));
    },
    'configurations.rollback': async (person) => {
      const site = await newSite(person);
      await configure(person, site);
      const answer = await person.fetch(`/v1/configurations/${site.id}/rollback`, {
        method: 'POST',
        body: { version: 1, reason: 'back' },
        headers: { 'if-match': '"1"' },
      });
      if (!answer.ok) throw new Error(await answer.text());
    },
    'commands.create': async (person) => {
      const worker = await newDevice(cloud, person, await newSite(person), 'worker');
      const path = `/v1/devices/${worker.enrolment.deviceId}/commands`;
      await post(person, path, { type: 'self_test' });
    },
    'operations.cancel': async (person) => {
      const id = '01900000-0000-7000-8000-000000000001';
      await cloud.database.query(
        `INSERT INTO operation (organisation_id, id, kind, input, started_by)
         VALUES ($1, $2, 'test', '{}', '{"right": "retention.change", "name": "n"}')`,
        [person.organisationId, id],
      );
      await post(person, `/v1/operations/${idFromUuid('operation', id)}/cancel`, undefined);
    },
    'devices.revoke': async (person) => {
      const { enrolment } = await newDevice(cloud, person, await newSite(person), 'worker');
      await post(person, `/v1/devices/${enrolment.deviceId}/revoke`, { reason: 'stolen' });
    },
    'devices.decommission': async (person) => {
      const { enrolment } = await newDevice(cloud, person, await newSite(person), 'worker');
      await post(person, `/v1/devices/${enrolment.deviceId}/decommission`, {});
    },
    'retention.change': (person) =>
      post(
        person,
        '/v1/retention',
        { frame_days: 30, telemetry_days: null, event_days: 7, media_bytes_max: null },
        'PUT',
      ),
    'frames.pin': async (person) => {
      await post(person, `/v1/frames/${await frameOf(person)}/pin`, undefined, 'PUT');
    },
    'frames.unpin': async (person) => {
      const id = await frameOf(person);
      await post(person, `/v1/frames/${id}/pin`, undefined, 'PUT');
      await post(person, `/v1/frames/${id}/pin`, undefined, 'DELETE');
    },
    'edge.enrol': async (person) => newDevice(cloud, person, await newSite(person), 'coordinator'),
  };
  /** Operations of people that are no reads by their method, and change nothing. */
  const harmless = new Set([
    'invitations.look-up',
    'auth.token',
    'events.token',
    'events.broadcast',
  ]);

  const frameOf = async ({ organisationId }: TestPerson) => {
    const site = await newTestSite(cloud, organisationId);
    const record = frameRecord({ bootEpoch: randomUUID(), sequence: 1 }, site);
    const answer = await site.sendRecords([record]);
    if (!answer.ok) throw new Error(await answer.text());
    return record.body.frameId;
  };
  const configure = async (person: TestPerson, site: Site) => {
    const answer = await person.fetch(`/v1/configurations/${site.id}`, {
      method: 'PUT',
      body: { settings: {}, reason: 'because' },
      headers: { 'if-match': '"0"' },
    });
    if (!answer.ok) throw new Error(await answer.text());
  };
  const invite = async (person: TestPerson) => {
    const body = { email: `guest-of-${person.userId}@example.org`, role: 'viewer' };
    return (await post(person, '/v1/invitations', body)) as unknown as CreatedInvitation;
  };
  const colleagueOf = async ({ organisationId }: TestPerson) =>
    idFromUuid('user', (await cloud.newPerson({ role: 'viewer', organisationId })).userId);
  const switchOn = async (person: TestPerson): Promise<string> => {
    const { secret = '' } = await post(person, '/v1/account/second-factor', {
      password: person.password,
    });
    const code = codeAt(secret, Date.now());
    await post(person, '/v1/account/second-factor/confirm', { code });
    return secret;
  };

  it('has a sample of every operation of people that changes something', async () => {
    const document = (await (await fetch(`${cloud.url}/v1/openapi.json`)).json()) as {
      paths: Record<string, Record<string, { operationId: Operation }>>;
    };
    const changing = Object.entries(document.paths)
      .filter(([address]) => !address.startsWith('/edge/'))
      .flatMap(([, methods]) => Object.entries(methods))
      .filter(([method, { operationId }]) => method !== 'get' && !harmless.has(operationId))
      .map(([, { operationId }]) => operationId);
    expect(changing.length).toBeGreaterThan(15);
    expect(changing.filter((operation) => !(operation in samples))).toEqual([]);
  });

  it.each(Object.keys(samples) as Operation[])(
    'has an entry of %s, and no secret in it',
    async (operation) => {
      const person = await cloud.newPerson();
      const { organisationId } = person;
      await samples[operation]?.(person);
      const rows = await cloud.database.query<Record<string, unknown>>(
        'SELECT * FROM audit_entry WHERE organisation_id = $1 AND operation = $2',
        [organisationId, operation],
      );
      // Joining and switching are an entry each, and one more for the session they begin.
      expect(rows.length).toBe(
        ['session.switch', 'invitations.accept'].includes(operation) ? 2 : 1,
      );
      const [row] = rows;
      expect(row).toMatchObject({
        actor_kind: operation === 'edge.enrol' ? 'device' : 'person',
        address: expect.stringMatching(/^[\d.]+$/),
        request_id: expect.stringMatching(/./),
      });
      if (accessOf(operation) !== 'public') {
        expect(row?.['actor_name']).toBe(person.email);
        expect(String(row?.['credential'])).toMatch(/^ses_/);
      }
      const all = JSON.stringify(
        await cloud.database.query('SELECT * FROM audit_entry WHERE organisation_id = $1', [
          organisationId,
        ]),
      );
      expect(all).not.toMatch(/argon2|PRIVATE KEY|eyp_|eyrie_[0-9a-f]{6}_|"secret|"password/);
      expect(all).not.toContain(person.password);
    },
  );

  it('tells who, as what, with what, from where, and what was before and after', async () => {
    const person = await cloud.newPerson();
    const { secret, id } = await newApiKey(person, 'admin');
    const colleague = await colleagueOf(person);
    const answer = await fetch(`${cloud.url}/v1/people/${colleague}`, {
      method: 'PATCH',
      headers: {
        authorization: `Bearer ${secret}`,
        'content-type': 'application/json',
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
    const run = (...words: string[]) =>
      new Promise<{ code: number | null; out: string; error: string }>((resolve, reject) => {
        const child = spawn(process.execPath, [eyrie, 'audit', 'verify', ...words], {
          env: { ...process.env, NODE_OPTIONS: '' },
        });
        let [out, error] = ['', ''];
        child.stdout.on('data', (chunk: Buffer) => (out += chunk.toString()));
        child.stderr.on('data', (chunk: Buffer) => (error += chunk.toString()));
        child.once('error', reject);
        child.once('close', (code) => resolve({ code, out, error }));
      });

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
