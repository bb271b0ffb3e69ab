import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Problem } from '@eyrie/contracts';
import { startTestApp, type TestApp } from '../testing/app.ts';
import { exchange, newAssertion, newDevice, newSite, type TestDevice } from '../testing/edge.ts';
import { startTestReplica, type TestReplica } from '../testing/replica.ts';

describe('an assertion at two replicas', () => {
  let cloud: TestApp;
  let replica: TestReplica;
  let device: TestDevice;
  beforeAll(async () => {
    cloud = await startTestApp();
    replica = await startTestReplica(cloud);
    const person = await cloud.newPerson();
    device = await newDevice(cloud, person, await newSite(person), 'worker');
  }, 120_000);
  afterAll(async () => {
    await replica.close();
    await cloud.close();
  });

  const assertion = () => newAssertion(device.enrolment.deviceId, device.key.privateKey);

  it('is taken by one of them, whichever is first', async () => {
    for (let round = 0; round < 10; round += 1) {
      const captured = assertion();
      const answers = await Promise.all([cloud, replica].map((at) => exchange(at, captured)));
      expect(answers.map(({ status }) => status).sort()).toEqual([200, 401]);
      const refused = answers.find(({ status }) => status === 401);
      expect(((await refused?.json()) as Problem).code).toBe('auth.assertion_refused');
    }
  });

  it('is refused by the other afterwards too', async () => {
    const captured = assertion();
    expect((await exchange(replica, captured)).status).toBe(200);
    expect((await exchange(cloud, captured)).status).toBe(401);
    expect((await exchange(replica, captured)).status).toBe(401);
  });
});
