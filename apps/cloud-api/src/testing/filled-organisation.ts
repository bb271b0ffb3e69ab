import {
  type ApiKeyRole,
  type CreatedApiKey,
  idFromUuid,
  type LockedRange,
  type Site,
} from '@eyrie/contracts';
import { newUuid } from '../database/uuid.ts';
import type { TestApp, TestPerson } from './app.ts';
import { expectAnswer } from './expect-answer.ts';
import { enrol, newDeviceKey, newProvisioningToken, newSite, type TestDevice } from './edge.ts';
import { fillSite } from './filled-site.ts';

/**
 * An organisation with at least one row in every table of tenants. What has a text of its own carries
 * `word` in it, so that whoever sees the word has seen something of this organisation.
 * Ids are those of the API.
 */
export interface FilledOrganisation {
  readonly word: string;
  /** UUID. */
  readonly organisationId: string;
  readonly owner: TestPerson;
  /** An operator at `otherSite` alone. */
  readonly limited: TestPerson;
  readonly apiKey: CreatedApiKey;
  /** Where everything is. */
  readonly site: Site;
  /** A second site, without devices. */
  readonly otherSite: Site;
  /** Leads the site in term 1. */
  readonly coordinator: TestDevice;
  readonly worker: TestDevice;
  readonly cameraId: string;
  readonly frameId: string;
  readonly timelapseId: string;
  /** Has a file. */
  readonly commandId: string;
  /** SHA-256 of a stored picture. */
  readonly blob: string;
  readonly invitationId: string;
  readonly provisioningTokenId: string;
  /** Waits for approval. */
  readonly enrolmentRequestId: string;
  /** Waits. */
  readonly operationId: string;
  /** Is made, without pictures. */
  readonly exportId: string;
}

/** A day of spring, in which the camera has no frames. */
export async function newLockedRange(
  owner: TestPerson,
  cameraId: string,
  reason: string,
): Promise<LockedRange> {
  const [from, to] = ['2026-04-01T00:00:00.000Z', '2026-04-02T00:00:00.000Z'];
  return (await expectAnswer(owner, '/v1/locked-ranges', {
    method: 'POST',
    body: { camera_id: cameraId, from, to, reason },
  })) as LockedRange;
}

/** `word` consists of small letters and digits. */
export async function fillOrganisation(cloud: TestApp, word: string): Promise<FilledOrganisation> {
  const owner = await cloud.newPerson();
  const { organisationId } = owner;
  await cloud.database.query('UPDATE organisation SET name = $2 WHERE id = $1', [
    organisationId,
    `${word} Observatory`,
  ]);
  await cloud.database.query('UPDATE app_user SET name = $2 WHERE organisation_id = $1', [
    organisationId,
    `${word} Curator`,
  ]);
  const site = await newSite(owner, 1, `${word} ridge`);
  const otherSite = await newSite(owner, 1, `${word} valley`);
  const limited = await newColleague(cloud, owner, [otherSite.id]);
  const filled = await fillSite(cloud, owner, site, word);
  for (const target of [
    idFromUuid('organisation', organisationId),
    site.id,
    filled.worker.enrolment.deviceId,
  ]) {
    await expectAnswer(owner, `/v1/configurations/${target}`, {
      method: 'PUT',
      body: { settings: { capture: { quality: 77 } }, reason: `${word} looks better` },
      headers: { 'if-match': '"0"' },
    });
  }
  await expectAnswer(owner, '/v1/retention', {
    method: 'PUT',
    body: { frame_days: 400, telemetry_days: 300, event_days: 7, media_bytes_max: null },
    headers: { 'if-match': '*' },
  });
  await expectAnswer(owner, '/v1/audit/checkpoints', { method: 'POST' });
  await cloud.database.query(
    'INSERT INTO retention_run (organisation_id, started_at) VALUES ($1, now())',
    [organisationId],
  );
  await cloud.database.query(
    `INSERT INTO login_provider (organisation_id, name, issuer, client_id)
     VALUES ($1, $2, 'https://login.example', 'eyrie')`,
    [organisationId, `${word} login`],
  );
  await cloud.database.query(
    `INSERT INTO provider_identity (organisation_id, issuer, subject, user_id, email)
     VALUES ($1, 'https://login.example', $2, $3, $4)`,
    [organisationId, `${word} subject`, owner.userId, `${word}@login.example`],
  );
  const invitation = (await expectAnswer(owner, '/v1/invitations', {
    method: 'POST',
    body: { email: `${word}@example.org`, role: 'viewer', site_ids: [site.id] },
    headers: { 'idempotency-key': `${word}-invitation` },
  })) as { id: string };
  const apiKey = await newNamedKey(owner, 'admin', `${word} program`);
  const broadcast = await fetch(`${cloud.url}/broadcast`, {
    method: 'POST',
    headers: { authorization: `Bearer ${apiKey.secret}`, 'content-type': 'application/json' },
    body: JSON.stringify({ channel: 'dashboard', event: 'note', data: { text: word } }),
  });
  if (!broadcast.ok) throw new Error(await broadcast.text());
  await expectAnswer(owner, `/v1/sites/${site.id}/known-devices`, {
    method: 'POST',
    body: { items: [{ serial: `${word}-serial`, name: `${word} expected` }] },
  });
  await expectAnswer(owner, `/v1/sites/${site.id}/ca-rotation`, {
    method: 'POST',
    body: { reason: `${word} once a year` },
  });
  await expectAnswer(filled.worker, '/edge/v1/certificate/trust', {
    method: 'POST',
    body: { authorities: [], serial: '1f' },
  });
  await newLockedRange(owner, filled.cameraId, `${word} storm`);
  await expectAnswer(owner, '/v1/analytics');
  return {
    word,
    organisationId,
    owner,
    limited,
    apiKey,
    site,
    otherSite,
    ...filled,
    invitationId: invitation.id,
    enrolmentRequestId: await newEnrolmentRequest(cloud, owner, site, `${word} newcomer`),
    exportId: await newExport(owner),
    operationId: await newOperation(cloud, organisationId, word),
    provisioningTokenId: (await newProvisioningToken(owner, site, 'worker', `${word} spare`)).id,
  };
}

/** A worker that waits for approval at the site. */
export async function newEnrolmentRequest(
  cloud: TestApp,
  owner: TestPerson,
  site: Site,
  deviceName: string,
): Promise<string> {
  const limits = { uses_max: 5 };
  const { secret, id } = await newProvisioningToken(owner, site, 'worker', deviceName, limits);
  const answer = await enrol(cloud, secret, await newDeviceKey());
  if (answer.statusCode !== 202) throw new Error(answer.body);
  const page = (await expectAnswer(
    owner,
    '/v1/enrolment-requests?state=pending&page_size=200',
  )) as {
    items: { id: string; provisioning_token_id: string }[];
  };
  const made = page.items.find((request) => request.provisioning_token_id === id);
  if (!made) throw new Error('The device is not in the queue.');
  return made.id;
}

/** An operator, at some sites only where these are named. */
export async function newColleague(
  cloud: TestApp,
  { organisationId, fetch: ask }: TestPerson,
  siteIds: readonly string[] | null = null,
): Promise<TestPerson> {
  const person = await cloud.newPerson({ role: 'operator', organisationId });
  if (siteIds === null) return person;
  await expectAnswer({ fetch: ask }, `/v1/people/${idFromUuid('user', person.userId)}`, {
    method: 'PATCH',
    body: { site_ids: siteIds },
    headers: { 'if-match': '*' },
  });
  return person;
}

/** An archive of what there is so far. */
async function newExport(owner: TestPerson): Promise<string> {
  const { id } = (await expectAnswer(owner, '/v1/organisation/exports', {
    method: 'POST',
    body: { with_media: false },
    headers: { 'idempotency-key': newUuid() },
  })) as { id: string };
  const { result } = (await expectAnswer(owner, `/v1/operations/${id}?wait_seconds=30`)) as {
    result: { export_id: string };
  };
  return result.export_id;
}

/** Long work that waits, and that no replica knows how to do. */
export async function newOperation(
  { database }: TestApp,
  organisationId: string,
  word: string,
): Promise<string> {
  const id = newUuid();
  await database.query(
    `INSERT INTO operation (organisation_id, id, kind, input, step, started_by)
     VALUES ($1, $2, 'test', $3, $4, '{"right": "frames.list", "name": "somebody"}')`,
    [organisationId, id, { note: word }, `${word} step`],
  );
  return idFromUuid('operation', id);
}

async function newNamedKey(
  owner: TestPerson,
  role: ApiKeyRole,
  name: string,
): Promise<CreatedApiKey> {
  return (await expectAnswer(owner, '/v1/api-keys', {
    method: 'POST',
    body: { name, role },
  })) as CreatedApiKey;
}
