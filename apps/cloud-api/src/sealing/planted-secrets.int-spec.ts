import { execFileSync } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { AccessToken, CreatedApiKey } from '@eyrie/contracts';
import { Redis } from 'ioredis';
import type { TestPerson } from '../testing/app.ts';
import { codeAt } from '../testing/credentials.ts';
import { newProvisioningToken, newSite } from '../testing/edge.ts';
import { expectAnswer } from '../testing/expect-answer.ts';
import { TestMailServer } from '../testing/mail-server.ts';
import { startProcess, type TestProcess } from '../testing/process.ts';
import { hasRedis, TestRedis } from '../testing/redis.ts';
import { hasPgDump, SystemPostgres } from '../testing/system-postgres.ts';

const email = 'owner@example.org';
const password = `canary ${randomBytes(12).toString('base64url')}`;
const newPassword = `canary ${randomBytes(12).toString('base64url')}`;
const clientSecret = `canary-${randomBytes(12).toString('hex')}`;
const masterKey = randomBytes(32);

/** As a text may have it. */
const formsOf = (secret: string): string[] => [
  secret,
  Buffer.from(secret).toString('hex'),
  Buffer.from(secret).toString('base64').replace(/=+$/, ''),
  Buffer.from(secret).toString('base64url'),
];

const whereTools = hasPgDump ? describe : describe.skip;
const whereRedis = hasRedis ? it : it.skip;

whereTools('whoever has a dump, the logs or Redis', () => {
  /** By what they are. */
  const secrets = new Map<string, string>([
    ['the owner’s password', password],
    ['the new password', newPassword],
    ['the client secret of the login provider', clientSecret],
    ['the master key', masterKey.toString('base64')],
  ]);
  /** Each as it was while mails waited, and when all was done. */
  const dumps: string[] = [];
  let folder: string;
  let postgres: SystemPostgres;
  let mails: TestMailServer;
  let redis: TestRedis | null = null;
  let cloud: TestProcess;
  let environment: Record<string, string>;

  /** As `bin/cloud.mjs` begins, where the machine would write the memory of what crashes. */
  const start = () =>
    startProcess('apps/cloud-api/src/main.ts', environment, {
      cwd: left(),
      imports: [
        'apps/cloud-api/bin/without-core-dumps.mjs',
        'apps/cloud-api/src/testing/crash-on-signal.mjs',
      ],
    });
  const left = () => path.join(folder, 'left');

  beforeAll(async () => {
    folder = mkdtempSync(path.join(os.tmpdir(), 'eyrie-test-planted-'));
    writeFileSync(path.join(folder, 'password'), password);
    postgres = await SystemPostgres.start();
    mails = await TestMailServer.start();
    redis = hasRedis ? await TestRedis.start() : null;
    mkdirSync(path.join(folder, 'left'));
    environment = {
      PORT: '0',
      DATABASE_URL: postgres.url,
      EYRIE_MASTER_KEY: masterKey.toString('base64'),
      EYRIE_DATA: folder,
      EYRIE_OWNER_EMAIL: email,
      EYRIE_OWNER_PASSWORD_FILE: path.join(folder, 'password'),
      EYRIE_SMTP_URL: mails.url,
      EYRIE_MAIL_FROM: 'eyrie@example.org',
      EYRIE_LOG_LEVEL: 'trace',
      ...(redis ? { REDIS_URL: redis.url } : {}),
      // Of a heap that is soon full, by somebody who wants to know all of every crash.
      NODE_OPTIONS:
        '--max-old-space-size=300 --report-on-fatalerror --report-on-signal ' +
        '--report-uncaught-exception',
    };
    cloud = start();
    const { url } = (await cloud.event('cloud_listening')) as { url: string };
    await mails.close();
    await plant(url);
    dumps.push(await postgres.dump());
    await mails.open();
    for (const subject of ['You are invited', 'Set a new password']) {
      const to = subject === 'You are invited' ? 'guest@example.org' : email;
      const { link } = await mails.next(to, subject);
      secrets.set(`the link of "${subject}"`, link.split('#')[1] ?? '');
    }
    const token = secrets.get('the link of "Set a new password"');
    const post = { method: 'POST', headers: { 'content-type': 'application/json' } };
    const body = JSON.stringify({ token, new_password: newPassword });
    expect((await fetch(`${url}/v1/password-reset/complete`, { ...post, body })).status).toBe(204);
    dumps.push(await postgres.dump());
  }, 240_000);
  afterAll(async () => {
    cloud.kill('SIGTERM');
    await cloud.ended;
    await Promise.all([postgres.stop(), mails.close(), redis?.stop()]);
    rmSync(folder, { recursive: true, force: true });
  });

  /** One secret of every kind that there is, each by the way of whoever makes it. */
  async function plant(url: string): Promise<void> {
    const login = await fetch(`${url}/v1/session`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ email, password }),
    });
    const cookies = login.headers.getSetCookie().map((line) => line.split(';')[0] ?? '');
    for (const cookie of cookies) {
      secrets.set(`the cookie ${cookie.split('=')[0]}`, cookie.split('=')[1] ?? '');
    }
    const owner: Pick<TestPerson, 'fetch'> = {
      fetch: (pathname, { method, body, headers } = {}) =>
        fetch(`${url}${pathname}`, {
          method: method ?? 'GET',
          headers: {
            cookie: cookies.join('; '),
            ...(body === undefined ? {} : { 'content-type': 'application/json' }),
            ...(headers as Record<string, string> | undefined),
          },
          ...(body === undefined ? {} : { body: JSON.stringify(body) }),
        }),
    };
    const post = <Answer>(pathname: string, body: unknown = {}, headers = {}) =>
      expectAnswer(owner, pathname, { method: 'POST', body, headers }) as Promise<Answer>;
    await post('/v1/invitations', { email: 'guest@example.org', role: 'viewer' });
    await post('/v1/password-reset', { email });
    const named = { name: 'a program', role: 'viewer' };
    const key = await post<CreatedApiKey>('/v1/api-keys', named, { 'idempotency-key': 'once' });
    secrets.set('an API key', key.secret);
    secrets.set('an access token', (await post<AccessToken>('/v1/auth/token')).access_token);
    const { secret } = await post<{ secret: string }>('/v1/account/second-factor', { password });
    secrets.set('the secret of the second factor', secret);
    const confirmed = await post<{ recovery_codes: string[] }>(
      '/v1/account/second-factor/confirm',
      { code: codeAt(secret, Date.now()) },
    );
    secrets.set('a recovery code', confirmed.recovery_codes[0] ?? '');
    await expectAnswer(owner, '/v1/login-provider', {
      method: 'PUT',
      headers: { 'if-match': '*' },
      body: {
        ...{ name: 'A', issuer: 'https://a.example', client_id: 'eyrie' },
        client_secret: clientSecret,
      },
    });
    const site = await newSite(owner);
    const claim = await newProvisioningToken(owner, site, 'worker');
    secrets.set('a provisioning token', claim.secret);
    // What somebody types into the wrong field, and sends to where it does not belong.
    await fetch(`${url}/v1/session?password=${encodeURIComponent(password)}`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', authorization: `Bearer ${key.secret}x` },
      body: JSON.stringify({ email: 'owner', password }),
    });
  }

  const found = (text: string) =>
    [...secrets]
      .filter(([, secret]) => formsOf(secret).some((form) => text.includes(form)))
      .map(([name]) => name);

  it('would be found out by this search', () => {
    expect([...secrets.values()].filter((secret) => secret.length < 10)).toEqual([]);
    expect(secrets.size).toBeGreaterThanOrEqual(13);
    for (const [name, secret] of secrets) {
      expect(found(`… ${Buffer.from(secret).toString('base64')} …`)).toContain(name);
    }
    // The dumps are of this database, with what is public of it and with the jobs of mails.
    for (const dump of dumps) {
      expect(dump).toContain(email);
      expect(dump).toMatch(/COPY eyrie_jobs\.\w+ [^;]*/);
      expect(dump).toMatch(/"kind": "invitation"/);
    }
  });

  it('finds no secret in a pg_dump, neither while mails wait nor later', () => {
    for (const dump of dumps) expect(found(dump)).toEqual([]);
    for (const dump of dumps) expect(dump).not.toContain('PRIVATE KEY');
    expect(dumps[0]).not.toContain('/invitation#');
  });

  it('finds none in what the cloud has logged, at the level that tells most', () => {
    expect(cloud.lines.length).toBeGreaterThan(10);
    expect(found(cloud.lines.map((line) => JSON.stringify(line)).join('\n'))).toEqual([]);
  });

  it('finds none in the log of Postgres', () => {
    expect(found(postgres.log.join(''))).toEqual([]);
  });

  whereRedis('finds none in Redis', async () => {
    const client = new Redis(redis?.url ?? '');
    try {
      const keys = await client.keys('*');
      expect(keys.length).toBeGreaterThan(0);
      // One that ends between both questions has nothing any more.
      const ask = (key: string): Promise<Buffer | null> => client.dumpBuffer(key);
      const kept = await Promise.all(keys.map(ask));
      const text = [...keys, ...kept.map((value) => value?.toString('latin1') ?? '')].join('\n');
      expect(found(text)).toEqual([]);
    } finally {
      client.disconnect();
    }
  });

  describe('and whoever has what is left of a crash', () => {
    const leftNames = () => readdirSync(left());
    const leftText = () =>
      leftNames()
        .map((name) => readFileSync(path.join(left(), name), 'latin1'))
        .join('\n');
    const reports = () => leftNames().filter((name) => name.startsWith('report.'));
    const until = async (holds: () => boolean) => {
      const deadline = Date.now() + 30_000;
      while (!holds() && Date.now() < deadline) await new Promise((go) => setTimeout(go, 50));
    };
    const started = async () => {
      cloud = start();
      const { url } = (await cloud.event('cloud_listening')) as { url: string };
      const body = JSON.stringify({ email, password: newPassword });
      const headers = { 'content-type': 'application/json' };
      // The master key and a password are in use by then.
      const answer = await fetch(`${url}/v1/session`, { method: 'POST', headers, body });
      expect([204, 401, 200, 201]).toContain(answer.status);
    };

    it('would find all of it in a dump of the memory, which this machine writes', () => {
      const nowhere = mkdtempSync(path.join(os.tmpdir(), 'eyrie-test-core-'));
      const script = 'ulimit -c unlimited; kill -ABRT $$';
      const env = { SECRET: secrets.get('the master key') ?? '' };
      const stdio = 'ignore';
      const crash = () => execFileSync('/bin/sh', ['-c', script], { cwd: nowhere, env, stdio });
      expect(crash).toThrow();
      const dumps = readdirSync(nowhere).map((name) => readFileSync(path.join(nowhere, name)));
      rmSync(nowhere, { recursive: true });
      // Where the kernel hands dumps to a program there is none here, and none of ours either.
      const pattern = readFileSync('/proc/sys/kernel/core_pattern', 'utf8');
      expect(dumps).toHaveLength(pattern.startsWith('|') || pattern.includes('/') ? 0 : 1);
      for (const dump of dumps) expect(found(dump.toString('latin1'))).toEqual(['the master key']);
    });

    it('finds none in the report of a process that was asked for one', async () => {
      cloud.kill('SIGUSR2');
      await until(() => reports().length === 1);
      expect(reports()).toHaveLength(1);
      await until(() => leftText().trimEnd().endsWith('}'));
      expect(leftText()).toContain('"javascriptHeap"');
      expect(found(leftText())).toEqual([]);
    });

    it('finds none where the memory was full', async () => {
      cloud.kill('SIGPWR');
      await cloud.ended;
      expect(reports()).toHaveLength(2);
      expect(leftText()).toContain('heap out of memory');
      expect(leftNames()).toEqual(reports());
      expect(found(leftText())).toEqual([]);
    });

    it('finds none where it was aborted, or nobody has caught an error', async () => {
      await started();
      cloud.kill('SIGABRT');
      expect(await cloud.ended).toBeNull();
      await started();
      cloud.kill('SIGWINCH');
      expect(await cloud.ended).toBe(1);
      expect(cloud.lines.map(({ event }) => event)).toContain('process_failed');
      expect(leftNames()).toEqual(reports());
      expect(found(leftText())).toEqual([]);
      expect(found(cloud.lines.map((line) => JSON.stringify(line)).join('\n'))).toEqual([]);
    }, 120_000);
  });
});
