import { randomBytes } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { AccessToken, Jwks } from '@eyrie/contracts';
import { masterKeyId } from '../database/roles.ts';
import { Rewrap } from '../sealing/rewrap.ts';
import { keyIdOf } from '../signing-keys/index.ts';
import { startTestApp, type TestApp, type TestPerson } from '../testing/app.ts';
import { testMasterKey } from '../testing/database.ts';
import { runEyrie } from '../testing/eyrie.ts';
import { startTestReplica, type TestReplica } from '../testing/replica.ts';
import type { KeysReport } from './key-desk.ts';

const nextMasterKey = randomBytes(32);

describe('eyrie keys', () => {
  let cloud: TestApp;
  let person: TestPerson;
  const replicas: TestReplica[] = [];
  beforeAll(async () => {
    cloud = await startTestApp({ knownMasterKeys: [nextMasterKey] });
    person = await cloud.newPerson();
    for (let count = 0; count < 2; count += 1) replicas.push(await startTestReplica(cloud));
  }, 120_000);
  afterAll(async () => {
    for (const replica of replicas) await replica.close();
    await cloud.close();
  });

  const run = (words: string[], environment: Record<string, string> = {}) =>
    runEyrie(['keys', ...words], {
      environment: {
        DATABASE_URL: cloud.database.ownerUrl,
        EYRIE_MASTER_KEY: testMasterKey.toString('base64'),
        ...environment,
      },
    });
  const report = async (...words: string[]): Promise<KeysReport> => {
    const { code, out, error } = await run([...words, '--json']);
    expect([code, error]).toEqual([0, '']);
    return JSON.parse(out) as KeysReport;
  };
  const ofApi = ({ signing_keys }: KeysReport) =>
    signing_keys.filter(({ purpose }) => purpose === 'api-access');
  const urls = () => [cloud.url, ...replicas.map(({ url }) => url)];
  const issue = async (url: string): Promise<string> => {
    const answer = await fetch(`${url}/v1/auth/token`, {
      method: 'POST',
      headers: { cookie: person.cookie },
    });
    return ((await answer.json()) as AccessToken).access_token;
  };
  const statusOf = async (url: string, token: string) => {
    const headers = { authorization: `Bearer ${token}` };
    const answer = await fetch(`${url}/v1/session`, { headers });
    await answer.arrayBuffer();
    return answer.status;
  };
  const untilAll = async (what: string, holds: (url: string) => Promise<boolean>) => {
    const deadline = Date.now() + 60_000;
    for (const url of urls()) {
      while (!(await holds(url))) {
        if (Date.now() > deadline) throw new Error(`In a minute ${url} did not ${what}.`);
        await new Promise((resolve) => setTimeout(resolve, 200));
      }
    }
  };

  it('rotate: three replicas under load refuse nobody, and the next key takes over', async () => {
    const refused: string[] = [];
    let asked = 0;
    let isLoaded = true;
    const load = urls().map(async (url, at) => {
      while (isLoaded) {
        const token = await issue(url);
        // Where it was not issued, and where it was.
        for (const other of [urls()[(at + 1) % 3] ?? url, url]) {
          const status = await statusOf(other, token);
          asked += 1;
          if (status !== 200) refused.push(`${status} at ${other} for ${keyIdOf(token)}`);
        }
      }
    });
    const old = await issue(cloud.url);
    const announced = ofApi(await report('rotate'));
    expect(announced.map(({ state }) => state)).toEqual(['signs', 'announced']);
    const next = announced[1]?.id ?? '';
    // Again changes nothing: one is under way.
    expect(ofApi(await report('rotate'))).toEqual(announced);
    await untilAll('publish the next key', async (url) => {
      const { keys } = (await (await fetch(`${url}/.well-known/jwks.json`)).json()) as Jwks;
      return keys.some(({ kid }) => kid === next);
    });
    // As if the quarter of an hour were over.
    await cloud.database.query('UPDATE signing_key SET signs_from = now() WHERE id = $1', [next]);
    await untilAll('sign with the next key', async (url) => keyIdOf(await issue(url)) === next);
    for (const url of urls()) expect(await statusOf(url, old)).toBe(200);
    isLoaded = false;
    await Promise.all(load);
    expect(refused).toEqual([]);
    expect(asked).toBeGreaterThan(100);
    const states = ofApi(await report('status')).map(({ state }) => state);
    expect(states).toEqual(['verifies', 'signs']);
  }, 180_000);

  it('drop: what the key signed is refused by every replica, and others sign', async () => {
    const token = await issue(cloud.url);
    const id = keyIdOf(token) ?? '';
    const dropped = ofApi(await report('drop', id));
    expect(dropped.find((key) => key.id === id)?.state).toBe('dropped');
    await untilAll('refuse the token', async (url) => (await statusOf(url, token)) === 401);
    await untilAll('sign with another key', async (url) => keyIdOf(await issue(url)) !== id);
    // Sessions do not hang on these keys.
    expect((await person.fetch('/v1/session')).status).toBe(200);
    const after = await issue(cloud.url);
    for (const url of urls()) expect(await statusOf(url, after)).toBe(200);
  }, 180_000);

  it('refuse what would do harm, and say why', async () => {
    const before = await report('status');
    const stranger = randomBytes(32).toString('base64');
    expect(await run(['rotate'], { EYRIE_MASTER_KEY: stranger })).toMatchObject({
      code: 1,
      error: expect.stringContaining('does not belong to this database'),
    });
    const [first] = ofApi(before);
    expect(await run(['drop', first?.id ?? '', 'nobody'])).toMatchObject({
      code: 1,
      error: expect.stringContaining('There is no signing key nobody'),
    });
    expect(await run(['status'], { DATABASE_URL: 'postgres://nobody@127.0.0.1:1/x' })).toEqual({
      code: 1,
      out: '',
      error: expect.stringMatching(/^Postgres \(DATABASE_URL\) does not answer\./),
    });
    expect(await report('status')).toEqual(before);
  }, 120_000);

  it('status: tells how far an old master key has been left', async () => {
    const [old, next] = [masterKeyId(testMasterKey), masterKeyId(nextMasterKey)];
    expect((await report('status')).master_keys).toEqual([
      { id: old, state: 'seals', total: null, done: null },
    ]);
    const rolled = await startTestReplica(cloud, {
      masterKey: nextMasterKey,
      knownMasterKeys: [testMasterKey],
    });
    try {
      expect((await run(['status'])).out).toMatch(new RegExp(`${old} +being left +not begun yet`));
      await rolled.app.get(Rewrap).run(new AbortController().signal);
      const [left, seals] = (await report('status')).master_keys;
      expect(left).toMatchObject({ id: old, state: 'left', done: left?.total });
      expect(left?.total).toBeGreaterThan(0);
      expect(seals).toMatchObject({ id: next, state: 'seals' });
    } finally {
      await rolled.close();
    }
  }, 120_000);
});
