import 'reflect-metadata';
import {
  createPrivateKey,
  createPublicKey,
  generateKeyPairSync,
  type KeyObject,
  randomUUID,
  sign,
  webcrypto,
} from 'node:crypto';
import { Pkcs10CertificateRequestGenerator } from '@peculiar/x509';
import {
  type DeviceRole,
  type Enrolment,
  enrolmentProofText,
  type EnrolmentRequest,
  fenceHeaders,
  type Site,
  uuidFromId,
} from '@eyrie/contracts';
import type { TestApp, TestPerson } from './app.ts';

const crypto = webcrypto as unknown as Crypto;

export async function newSite(
  person: Pick<TestPerson, 'fetch'>,
  foundingCoordinators = 1,
  name = 'Gornergrat',
): Promise<Site> {
  const response = await person.fetch('/v1/sites', {
    method: 'POST',
    body: {
      name,
      latitude: 45.98,
      longitude: 7.78,
      time_zone: 'Europe/Zurich',
      founding_coordinators: foundingCoordinators,
    },
  });
  if (response.status !== 201) throw new Error(await response.text());
  return (await response.json()) as Site;
}

export async function newProvisioningToken(
  person: Pick<TestPerson, 'fetch'>,
  site: Pick<Site, 'id'>,
  role: DeviceRole,
  deviceName = `a ${role}`,
  limits: Record<string, unknown> = {},
): Promise<{ id: string; secret: string }> {
  const response = await person.fetch('/v1/provisioning-tokens', {
    method: 'POST',
    body: { site_id: site.id, role, device_name: deviceName, ...limits },
  });
  if (response.status !== 201) throw new Error(await response.text());
  return (await response.json()) as { id: string; secret: string };
}

export interface DeviceKey {
  privateKey: KeyObject;
  /** PEM. */
  certificateRequest: string;
}

export async function newDeviceKey(namedCurve = 'P-256'): Promise<DeviceKey> {
  const keys = await crypto.subtle.generateKey({ name: 'ECDSA', namedCurve }, true, [
    'sign',
    'verify',
  ]);
  const request = await Pkcs10CertificateRequestGenerator.create(
    { name: 'CN=ignored', keys, signingAlgorithm: { name: 'ECDSA', hash: 'SHA-256' } },
    crypto,
  );
  const pkcs8 = Buffer.from(await crypto.subtle.exportKey('pkcs8', keys.privateKey));
  return {
    privateKey: createPrivateKey({ key: pkcs8, format: 'der', type: 'pkcs8' }),
    certificateRequest: request.toString('pem'),
  };
}

const simulatedPi = { serial: '10000000abcdef', model: 'Simulated Pi', os: 'test' };

type EnrolmentProof = NonNullable<EnrolmentRequest['proof']>;

/**
 * From an address of its own, so that the limit per address does not meet other tests; with a proof of
 * this moment where none is given, and with none where that is null.
 */
export async function enrol(
  cloud: TestApp,
  token: string,
  key: DeviceKey,
  remoteAddress = anyAddress(),
  { serial = simulatedPi.serial, proof }: { serial?: string; proof?: EnrolmentProof | null } = {},
) {
  const { certificateRequest } = key;
  const shown =
    proof === undefined ? await newEnrolmentProof(cloud, token, key, { serial }) : proof;
  return cloud.app.inject({
    method: 'POST',
    url: '/edge/v1/enrol',
    remoteAddress,
    payload: {
      token,
      certificateRequest,
      hardware: { ...simulatedPi, serial },
      ...(shown === null ? {} : { proof: shown }),
    },
  });
}

/** What a device shows with its enrolment; `signed` replaces parts of what it signs. */
export async function newEnrolmentProof(
  cloud: TestApp,
  token: string,
  { privateKey }: Pick<DeviceKey, 'privateKey'>,
  signed: Partial<Parameters<typeof enrolmentProofText>[0]> = {},
): Promise<EnrolmentProof> {
  const nonce = signed.nonce ?? (await newNonce(cloud));
  const publicKey = createPublicKey(privateKey).export({ format: 'der', type: 'spki' });
  const { serial } = simulatedPi;
  const text = enrolmentProofText({ token, serial, publicKey, ...signed, nonce });
  const signature = sign('sha256', Buffer.from(text), {
    key: privateKey,
    dsaEncoding: 'ieee-p1363',
  });
  return { nonce, signature: signature.toString('base64url') };
}

async function newNonce(cloud: TestApp): Promise<string> {
  const answer = await cloud.app.inject({
    method: 'POST',
    url: '/edge/v1/enrolment/challenge',
    remoteAddress: anyAddress(),
  });
  if (answer.statusCode !== 200) throw new Error(answer.body);
  return answer.json<{ nonce: string }>().nonce;
}

function anyAddress(): string {
  return `10.0.${Math.floor(Math.random() * 256)}.${Math.floor(Math.random() * 256)}`;
}

export interface TestDevice {
  enrolment: Enrolment;
  key: DeviceKey;
  token: string;
  fetch(
    pathname: string,
    init?: { method?: string; body?: unknown; headers?: Record<string, string> },
  ): Promise<Response>;
}

export async function newDevice(
  cloud: TestApp,
  person: TestPerson,
  site: Pick<Site, 'id'>,
  role: DeviceRole,
  deviceName?: string,
): Promise<TestDevice> {
  const { secret } = await newProvisioningToken(person, site, role, deviceName);
  const key = await newDeviceKey();
  const answer = await enrol(cloud, secret, key);
  if (answer.statusCode !== 200) throw new Error(answer.body);
  const enrolment = answer.json<Enrolment>();
  const aud = new URL(cloud.configuration.publicUrl).origin;
  const assertion = newAssertion(enrolment.deviceId, key.privateKey, { aud });
  const exchanged = await exchange(cloud, assertion);
  const { access_token: token } = (await exchanged.json()) as { access_token: string };
  return {
    enrolment,
    key,
    token,
    fetch: (pathname, { method, body, headers } = {}) =>
      fetch(`${cloud.url}${pathname}`, {
        method: method ?? 'GET',
        headers: {
          authorization: `Bearer ${token}`,
          ...(body === undefined ? {} : { 'content-type': 'application/json' }),
          ...headers,
        },
        ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      }),
  };
}

export function exchange(cloud: Pick<TestApp, 'url'>, assertion: string): Promise<Response> {
  return fetch(`${cloud.url}/edge/v1/token`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({
      grant_type: 'urn:ietf:params:oauth:grant-type:jwt-bearer',
      assertion,
    }),
  });
}

/** A signed assertion as a device makes it; `claims` and `header` replace parts of it. */
export function newAssertion(
  deviceId: string,
  privateKey: KeyObject,
  claims: Record<string, unknown> = {},
  header: Record<string, unknown> = {},
): string {
  const now = Math.floor(Date.now() / 1000);
  const encode = (part: unknown) => Buffer.from(JSON.stringify(part)).toString('base64url');
  const text = [
    encode({ alg: 'ES256', kid: deviceId, typ: 'JWT', ...header }),
    encode({
      iss: deviceId,
      sub: deviceId,
      aud: 'http://eyrie.test',
      jti: randomUUID(),
      // One start of each device; those who are about others say so.
      run: uuidFromId('device', deviceId),
      start: 1,
      iat: now,
      exp: now + 50,
      ...claims,
    }),
  ].join('.');
  const signature = sign('sha256', Buffer.from(text), {
    key: privateKey,
    dsaEncoding: 'ieee-p1363',
  });
  return `${text}.${signature.toString('base64url')}`;
}

export function newPrivateKey(): KeyObject {
  return generateKeyPairSync('ec', { namedCurve: 'P-256' }).privateKey;
}

export const fence = (siteEpoch: number, term: number): Record<string, string> => ({
  [fenceHeaders.siteEpoch]: String(siteEpoch),
  [fenceHeaders.term]: String(term),
});
