import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { hash } from '@node-rs/argon2';
import { compareAnswers, distanceMax, distanceOf, rankZ } from '../testing/answer-oracle.ts';
import { startTestApp, testLimits, type TestApp, type TestPerson } from '../testing/app.ts';
import { startTestReplica, type TestReplica } from '../testing/replica.ts';
import { PasswordHasher } from './password-hasher.ts';

const loginsPerMinute = 120;

interface Guess {
  readonly email: string;
  readonly password?: string;
  readonly address: string;
  readonly cookie?: string;
}

const logIn = (app: TestApp['app'], { email, password = 'a guess', address, cookie }: Guess) =>
  app.inject({
    method: 'POST',
    url: '/v1/session',
    headers: { 'x-forwarded-for': address, ...(cookie === undefined ? {} : { cookie }) },
    payload: { email, password },
  });

/** Runs `count` tasks, so many at a time, and gives what they answered. */
async function inLanes<Answer>(
  count: number,
  lanes: number,
  task: (index: number) => Promise<Answer>,
): Promise<Answer[]> {
  const answers: Answer[] = [];
  let next = 0;
  await Promise.all(
    Array.from({ length: lanes }, async () => {
      while (next < count) answers.push(await task(next++));
    }),
  );
  return answers;
}

describe('guesses through three replicas and from two hundred addresses', () => {
  let cloud: TestApp;
  let replicas: TestReplica[];
  let victim: TestPerson;
  let knownDevice: string;
  let reached = 0;
  const startedAt = Date.now();
  const windows = () => Math.floor((Date.now() - startedAt) / 60_000) + 1;

  const watch = (app: TestApp['app']) => {
    const hasher = app.get(PasswordHasher);
    const verify = hasher.verify.bind(hasher);
    hasher.verify = (...given) => {
      reached += 1;
      return verify(...given);
    };
  };

  beforeAll(async () => {
    cloud = await startTestApp({
      limits: { ...testLimits, trustedProxies: 1, loginsPerMinute },
    });
    const own = { url: cloud.url, app: cloud.app, close: () => Promise.resolve() };
    replicas = [own, await startTestReplica(cloud), await startTestReplica(cloud)];
    victim = await cloud.newPerson();
    const { email, password } = victim;
    const first = await logIn(cloud.app, { email, password, address: '192.0.2.200' });
    const cookies = first.cookies as { name: string; value: string }[];
    const known = cookies.find(({ name }) => name === 'eyrie_known');
    knownDevice = `eyrie_known=${known?.value ?? ''}`;
    for (const { app } of replicas) watch(app);
  });
  afterAll(async () => {
    for (const replica of replicas) await replica.close();
    await cloud.close();
  });

  const replica = (index: number): TestApp['app'] => {
    const found = replicas[index % replicas.length];
    if (!found) throw new Error('There are no replicas.');
    return found.app;
  };
  const addressOf = (index: number) => `198.51.100.${index % 200}`;

  it('reach the hasher a few times, however many there are', async () => {
    const atVictim = await inLanes(5_000, 60, async (index) => {
      const guess = { email: victim.email, address: addressOf(index) };
      return (await logIn(replica(index), guess)).statusCode;
    });
    const lookedAt = atVictim.filter((status) => status === 401).length;
    // Five at once, and then one after 1, 2, 4, … 60 seconds.
    expect(lookedAt).toBeLessThanOrEqual(10 + windows());
    expect(lookedAt).toBeGreaterThanOrEqual(5);
    const sprayed = await inLanes(5_000, 60, async (index) => {
      const guess = { email: `${index}@example.org`, address: addressOf(index) };
      return (await logIn(replica(index), guess)).statusCode;
    });
    expect(sprayed.filter((status) => ![401, 429, 503].includes(status))).toEqual([]);
    expect(reached).toBeLessThanOrEqual(loginsPerMinute * (windows() + 1));
    expect(reached).toBeGreaterThanOrEqual(5);
  }, 240_000);

  it('keep the right person out nowhere but on a new browser, and there for a while only', async () => {
    const { email, password } = victim;
    const right = { email, password, address: addressOf(1) };
    const elsewhere = await logIn(replica(0), right);
    expect(elsewhere.statusCode).toBe(429);
    expect(Number(elsewhere.headers['retry-after'])).toBeLessThanOrEqual(60);
    const known = await logIn(replica(1), { ...right, cookie: knownDevice });
    expect(known.statusCode).toBe(201);
  });

  it('gain nothing from a mark that is another account’s, made up, or worn out', async () => {
    await logIn(replica(0), { email: victim.email, address: '192.0.2.1' });
    const forged = `eyrie_known=${'A'.repeat(22)}.${'B'.repeat(43)}`;
    const others = await cloud.newPerson().catch(() => null);
    expect(others).toBeNull(); // The quota of everybody is used up.
    const guess = { email: victim.email, address: '192.0.2.2', cookie: forged };
    expect((await logIn(replica(2), guess)).statusCode).toBe(429);
    const foreign = { email: 'somebody.else@example.org', address: '192.0.2.2' };
    expect((await logIn(replica(2), { ...foreign, cookie: knownDevice })).statusCode).toBe(429);
    // Five wrong ones, and it waits like everybody: but for itself.
    const statuses: number[] = [];
    for (let count = 0; count < 7; count += 1) {
      const wrong = { email: victim.email, address: '192.0.2.3', cookie: knownDevice };
      statuses.push((await logIn(replica(count), wrong)).statusCode);
    }
    expect(statuses.slice(0, 5)).toEqual([401, 401, 401, 401, 401]);
    expect(statuses.slice(5)).toEqual([429, 429]);
  });

  it('are remembered by a replica that starts', async () => {
    const email = `${randomUUID()}@example.org`;
    const fresh = await startTestReplica(cloud, {
      limits: { ...cloud.configuration.limits, loginsPerMinute: 100_000 },
    });
    for (let count = 0; count < 9; count += 1) {
      await logIn(fresh.app, { email, address: `192.0.2.${10 + count}` });
    }
    await fresh.close();
    const again = await startTestReplica(cloud, {
      limits: { ...cloud.configuration.limits, loginsPerMinute: 100_000 },
    });
    try {
      const waits = await logIn(again.app, { email, address: '192.0.2.30' });
      const rows = await cloud.database.query<{ amount: string }>(
        `SELECT max(amount) AS amount FROM limit_counter WHERE key LIKE 'login:account:%'`,
      );
      expect(Number(rows[0]?.amount)).toBeGreaterThanOrEqual(5);
      // A second may have passed, and then one more is looked at; the next is not.
      const next = await logIn(again.app, { email, address: '192.0.2.31' });
      expect([waits.statusCode, next.statusCode]).toContain(429);
    } finally {
      await again.close();
    }
  });
});

describe('what a log-in tells of an account', () => {
  let cloud: TestApp;
  let known: string[];
  beforeAll(async () => {
    cloud = await startTestApp({ limits: { ...testLimits, trustedProxies: 1 } });
    const password = 'a password that nobody guesses';
    const full = await hash(password, { memoryCost: 19_456, timeCost: 2, parallelism: 1 });
    const emails = await cloud.database.query<{ email: string }>(
      `INSERT INTO account (id, email, password_hash)
       SELECT gen_random_uuid(), 'known-' || n || '@example.org', $1
       FROM generate_series(1, 600) AS n RETURNING email`,
      [full],
    );
    known = emails.map(({ email }) => email);
  });
  afterAll(async () => {
    await cloud.close();
  });

  it('is the same whether there is one or not: status, body, headers and time', async () => {
    const guess = (email: string, index: number) =>
      logIn(cloud.app, { email, address: `10.${index >> 8}.${index & 255}.1` });
    const compared = await compareAnswers(
      (index) => guess(known.pop() ?? '', index),
      (index) => guess(`nobody-${randomUUID().slice(0, 8)}@example.org`, index),
    );
    expect(compared.shapes.size).toBe(1);
    expect(distanceOf(compared)).toBeLessThan(distanceMax);
  }, 240_000);

  it('would be seen by that test where no hash was made for nobody', () => {
    const times = Array.from({ length: 400 }, (_, index) => ({
      isKnown: index % 2 === 0,
      ms: (index % 2 === 0 ? 20 : 17) + ((index * 7919) % 100) / 10,
    }));
    expect(Math.abs(rankZ(times))).toBeGreaterThan(distanceMax);
  });

  it('strengthens a hash of weaker days, once', async () => {
    const person = await cloud.newPerson();
    const read = async () => {
      const [row] = await cloud.database.query<{ password_hash: string }>(
        'SELECT password_hash FROM account WHERE email = $1',
        [person.email],
      );
      return row?.password_hash;
    };
    const strengthened = await read();
    expect(strengthened).toMatch(/^\$argon2id\$v=19\$m=19456,t=2,p=1\$/);
    const { email, password } = person;
    expect((await logIn(cloud.app, { email, password, address: '192.0.2.9' })).statusCode).toBe(
      201,
    );
    expect(await read()).toBe(strengthened);
  });

  it('leaves other routes alive under a flood of log-ins, and refuses what is too many', async () => {
    const person = await cloud.newPerson();
    let done = 0;
    const flood = Array.from({ length: 100 }, async (_, index) => {
      const guess = { email: `flood-${index}@example.org`, address: `172.16.0.${index}` };
      const { statusCode } = await logIn(cloud.app, guess);
      done += 1;
      return statusCode;
    });
    for (let count = 0; count < 10; count += 1) {
      expect((await person.fetch('/v1/sites')).status).toBe(200);
    }
    const doneMeanwhile = done;
    const statuses = await Promise.all(flood);
    expect(statuses.every((status) => status === 401 || status === 503)).toBe(true);
    expect(statuses.filter((status) => status === 401).length).toBeGreaterThanOrEqual(60);
    // They were answered while log-ins waited for their turn.
    expect(doneMeanwhile).toBeLessThan(100);
  });
});
