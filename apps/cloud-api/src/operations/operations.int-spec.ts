import { setTimeout as delay } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { idFromUuid, type LongOperation, type Problem, type StreamPage } from '@eyrie/contracts';
import { z } from 'zod';
import { Audit } from '../audit/index.ts';
import type { PersonPrincipal } from '../authorisation/index.ts';
import { runInRequest } from '../request-context/request-context.ts';
import { SiteNotFound } from '../sites/site.errors.ts';
import { Tenancy } from '../tenancy/index.ts';
import { startTestApp, type TestApp, type TestPerson } from '../testing/app.ts';
import { newSite } from '../testing/edge.ts';
import { OperationKinds } from './operation-kinds.ts';
import type { OperationRun } from './operation-run.ts';
import { OperationSweep } from './operation-sweep.ts';
import { OperationsService } from './operations.service.ts';

interface OperationPage {
  items: LongOperation[];
  next_page_token: string | null;
}

describe('an operation', () => {
  let cloud: TestApp;
  beforeAll(async () => {
    cloud = await startTestApp();
  });
  afterAll(async () => {
    await cloud.close();
  });

  /** Adds a kind that does `work`, and returns its name. */
  let made = 0;
  const newKind = (
    work: (run: OperationRun) => Promise<Record<string, unknown> | null>,
  ): string => {
    const name = `test.kind-${(made += 1)}`;
    const input = z.object({ count: z.number() });
    cloud.app.get(OperationKinds).add({ name, input, run: (_, run) => work(run) });
    return name;
  };

  const principalOf = (person: TestPerson): PersonPrincipal => ({
    kind: 'person',
    organisationId: person.organisationId,
    userId: person.userId,
    name: person.email,
    role: 'owner',
    siteIds: null,
    credential: { kind: 'session', id: person.userId },
  });

  /** As a request under that right would begin it. */
  const begin = (
    person: TestPerson,
    kind: string,
    { right = 'retention.change', total = 4, fail = false } = {},
  ): Promise<LongOperation> => {
    const principal = principalOf(person);
    const context = { requestId: 'test', address: '127.0.0.1', operation: right, principal };
    return runInRequest(context, () =>
      cloud.app.get(Tenancy).transaction(person.organisationId, async (tx) => {
        const wish = { kind, input: { count: 1 }, total, unit: 'sites' };
        const operation = await cloud.app.get(OperationsService).begin(tx, principal, wish);
        if (fail) throw new Error('The request that asked for it failed.');
        return operation;
      }),
    );
  };

  const read = async (person: TestPerson, id: string, query = ''): Promise<LongOperation> => {
    const answer = await person.fetch(`/v1/operations/${id}${query}`);
    expect(answer.status).toBe(200);
    return (await answer.json()) as LongOperation;
  };
  const ended = (person: TestPerson, id: string) => read(person, id, '?wait_seconds=30');

  it('runs once its request has committed, tells how far it is, and keeps its result', async () => {
    const person = await cloud.newPerson();
    const kind = newKind(async (run) => {
      for (let done = 1; done <= 4; done += 1) {
        await cloud.app
          .get(Tenancy)
          .transaction(run.organisationId, (tx) => run.save(tx, { step: 'counting', done }));
      }
      return { counted: 4 };
    });
    const begun = await begin(person, kind);
    expect(begun).toMatchObject({ kind, state: 'waiting', done: false, result: null });
    const operation = await ended(person, begun.id);
    expect(operation).toMatchObject({
      state: 'succeeded',
      done: true,
      progress: { step: 'counting', done: 4, total: 4, unit: 'sites', eta: null },
      result: { counted: 4 },
      error: null,
      created_by: person.email,
    });
    const page = (await (await person.fetch('/events?after=0000cafe:0')).json()) as StreamPage;
    const told = page.events
      .map(({ event }) => event)
      .filter(({ type }) => type === 'operation.changed');
    expect(told.map(({ data }) => data['state'])).toEqual(
      expect.arrayContaining(['waiting', 'succeeded']),
    );
  });

  it('does not run where its request has not committed', async () => {
    const person = await cloud.newPerson();
    let ran = 0;
    const kind = newKind(() => Promise.resolve({ ran: (ran += 1) }));
    await expect(begin(person, kind, { fail: true })).rejects.toThrow(/request that asked/);
    const after = await begin(person, kind);
    expect((await ended(person, after.id)).result).toEqual({ ran: 1 });
    const { items } = (await (await person.fetch('/v1/operations')).json()) as OperationPage;
    expect(items.map(({ id }) => id)).toEqual([after.id]);
  });

  it('tells when it will be through while it runs, and stops where it is cancelled', async () => {
    const person = await cloud.newPerson();
    const kind = newKind(async (run) => {
      await cloud.app
        .get(Tenancy)
        .transaction(run.organisationId, (tx) =>
          run.save(tx, { done: 2, failures: [{ item: 'x', problem: aProblem }] }),
        );
      await delay(30_000, undefined, { signal: run.signal });
      return { never: true };
    });
    const { id } = await begin(person, kind);
    let running = await read(person, id);
    while (running.progress.done === 0) running = await read(person, id);
    expect(running.state).toBe('running');
    expect(running.progress.eta).toMatch(/Z$/);
    const asked = await person.fetch(`/v1/operations/${id}/cancel`, { method: 'POST' });
    expect(await asked.json()).toMatchObject({ state: 'running', cancel_requested: true });
    expect(await ended(person, id)).toMatchObject({
      state: 'cancelled',
      progress: { done: 2 },
      partial_failures: [{ item: 'x', problem: { code: 'test.failed' } }],
      result: null,
    });
    const again = await person.fetch(`/v1/operations/${id}/cancel`, { method: 'POST' });
    expect([again.status, ((await again.json()) as Problem).code]).toEqual([
      409,
      'operation.is_over',
    ]);
  });

  it('ends with a problem that says why', async () => {
    const person = await cloud.newPerson();
    const known = await begin(
      person,
      newKind(() => Promise.reject(new SiteNotFound())),
    );
    expect(await ended(person, known.id)).toMatchObject({
      state: 'failed',
      error: { code: 'site.not_found', status: 404 },
    });
    const unknown = await begin(
      person,
      newKind(() => Promise.reject(new Error('SELECT of the inside'))),
    );
    const { error } = await ended(person, unknown.id);
    expect(error?.code).toBe('server.error');
    expect(JSON.stringify(error)).not.toContain('SELECT');
  });

  it('goes on where the attempt that was cut off had got to, and that one cannot write any more', async () => {
    const person = await cloud.newPerson();
    const tenancy = cloud.app.get(Tenancy);
    let first: OperationRun | null = null;
    const kind = newKind(async (run) => {
      if (first !== null) return { from: run.checkpoint };
      first = run;
      await tenancy.transaction(run.organisationId, (tx) =>
        run.save(tx, { done: 3, checkpoint: { next: 3 } }),
      );
      // As if Postgres had gone away: worth another attempt.
      throw Object.assign(new SiteNotFound(), { kind: 'unavailable' });
    });
    const { id } = await begin(person, kind);
    const operation = await ended(person, id);
    expect(operation).toMatchObject({ state: 'succeeded', result: { from: { next: 3 } } });
    const late = tenancy.transaction(person.organisationId, (tx) =>
      (first as unknown as OperationRun).save(tx, { done: 4 }),
    );
    await expect(late).rejects.toThrow(expect.objectContaining({ name: 'OperationTaken' }));
  });

  it('works with the rights that its starter has when it runs, in his name', async () => {
    const owner = await cloud.newPerson();
    const { organisationId } = owner;
    const admin = await cloud.newPerson({ role: 'admin', organisationId });
    const kind = newKind(async (run) => {
      await cloud.app
        .get(Tenancy)
        .transaction(run.organisationId, (tx) =>
          cloud.app
            .get(Audit)
            .record(tx, run.organisationId, { object: { kind: 'test', id: 'x' } }),
        );
      return null;
    });
    const allowed = await begin(admin, kind);
    expect((await ended(owner, allowed.id)).state).toBe('succeeded');
    const [entry] = await cloud.database.query<Record<string, unknown>>(
      `SELECT actor_name, operation FROM audit_entry
       WHERE organisation_id = $1 AND object_kind = 'test'`,
      [organisationId],
    );
    expect(entry).toEqual({ actor_name: admin.email, operation: 'retention.change' });
    await cloud.database.query(`UPDATE membership SET role = 'viewer' WHERE user_id = $1`, [
      admin.userId,
    ]);
    const refused = await begin(admin, kind);
    expect(await ended(owner, refused.id)).toMatchObject({
      state: 'failed',
      error: { code: 'operation.starter_gone' },
    });
  });

  it('is seen by who could have begun it, and by nobody of another organisation', async () => {
    const owner = await cloud.newPerson();
    const { organisationId } = owner;
    const viewer = await cloud.newPerson({ role: 'viewer', organisationId });
    const limited = await cloud.newPerson({ role: 'operator', organisationId });
    const site = await newSite(owner);
    await cloud.database.query('UPDATE membership SET site_ids = $2 WHERE user_id = $1', [
      limited.userId,
      [site.id].map(() => '00000000-0000-7000-8000-000000000001'),
    ]);
    const kind = newKind(() => Promise.resolve(null));
    const secret = await begin(owner, kind);
    const open = await begin(owner, kind, { right: 'commands.create' });
    const stranger = await cloud.newPerson();
    const unknown = idFromUuid('operation', '01900000-0000-7000-8000-000000000000');
    for (const [who, id, status] of [
      [owner, secret.id, 200],
      [viewer, secret.id, 404],
      [viewer, open.id, 404],
      [limited, open.id, 404],
      [stranger, open.id, 404],
      [owner, unknown, 404],
    ] as const) {
      expect((await who.fetch(`/v1/operations/${id}`)).status).toBe(status);
      const cancelled = await who.fetch(`/v1/operations/${id}/cancel`, { method: 'POST' });
      expect(cancelled.status === 404).toBe(status === 404);
    }
    for (const who of [viewer, limited, stranger]) {
      const page = (await (await who.fetch('/v1/operations')).json()) as OperationPage;
      expect(page).toEqual({ items: [], next_page_token: null });
    }
    const query = `/v1/operations?kind=${kind}&page_size=1`;
    const page = (await (await owner.fetch(query)).json()) as OperationPage;
    expect(page.items.map(({ id }) => id)).toEqual([open.id]);
    const rest = await owner.fetch(`${query}&page_token=${page.next_page_token}`);
    expect(((await rest.json()) as OperationPage).items.map(({ id }) => id)).toEqual([secret.id]);
  });

  it('is forgotten after 30 days, and ended where nobody works at it any more', async () => {
    const person = await cloud.newPerson();
    const kind = newKind(() => Promise.resolve(null));
    const [old, young] = [await begin(person, kind), await begin(person, kind)];
    for (const { id } of [old, young]) await ended(person, id);
    const set = (columns: string, id: string) =>
      cloud.database.query(
        `UPDATE operation SET ${columns} WHERE organisation_id = $1
           AND id = (SELECT id FROM operation WHERE organisation_id = $1 ORDER BY id LIMIT 1 OFFSET $2)`,
        [person.organisationId, id],
      );
    await set(`finished_at = now() - interval '31 days'`, '0');
    await set(`state = 'running', finished_at = NULL, alive_at = now() - interval '1 hour'`, '1');
    await cloud.app.get(OperationSweep).run(new AbortController().signal);
    expect((await person.fetch(`/v1/operations/${old.id}`)).status).toBe(404);
    expect(await read(person, young.id)).toMatchObject({
      state: 'failed',
      error: { code: 'operation.lost' },
    });
  });
});

const aProblem: Problem = {
  type: 'urn:eyrie:problem:test.failed',
  title: 'Conflict',
  status: 409,
  code: 'test.failed',
  request_id: 'test',
};
