import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { openEventStream, type EventStream } from '@eyrie/realtime';
import { Redis } from 'ioredis';
import { Announcer, EventLog } from '../event-log/index.ts';
import { startCloud, type Cloud } from '../http/start-cloud.ts';
import { Tenancy } from '../tenancy/index.ts';
import { startTestApp, type TestApp, type TestPerson } from '../testing/app.ts';
import { quietLogger } from '../testing/database.ts';
import { hasRedis, TestRedis } from '../testing/redis.ts';

const whereRedisIs = hasRedis ? describe : describe.skip;

whereRedisIs('with Redis (skipped where there is no redis-server)', () => {
  let redis: TestRedis;
  let app: TestApp;
  let second: Cloud;
  let person: TestPerson;
  let stream: EventStream | undefined;
  let seen: number[];

  beforeAll(async () => {
    redis = await TestRedis.start();
    app = await startTestApp({ redisUrl: redis.url });
    second = await startCloud({ ...app.configuration, port: 0 }, quietLogger);
  });
  afterAll(async () => {
    stream?.close();
    await second.close();
    await app.close();
    await redis.stop();
  });
  beforeEach(async () => {
    stream?.close();
    person = await app.newPerson();
    seen = [];
    stream = openEventStream({
      url: `${second.url.replace('[::1]', '127.0.0.1')}/events`,
      headers: { cookie: person.cookie },
      transports: ['sse'],
      onEvent: ({ data }) => seen.push(data['n'] as number),
    });
    await until(() => stream?.state.state === 'live');
  });

  async function until(condition: () => boolean | Promise<boolean>): Promise<void> {
    const deadline = Date.now() + 15_000;
    while (!(await condition())) {
      if (Date.now() > deadline) throw new Error('It did not happen in time.');
      await new Promise((resolve) => setTimeout(resolve, 5));
    }
  }

  const append = (n: number) =>
    app.app
      .get(Tenancy)
      .transaction(person.organisationId, (tx) =>
        app.app
          .get(EventLog)
          .append(tx, person.organisationId, [{ type: 'system.status', data: { n } }]),
      );
  const isUsed = (): Promise<boolean> =>
    app.app
      .get(Tenancy)
      .transaction(person.organisationId, (tx) =>
        Promise.resolve(app.app.get(Announcer).takes(tx, person.organisationId)),
      );

  it('wakes the other replica through it, and nothing else', async () => {
    await until(isUsed);
    const heard: string[] = [];
    const listener = new Redis(redis.url);
    await listener.subscribe('eyrie_events');
    listener.on('message', (_channel, message) => heard.push(message));
    await append(1);
    await until(() => seen.length === 1 && heard.includes(person.organisationId));
    listener.disconnect();
  });

  it('loses nothing while it is killed, flushed, paused and started again', async () => {
    await until(isUsed);
    await redis.kill();
    await append(1);
    await until(() => seen.length === 1);
    await append(2);
    await until(() => seen.length === 2);
    await redis.begin();
    await until(isUsed);
    const client = new Redis(redis.url);
    await client.flushall();
    await append(3);
    await until(() => seen.length === 3);
    // It takes connections and answers nobody.
    await client.call('CLIENT', 'PAUSE', '4000', 'ALL');
    await append(4);
    await until(() => seen.length === 4);
    client.disconnect();
    await until(isUsed);
    await append(5);
    await until(() => seen.length === 5);
    expect(seen).toEqual([1, 2, 3, 4, 5]);
  });
});
