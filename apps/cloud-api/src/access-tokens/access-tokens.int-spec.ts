import { createHmac, createPublicKey, generateKeyPairSync, sign, verify } from 'node:crypto';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import type { AccessToken, Jwks } from '@eyrie/contracts';
import { WebSocket } from 'ws';
import { startCloud, type Cloud } from '../http/start-cloud.ts';
import { Installation } from '../tenancy/index.ts';
import { startTestApp, type TestApp, type TestPerson } from '../testing/app.ts';
import { bearer, type BearerFetch, newApiKey } from '../testing/credentials.ts';
import { quietLogger } from '../testing/database.ts';
import { newDevice, newSite } from '../testing/edge.ts';

describe('access tokens', () => {
  let cloud: TestApp;
  let person: TestPerson;
  const replicas: Cloud[] = [];
  beforeAll(async () => {
    cloud = await startTestApp();
    person = await cloud.newPerson();
  });
  afterAll(async () => {
    for (const replica of replicas) await replica.close();
    await cloud.close();
  });

  const tokenOf = async (fetchAs: BearerFetch | TestPerson['fetch']): Promise<string> => {
    const answer = await fetchAs('/v1/auth/token', { method: 'POST' });
    return ((await answer.json()) as AccessToken).access_token;
  };
  const statusOf = async (token: string, url = cloud.url) =>
    (await bearer({ url }, token)('/v1/sites')).status;
  const encode = (part: unknown) => Buffer.from(JSON.stringify(part)).toString('base64url');
  const partOf = (token: string, at: number) =>
    JSON.parse(Buffer.from(token.split('.')[at] ?? '', 'base64url').toString()) as Record<
      string,
      unknown
    >;
  const jwks = async (url = cloud.url) =>
    (await (await fetch(`${url}/.well-known/jwks.json`)).json()) as Jwks;

  it('are for ten minutes, and can be verified with the published keys', async () => {
    const answer = await person.fetch('/v1/auth/token', { method: 'POST' });
    const { access_token: token, expires_in } = (await answer.json()) as AccessToken;
    expect(expires_in).toBe(600);
    const claims = partOf(token, 1);
    expect(Number(claims['exp']) - Number(claims['iat'])).toBe(600);
    const key = (await jwks()).keys.find(({ kid }) => kid === partOf(token, 0)['kid']);
    const [head, body, signature = ''] = token.split('.');
    const right = verify(
      'sha256',
      Buffer.from(`${head}.${body}`),
      {
        key: createPublicKey({ key: { ...key }, format: 'jwk' }),
        dsaEncoding: 'ieee-p1363',
      },
      Buffer.from(signature, 'base64url'),
    );
    expect(right).toBe(true);
    expect(JSON.stringify(await jwks())).not.toContain('"d"');
  });

  it('may do what the session behind them may, until it ends', async () => {
    const other = await cloud.newPerson({ role: 'viewer', organisationId: person.organisationId });
    const token = await tokenOf(other.fetch);
    expect(await statusOf(token)).toBe(200);
    expect((await bearer(cloud, token)('/v1/audit')).status).toBe(403);
    await other.fetch('/v1/session', { method: 'DELETE' });
    expect(await statusOf(token)).toBe(401);
  });

  it('end with the key behind them', async () => {
    const key = await newApiKey(person, 'viewer');
    const token = await tokenOf(bearer(cloud, key.secret));
    expect(await statusOf(token)).toBe(200);
    await person.fetch(`/v1/api-keys/${key.id}`, { method: 'DELETE' });
    expect(await statusOf(token)).toBe(401);
  });

  it('are of one audience: a device’s token opens nothing here, nor the other way round', async () => {
    const site = await newSite(person);
    const device = await newDevice(cloud, person, site, 'coordinator');
    expect(await statusOf(device.token)).toBe(401);
    const token = await tokenOf(person.fetch);
    expect((await bearer(cloud, token)('/edge/v1/site')).status).toBe(401);
  });

  /** What the socket says to a token. */
  const socketAnswer = (token: string) =>
    new Promise<unknown>((resolve, reject) => {
      const socket = new WebSocket(`${cloud.url.replace('http', 'ws')}/ws`);
      socket.once('error', reject);
      socket.once('open', () => socket.send(JSON.stringify({ type: 'auth', token })));
      socket.once('message', (data: Buffer) => {
        resolve((JSON.parse(data.toString('utf8')) as { type: unknown }).type);
        socket.terminate();
      });
    });
  /** A place that forged headers name; nobody may ever come there. */
  const startCanary = async () => {
    const visits: string[] = [];
    const server = createServer((request, response) => {
      visits.push(request.url ?? '');
      response.end();
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const { port } = server.address() as AddressInfo;
    return { url: `http://127.0.0.1:${port}`, visits, close: () => server.close() };
  };

  it('are refused alike, however they were forged, and nobody is asked for their keys', async () => {
    const canary = await startCanary();
    const token = await tokenOf(person.fetch);
    const [head = '', body = '', signature = ''] = token.split('.');
    const [header, claims] = [partOf(token, 0), partOf(token, 1)];
    const { privateKey, publicKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
    const jwk = publicKey.export({ format: 'jwk' });
    const pem = (await cloud.database.query<{ public_key: string }>(
      `SELECT public_key FROM signing_key WHERE id = $1`,
      [header['kid']],
    )) as [{ public_key: string }];
    const forge = (
      changedHeader: Record<string, unknown>,
      changedClaims: Record<string, unknown> = {},
    ) => {
      const text = `${encode({ ...header, ...changedHeader })}.${encode({ ...claims, ...changedClaims })}`;
      const made = sign('sha256', Buffer.from(text), {
        key: privateKey,
        dsaEncoding: 'ieee-p1363',
      });
      return `${text}.${made.toString('base64url')}`;
    };
    const hs256 = () => {
      const text = `${encode({ ...header, alg: 'HS256' })}.${body}`;
      const made = createHmac('sha256', pem[0].public_key).update(text).digest('base64url');
      return `${text}.${made}`;
    };
    const forged = {
      'no signature': `${head}.${body}.`,
      'alg none': `${encode({ ...header, alg: 'none' })}.${body}.`,
      'alg None with the signature': `${encode({ ...header, alg: 'None' })}.${body}.${signature}`,
      'HS256 with our public key as its secret': hs256(),
      'another key under our key id': forge({}),
      'a key of its own in the header': forge({ jwk }),
      'a key at an address': forge({ jku: `${canary.url}/jku` }),
      'a certificate at an address': forge({ x5u: `${canary.url}/x5u` }),
      'an address as key id': forge({ kid: `${canary.url}/kid` }),
      'a key at an address, of another issuer': forge(
        { jku: `${canary.url}/jku`, kid: 'theirs' },
        { iss: canary.url },
      ),
      'a certificate in the header': forge({ x5c: ['MIIB'] }),
      'critical headers': forge({ crit: ['exp'], exp: 1 }),
      'an unknown key id': forge({ kid: 'nobody' }),
      'a path as key id': forge({ kid: '../../../../dev/null' }),
      'SQL as key id': forge({ kid: "' OR 1=1 --" }),
      'a number as key id': forge({ kid: 7 }),
      'no key id': forge({ kid: undefined }),
      'an object as key id': forge({ kid: { $ne: 1 } }),
      'altered claims': `${head}.${encode({ ...claims, exp: 9_999_999_999 })}.${signature}`,
      'a cut signature': token.slice(0, -4),
      'a doubled signature': `${token}${signature}`,
      'one part more': `${token}.x`,
      'one part less': `${head}.${body}`,
      'no JSON': `bm9u.${body}.${signature}`,
      nothing: 'x',
    };
    for (const [how, made] of Object.entries(forged)) {
      const polled = await bearer(cloud, made)('/events?wait=0');
      const answers = [await statusOf(made), polled.status, await socketAnswer(made)];
      expect([how, ...answers]).toEqual([how, 401, 401, 'auth_error']);
    }
    expect(canary.visits).toEqual([]);
    canary.close();
    // The same claims are good, so that none of the above fails for another reason.
    expect([await statusOf(token), await socketAnswer(token)]).toEqual([200, 'auth_success']);
  });

  it('under made-up key ids lead to one reading of the keys a minute, however many they are', async () => {
    const replica = await startCloud({ ...cloud.configuration, port: 0 }, quietLogger);
    replicas.push(replica);
    const url = replica.url.replace('[::1]', '127.0.0.1');
    const reads = jest.spyOn(replica.app.get(Installation), 'listSigningKeys');
    const flood = (count: number) =>
      Promise.all(
        Array.from({ length: count }, (_, at) =>
          statusOf(`${encode({ alg: 'ES256', kid: `made-up-${at}` })}.${encode({})}.x`, url),
        ),
      );
    const began = Date.now();
    const clock = jest.spyOn(Date, 'now');
    try {
      for (const seconds of [0, 20, 40, 59]) {
        clock.mockImplementation(() => began + seconds * 1000);
        expect(new Set(await flood(50))).toEqual(new Set([401]));
        expect(reads.mock.calls).toEqual([['api-access']]);
      }
      clock.mockImplementation(() => began + 61_000);
      await flood(50);
      expect(reads).toHaveBeenCalledTimes(2);
      // A key that is known is looked at again sooner, so that a dropped one is found out.
      clock.mockRestore();
      expect(await statusOf(await tokenOf(person.fetch), url)).toBe(200);
    } finally {
      clock.mockRestore();
      reads.mockRestore();
    }
  });

  it('are refused where our own key signed something else', async () => {
    const { SigningKeys } = await import('../signing-keys/index.ts');
    const key = await cloud.app.get(SigningKeys).current('api-access');
    const token = await tokenOf(person.fetch);
    const claims = partOf(token, 1);
    const now = Math.floor(Date.now() / 1000);
    const made = (changed: Record<string, unknown>) => {
      const text = `${encode(partOf(token, 0))}.${encode({ ...claims, ...changed })}`;
      const signature = sign('sha256', Buffer.from(text), {
        key: key.privateKey,
        dsaEncoding: 'ieee-p1363',
      });
      return `${text}.${signature.toString('base64url')}`;
    };
    expect(await statusOf(made({}))).toBe(200);
    for (const changed of [
      { exp: now - 1 },
      { nbf: now + 60 },
      { aud: 'eyrie-edge' },
      { iss: 'http://evil.example' },
      { sub: 'ses_01h455vb4pex5vsknk084sn02q' },
      { sub: undefined },
      { org: 'org_01h455vb4pex5vsknk084sn02q' },
      { org: undefined },
    ]) {
      expect([changed, await statusOf(made(changed))]).toEqual([changed, 401]);
    }
  });

  it('outlive a rotation: the next key is published, then signs, and the last one still verifies', async () => {
    const before = await tokenOf(person.fetch);
    const oldId = String(partOf(before, 0)['kid']);
    // As if the key had been made a month ago; replicas begin without anything in memory.
    await cloud.database.query(
      `UPDATE signing_key SET signs_from = now() - interval '31 days' WHERE id = $1`,
      [oldId],
    );
    const start = async () => {
      const replica = await startCloud({ ...cloud.configuration, port: 0 }, quietLogger);
      replicas.push(replica);
      return replica.url.replace('[::1]', '127.0.0.1');
    };
    const [one, two] = [await start(), await start()];
    const published = await Promise.all([jwks(one), jwks(two)]);
    expect(published[0].keys).toHaveLength(2);
    expect(published[1]).toEqual(published[0]);
    // Announced, and not in use yet.
    const asPerson = { cookie: person.cookie };
    const issue = async (url: string) => {
      const answer = await fetch(`${url}/v1/auth/token`, { method: 'POST', headers: asPerson });
      return ((await answer.json()) as AccessToken).access_token;
    };
    expect(partOf(await issue(one), 0)['kid']).toBe(oldId);
    await cloud.database.query(
      `UPDATE signing_key SET signs_from = now() - interval '1 minute' WHERE signs_from > now()`,
    );
    const three = await start();
    const after = await issue(three);
    expect(partOf(after, 0)['kid']).not.toBe(oldId);
    for (const url of [one, two, three]) {
      expect([await statusOf(before, url), await statusOf(after, url)]).toEqual([200, 200]);
    }
    // A key that leaked is dropped: what it signed is refused by whoever reads the keys anew.
    await cloud.database.query('UPDATE signing_key SET dropped_at = now() WHERE id = $1', [oldId]);
    const four = await start();
    expect([await statusOf(before, four), await statusOf(after, four)]).toEqual([401, 200]);
  });
});
