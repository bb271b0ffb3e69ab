import { randomUUID } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { idFromUuid } from '@eyrie/contracts';
import { TestCloudServer, TestEnrolmentCloud } from '../testing/index.ts';
import { AccessTokens } from './access-tokens.ts';
import { DeviceIdentity } from './device-identity.ts';
import { CloudUnavailable, TokenRefused } from './errors.ts';

describe('AccessTokens', () => {
  const deviceId = idFromUuid('device', randomUUID());
  let directory: string;
  let server: TestCloudServer;
  let identity: DeviceIdentity;
  let now: number;
  let tokens: AccessTokens;

  beforeEach(async () => {
    directory = await mkdtemp(join(tmpdir(), 'eyrie-tokens-'));
    const cloud = await TestEnrolmentCloud.create(
      idFromUuid('site', randomUUID()),
      idFromUuid('organisation', randomUUID()),
    );
    cloud.addToken('a-provisioning-token', { deviceId, role: 'worker' });
    server = await TestCloudServer.start(cloud);
    identity = await DeviceIdentity.open({
      directory,
      provisionUrl: server.url,
      provisionToken: 'a-provisioning-token',
      hardware: { serial: '1', model: 'test', os: 'test' },
    });
    now = Date.now();
    tokens = new AccessTokens(identity, { now: () => now });
  });

  afterEach(async () => {
    await server.close();
    await rm(directory, { recursive: true });
  });

  it('exchanges one assertion for all who ask at the same time', async () => {
    const [first, second] = await Promise.all([tokens.get(), tokens.get(), tokens.get()]);
    expect(first).toBe(second);
    expect(server.cloud.bearer(`Bearer ${first}`)).toBe(deviceId);
    expect(server.cloud.tokensGiven).toBe(1);
  });

  it('keeps a token for four fifths of its life', async () => {
    const first = await tokens.get();
    now += 479_000;
    expect(await tokens.get()).toBe(first);
    now += 2_000;
    server.cloud.clockAheadMs = 481_000;
    expect(await tokens.get()).not.toBe(first);
  });

  it('forgets the token that was refused, and not the newer one', async () => {
    const first = await tokens.get();
    tokens.drop(first);
    const second = await tokens.get();
    expect(second).not.toBe(first);
    tokens.drop(first);
    expect(await tokens.get()).toBe(second);
  });

  it('learns the cloud\u2019s time where its own clock is from another year', async () => {
    now -= 400 * 24 * 3600 * 1000;
    expect(server.cloud.bearer(await tokens.get())).toBe(deviceId);
    expect(server.requests.filter((path) => path.endsWith('/token'))).toHaveLength(2);
  });

  it('tells a refusal from an absence', async () => {
    server.intercept = () => ({ status: 401, body: { detail: 'The device was revoked.' } });
    await expect(tokens.get()).rejects.toThrow(TokenRefused);
    server.intercept = () => ({ status: 503, headers: { 'retry-after': '3' }, body: {} });
    await expect(tokens.get()).rejects.toMatchObject({ retryAfterMs: 3_000 });
    server.intercept = () => ({ status: 200, body: { access_token: 5 } });
    await expect(tokens.get()).rejects.toThrow(CloudUnavailable);
    await server.close();
    await expect(tokens.get()).rejects.toThrow('cannot be reached');
    server = await TestCloudServer.start(server.cloud);
  });
});
