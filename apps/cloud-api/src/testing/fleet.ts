import { createHash, generateKeyPairSync, randomUUID, sign } from 'node:crypto';
import { fenceHeaders, idFromUuid, onBehalfOfHeader } from '@eyrie/contracts';
import { newUuid } from '../database/uuid.ts';
import type { TestApp } from './app.ts';

/** A site with one coordinator, one worker and one camera of it. Ids are UUIDs. */
export interface TestSite {
  organisationId: string;
  siteId: string;
  coordinatorId: string;
  workerId: string;
  cameraId: string;
  /** What `fetch` sends: the coordinator's token, and the fence of the leader of term 1. */
  headers: Record<string, string>;
  /** A request as the coordinator, as the leader of term 1 unless the headers say otherwise. */
  fetch(pathname: string, init?: RequestInit & { duplex?: 'half' }): Promise<Response>;
  /** The same at another replica. */
  at(url: string): TestSite['fetch'];
  sendRecords(records: object[], deviceId?: string): Promise<Response>;
  putBlob(
    bytes: Uint8Array,
    mediaType?: string,
    headers?: Record<string, string>,
  ): Promise<Response>;
}

export async function newTestSite(app: TestApp, organisationId: string): Promise<TestSite> {
  const query: TestApp['database']['query'] = (sql, parameters) =>
    app.database.query(sql, parameters);
  const siteId = newUuid();
  await query(
    `INSERT INTO site (organisation_id, id, name, latitude, longitude, time_zone, founding_coordinators)
     VALUES ($1, $2, 'Ridge', 47, 8, 'Europe/Zurich', 1)`,
    [organisationId, siteId],
  );
  const { privateKey, publicKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  const spki = publicKey.export({ format: 'der', type: 'spki' }).toString('base64');
  const newDevice = async (role: string) => {
    const id = newUuid();
    await query(
      `INSERT INTO device (organisation_id, id, site_id, role, name, public_key, certificate,
         certificate_serial, certificate_thumbprint, certificate_expires_at, hardware)
       VALUES ($1, $2, $3, $4, 'Test', $5, '', '', '', now(), '{}')`,
      [organisationId, id, siteId, role, spki],
    );
    return id;
  };
  const [coordinatorId, workerId, cameraId] = [
    await newDevice('coordinator'),
    await newDevice('worker'),
    newUuid(),
  ];
  await query(
    `INSERT INTO camera (organisation_id, id, site_id, device_id, name, configuration)
     VALUES ($1, $2, $3, $4, 'South', '{}')`,
    [organisationId, cameraId, siteId, workerId],
  );
  const assertion = signAssertion(
    idFromUuid('device', coordinatorId),
    app.configuration.publicUrl,
    (input) => sign('sha256', input, { key: privateKey, dsaEncoding: 'ieee-p1363' }),
  );
  const answer = await fetch(`${app.url}/edge/v1/token`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ grant_type: 'urn:ietf:params:oauth:grant-type:jwt-bearer', assertion }),
  });
  if (!answer.ok) throw new Error(`No token: ${await answer.text()}`);
  const { access_token: token } = (await answer.json()) as { access_token: string };
  const headers = {
    authorization: `Bearer ${token}`,
    [fenceHeaders.siteEpoch]: '1',
    [fenceHeaders.term]: '1',
  };
  const at =
    (url: string): TestSite['fetch'] =>
    (pathname, init = {}) =>
      fetch(`${url}${pathname}`, {
        ...init,
        headers: {
          ...headers,
          ...(init.headers as Record<string, string> | undefined),
        },
      });
  const asCoordinator = at(app.url);
  return {
    organisationId,
    siteId,
    coordinatorId,
    workerId,
    cameraId,
    headers,
    fetch: asCoordinator,
    at,
    sendRecords: (records, deviceId = workerId) =>
      asCoordinator('/edge/v1/records', {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify({
          records: records.map((record) => ({ deviceId: idFromUuid('device', deviceId), record })),
        }),
      }),
    putBlob: (bytes, mediaType = 'image/jpeg', headers = {}) =>
      asCoordinator(`/edge/v1/blobs/${sha256(bytes)}`, {
        method: 'PUT',
        headers: {
          'content-type': mediaType,
          [onBehalfOfHeader]: idFromUuid('device', workerId),
          ...headers,
        },
        body: bytes as Uint8Array<ArrayBuffer>,
      }),
  };
}

export function sha256(bytes: Uint8Array): string {
  return createHash('sha256').update(bytes).digest('hex');
}

/**
 * A device's assertion, once good for a token.
 *
 * @param deviceId as the API has it
 * @param run the start of the device that asks: another one is a second start with the same count
 */
export function signAssertion(
  deviceId: string,
  publicUrl: string,
  sign: (input: Buffer) => Buffer,
  run: string = randomUUID(),
): string {
  const now = Math.floor(Date.now() / 1000);
  const encode = (part: object) => Buffer.from(JSON.stringify(part)).toString('base64url');
  const input = [
    encode({ alg: 'ES256', typ: 'JWT', kid: deviceId }),
    encode({
      iss: deviceId,
      sub: deviceId,
      aud: new URL(publicUrl).origin,
      jti: randomUUID(),
      run,
      start: 1,
      iat: now,
      exp: now + 60,
    }),
  ].join('.');
  return `${input}.${sign(Buffer.from(input)).toString('base64url')}`;
}

export interface RecordHeader {
  bootEpoch: string;
  sequence: number;
  recordedAt?: string;
}

const header = ({
  bootEpoch,
  sequence,
  recordedAt = '2026-05-01T10:00:00.000Z',
}: RecordHeader) => ({
  bootEpoch,
  sequence,
  recordedAt,
  priority: 'normal',
});

export function telemetryRecord(at: RecordHeader, body: object = {}) {
  return {
    ...header(at),
    kind: 'telemetry',
    body: {
      cpuPercent: 12,
      memoryUsedBytes: 1,
      memoryTotalBytes: 2,
      diskUsedBytes: 1,
      diskTotalBytes: 2,
      temperatureC: 48.5,
      uptimeSeconds: 60,
      version: '0.1.0',
      backlogRecords: 0,
      backlogBlobs: 0,
      backlogBlobBytes: 0,
      ...body,
    },
  };
}

export function frameRecord(at: RecordHeader, site: Pick<TestSite, 'cameraId'>, body: object = {}) {
  const blob = (letter: string) => ({
    sha256: letter.repeat(64),
    bytes: 100,
    mediaType: 'image/jpeg',
  });
  return {
    ...header(at),
    kind: 'frame',
    body: {
      frameId: idFromUuid('frame', newUuid()),
      cameraId: idFromUuid('camera', site.cameraId),
      slotAt: '2026-05-01T10:00:00.000Z',
      capturedAt: '2026-05-01T10:00:00.250Z',
      sceneAt: null,
      clockTrusted: true,
      image: blob('a'),
      thumbnail: blob('b'),
      widthPx: 1920,
      heightPx: 1080,
      shutterUs: 1000,
      gain: 1,
      luminance: 0.4,
      sharpness: 10,
      sunAltitudeDeg: 30,
      sunAzimuthDeg: 120,
      ...body,
    },
  };
}

export function eventRecord(at: RecordHeader, body: object = {}) {
  return {
    ...header(at),
    kind: 'event',
    body: {
      id: randomUUID(),
      type: 'system.status',
      timestamp: '2026-05-01T10:00:00.000Z',
      camera_id: null,
      sequence_number: at.sequence,
      data: { n: at.sequence },
      priority: 'normal',
      ...body,
    },
  };
}

/** A reference to bytes, as records carry it. */
export function reference(bytes: Buffer, mediaType: string) {
  return { sha256: sha256(bytes), bytes: bytes.length, mediaType };
}

/** A finished timelapse; ids are those of the API. */
export function timelapseRecord(
  at: RecordHeader,
  { timelapseId, cameraId }: { timelapseId: string; cameraId: string },
  files: Record<'video' | 'poster', ReturnType<typeof reference>>,
) {
  const data = {
    timelapseId,
    cameraId,
    from: '2026-05-01T10:00:00.000Z',
    to: '2026-05-01T10:10:00.000Z',
    frames: 100,
    skippedFrames: 0,
    fps: 25,
    durationSeconds: 4,
    widthPx: 1920,
    heightPx: 1080,
    codec: 'h264',
    ...files,
  };
  return eventRecord(at, { type: 'timelapse.completed', camera_id: cameraId, data });
}

export function tombstoneRecord(at: RecordHeader) {
  return { ...header(at), kind: 'tombstone', body: { of: 'telemetry' } };
}
