import { randomUUID } from 'node:crypto';
import { gzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import {
  commandReportType,
  commandSchema,
  idFromUuid,
  onBehalfOfHeader,
  signedCommandSchema,
  type Command,
  type CommandVerdict,
  type Problem,
  type SignedCommand,
  type Site,
} from '@eyrie/contracts';
import { judgeCommand } from '@eyrie/identity';
import { startTestApp, type TestApp, type TestPerson } from '../testing/app.ts';
import { fence, newDevice, newSite, type TestDevice } from '../testing/edge.ts';
import { sha256 } from '../testing/fleet.ts';

describe('commands', () => {
  let cloud: TestApp;
  let person: TestPerson;
  let site: Site;
  let leader: TestDevice;
  let worker: TestDevice;
  let url: string;
  beforeAll(async () => {
    cloud = await startTestApp();
    person = await cloud.newPerson();
    site = await newSite(person);
    leader = await newDevice(cloud, person, site, 'coordinator');
    worker = await newDevice(cloud, person, site, 'worker');
    url = `/v1/devices/${worker.enrolment.deviceId}/commands`;
  });
  afterAll(() => cloud.close());

  const give = async (
    body: object,
    headers: Record<string, string> = {},
  ): Promise<{ status: number; command: Command }> => {
    const response = await person.fetch(url, { method: 'POST', body, headers });
    return { status: response.status, command: (await response.json()) as Command };
  };
  const given = async (body: object): Promise<Command> =>
    commandSchema.parse((await give(body)).command);
  const read = async (id: string): Promise<Command> =>
    commandSchema.parse(await (await person.fetch(`/v1/commands/${id}`)).json());
  const poll = async (after = 0, waitSeconds = 0, term = 1): Promise<SignedCommand[]> => {
    const response = await leader.fetch(
      `/edge/v1/site/commands?after=${after}&wait_seconds=${waitSeconds}`,
      { headers: fence(1, term) },
    );
    const body = (await response.json()) as { commands?: unknown[] };
    if (!response.ok) throw new Error(JSON.stringify(body));
    return (body.commands ?? []).map((one) => signedCommandSchema.parse(one));
  };
  const judge = (...verdicts: CommandVerdict[]): Promise<Response> =>
    leader.fetch('/edge/v1/site/commands/verdicts', {
      method: 'POST',
      headers: fence(1, 1),
      body: { verdicts },
    });
  let sequence = 0;
  const bootEpoch = randomUUID();
  const report = async (
    commandId: string,
    change: object,
    deviceId = worker.enrolment.deviceId,
  ): Promise<void> => {
    sequence += 1;
    const at = new Date().toISOString();
    const data = {
      ...{ commandId, state: 'running', percent: null, message: null, refusal: null },
      ...{ result: null, file: null },
      ...change,
    };
    const record = {
      ...{ bootEpoch, sequence, recordedAt: at, priority: 'high', kind: 'event' },
      body: {
        ...{ id: randomUUID(), type: commandReportType, timestamp: at, camera_id: null },
        ...{ sequence_number: sequence, data, priority: 'high' },
      },
    };
    const response = await leader.fetch('/edge/v1/records', {
      method: 'POST',
      headers: fence(1, 1),
      body: { records: [{ deviceId, record }] },
    });
    expect(await response.json()).toMatchObject({ refused: [] });
  };
  const eventsOf = async (id: string): Promise<string[]> => {
    const rows = await cloud.database.query<{ data: { state: string; command_id: string } }>(
      `SELECT data FROM stream_event WHERE type = 'command.changed' ORDER BY seq`,
    );
    return rows.filter(({ data }) => data.command_id === id).map(({ data }) => data.state);
  };

  it('go the whole way: signed, sent, accepted, run, done; each step is an event', async () => {
    const { id, state, sequence: number } = await given({ type: 'capture' });
    expect(state).toBe('queued');
    const [signed] = await poll(number - 1);
    const judged = judgeCommand(signed, {
      siteCa: leader.enrolment.siteCa,
      organisationId: leader.enrolment.organisationId,
      siteId: leader.enrolment.siteId,
    });
    expect(judged).toMatchObject({ refusal: null, order: { commandId: id, sequence: number } });
    expect((await read(id)).state).toBe('sent');
    expect((await judge({ commandId: id, refusal: null })).status).toBe(204);
    await report(id, { state: 'running', percent: 20 });
    expect(await read(id)).toMatchObject({ state: 'running', percent: 20 });
    await report(id, { state: 'succeeded', result: { frames: 1 } });
    // Neither a late word of the site nor another one of the device changes what is done.
    await judge({ commandId: id, refusal: 'expired' });
    await report(id, { state: 'failed' });
    expect(await read(id)).toMatchObject({
      state: 'succeeded',
      percent: 100,
      result: { frames: 1 },
    });
    expect(await poll()).toEqual([]);
    const states = ['queued', 'sent', 'accepted', 'running', 'succeeded'];
    expect(await eventsOf(id)).toEqual(states);
  });

  it('are given once under one Idempotency-Key', async () => {
    const key = { 'idempotency-key': 'again' };
    const first = await give({ type: 'self_test' }, key);
    const second = await give({ type: 'self_test' }, key);
    expect([first.status, second.status]).toEqual([201, 201]);
    expect(second.command).toEqual(first.command);
    expect((await give({ type: 'log_tail' }, key)).status).toBe(422);
  });

  it('have growing sequences and one key, which the site CA vouches for', async () => {
    const before = await poll();
    await Promise.all([1, 2, 3].map(() => given({ type: 'self_test' })));
    const found = await poll();
    expect(found).toHaveLength(before.length + 3);
    const numbers = found.map(({ order }) => order.sequence);
    expect(numbers).toEqual([...new Set(numbers)].sort((a, b) => a - b));
    expect(new Set(found.map(({ key }) => key.keyId)).size).toBe(1);
    // A month later another key signs, and the site believes it without having been told.
    await cloud.database.query(`UPDATE command_key SET created_at = now() - interval '31 days'`);
    await given({ type: 'self_test' });
    const last = (await poll()).at(-1);
    expect(last?.key.keyId).not.toBe(found[0]?.key.keyId);
    const { siteCa, organisationId, siteId } = leader.enrolment;
    expect(judgeCommand(last, { siteCa, organisationId, siteId }).refusal).toBeNull();
    const [stored] = await cloud.database.query<{ sealed: string }>(
      'SELECT sealed_private_key AS sealed FROM command_key LIMIT 1',
    );
    expect(stored?.sealed).toMatch(/^v1\./);
  });

  it('end the wait of the leader at once', async () => {
    const last = (await poll()).at(-1)?.order.sequence ?? 0;
    const waiting = poll(last, 20);
    await new Promise((resolve) => setTimeout(resolve, 300));
    const { id } = await given({ type: 'self_test' });
    const givenAt = Date.now();
    expect((await waiting).map(({ order }) => order.commandId)).toEqual([id]);
    // It would wait for twenty seconds.
    expect(Date.now() - givenAt).toBeLessThan(15_000);
  });

  it('turn away a leader that was replaced, also while it waits', async () => {
    const last = (await poll()).at(-1)?.order.sequence ?? 0;
    const waiting = poll(last, 20);
    const outcome = expect(waiting).rejects.toThrow('site.fenced');
    await new Promise((resolve) => setTimeout(resolve, 200));
    await cloud.database.query('UPDATE site SET fence_term = 2');
    await given({ type: 'self_test' });
    await outcome;
    await cloud.database.query('UPDATE site SET fence_term = 1');
  });

  it('expire where nobody fetches them, and a device that was cut off has the last word', async () => {
    const { id } = await given({ type: 'self_test', ttl_seconds: 5 });
    await cloud.database.query(
      `UPDATE command SET expires_at = now() - interval '1 second' WHERE state = 'queued'`,
    );
    await person.fetch(url);
    expect(await read(id)).toMatchObject({ state: 'expired', refusal: 'expired' });
    expect((await poll()).map(({ order }) => order.commandId)).not.toContain(id);
    await report(id, { state: 'succeeded' });
    expect((await read(id)).state).toBe('succeeded');
  });

  it('are told of by their own device alone', async () => {
    const other = await newDevice(cloud, person, site, 'worker');
    const { id } = await given({ type: 'self_test' });
    await report(id, { state: 'succeeded' }, other.enrolment.deviceId);
    expect((await read(id)).state).toBe('queued');
  });

  it('count on from what the site has taken, where the cloud forgot', async () => {
    // A leader that is further than the cloud gets what nobody has got yet all the same.
    const { id } = await given({ type: 'self_test' });
    expect((await poll(4_000)).map(({ order }) => order.commandId)).toContain(id);
    await judge({ commandId: id, refusal: 'replayed', highestSequence: 5_000 });
    expect(await read(id)).toMatchObject({ state: 'refused', refusal: 'replayed' });
    expect((await given({ type: 'self_test' })).sequence).toBe(5_001);
  });

  it('have a file once its bytes are here', async () => {
    const { id } = await given({ type: 'log_tail' });
    const bytes = gzipSync('{"event":"something"}\n');
    const reference = { sha256: sha256(bytes), bytes: bytes.length, mediaType: 'application/gzip' };
    await report(id, { state: 'succeeded', file: reference });
    expect(await read(id)).toMatchObject({ file_bytes: bytes.length, file_url: null });
    expect((await person.fetch(`/v1/commands/${id}/file`)).status).toBe(404);
    const put = await fetch(`${cloud.url}/edge/v1/blobs/${reference.sha256}`, {
      method: 'PUT',
      headers: {
        authorization: `Bearer ${leader.token}`,
        'content-type': 'application/gzip',
        [onBehalfOfHeader]: worker.enrolment.deviceId,
        ...fence(1, 1),
      },
      body: bytes,
    });
    expect(put.status).toBe(201);
    const { file_url: fileUrl } = await read(id);
    const file = await person.fetch(fileUrl ?? '');
    expect(file.headers.get('content-type')).toBe('text/plain; charset=utf-8');
    expect(await file.text()).toBe('{"event":"something"}\n');
    const viewer = await cloud.newPerson({
      role: 'viewer',
      organisationId: person.organisationId,
    });
    expect((await viewer.fetch(fileUrl ?? '')).status).toBe(403);
  });

  it('are for operators, for workers, and for nobody of another organisation', async () => {
    const { organisationId } = person;
    const viewer = await cloud.newPerson({ role: 'viewer', organisationId });
    const body = { type: 'capture' };
    expect((await viewer.fetch(url, { method: 'POST', body })).status).toBe(403);
    expect((await viewer.fetch(url)).status).toBe(200);
    const coordinator = `/v1/devices/${leader.enrolment.deviceId}/commands`;
    const refused = await person.fetch(coordinator, { method: 'POST', body });
    expect(((await refused.json()) as Problem).code).toBe('command.not_for_device');
    const { id } = await given({ type: 'self_test' });
    const stranger = await cloud.newPerson();
    for (const [path, method] of [
      [url, 'POST'],
      [url, 'GET'],
      [`/v1/commands/${id}`, 'GET'],
      [`/v1/commands/${id}/file`, 'GET'],
    ] as const) {
      const answer = await stranger.fetch(path, method === 'POST' ? { method, body } : {});
      expect(answer.status).toBe(404);
    }
    const foreignCamera = {
      type: 'capture',
      parameters: { camera_id: idFromUuid('camera', randomUUID()) },
    };
    expect((await give(foreignCamera)).status).toBe(404);
    for (const wrong of [{ type: 'explode' }, { type: 'log_tail', parameters: { lines: 0 } }, {}]) {
      expect((await give(wrong)).status).toBe(422);
    }
    const audited = await cloud.database.query<{ object_id: string }>(
      `SELECT object_id FROM audit_entry WHERE operation = 'commands.create'`,
    );
    expect(audited.map(({ object_id }) => object_id)).toContain(id);
  });
});
