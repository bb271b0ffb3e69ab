import { randomUUID } from 'node:crypto';
import { describe, expect, it } from '@jest/globals';
import {
  devicePublishes,
  deviceSubscribes,
  formatTopic,
  idFromUuid,
  topicKinds,
} from '@eyrie/contracts';
import { newDeviceId } from '../testing/site-fixture.ts';
import {
  whyNotConnect,
  whyNotPublish,
  whyNotSubscribe,
  type ConnectRequest,
} from './permissions.ts';

const siteId = idFromUuid('site', randomUUID());
const deviceId = newDeviceId();
const who = { siteId, deviceId };

describe('permissions', () => {
  it.each(topicKinds)('lets a device do with its own %s what the contract says', (kind) => {
    const topic = formatTopic({ siteId, deviceId, kind });
    const mayPublish = whyNotPublish(who, { topic, qos: 1, retain: false }) === null;
    const mayRead = whyNotSubscribe(who, { topic, qos: 1 }) === null;
    expect(mayPublish).toBe(devicePublishes.has(kind));
    expect(mayRead).toBe(deviceSubscribes.has(kind));
  });

  it.each(topicKinds)(
    'lets nobody near another device\u2019s %s, or another site\u2019s',
    (kind) => {
      for (const of of [
        { siteId, deviceId: newDeviceId() },
        { siteId: idFromUuid('site', randomUUID()), deviceId },
      ]) {
        const topic = formatTopic({ ...of, kind });
        expect(whyNotPublish(who, { topic, qos: 0, retain: false })).not.toBeNull();
        expect(whyNotSubscribe(who, { topic, qos: 0 })).not.toBeNull();
      }
    },
  );

  it('retains a device\u2019s status and nothing that piles up', () => {
    const retained = (kind: 'status' | 'frame') =>
      whyNotPublish(who, { topic: formatTopic({ ...who, kind }), qos: 1, retain: true });
    expect(retained('status')).toBeNull();
    expect(retained('frame')).not.toBeNull();
  });

  const request: ConnectRequest = {
    clientId: deviceId,
    cleanSession: true,
    keepAliveSeconds: 60,
    will: null,
  };
  const connect = (
    change: Partial<ConnectRequest>,
    name: string | null = deviceId,
    member = true,
  ) => whyNotConnect(siteId, name, () => member, { ...request, ...change })?.returnCode ?? null;

  it('accepts a member under its own name', () => {
    expect(connect({})).toBeNull();
  });

  it.each([
    ['another client id', connect({ clientId: newDeviceId() }), 2],
    ['no client id', connect({ clientId: '' }), 2],
    ['a certificate without a name', connect({}, null), 5],
    ['who is not of the site', connect({}, deviceId, false), 5],
    ['a session that is kept', connect({ cleanSession: false }), 5],
    ['no keep-alive', connect({ keepAliveSeconds: 0 }), 5],
    ['a will on a system topic', connect({ will: { topic: '$SYS/x', qos: 0, retain: false } }), 5],
  ])('refuses %s', (_, returnCode, expected) => {
    expect(returnCode).toBe(expected);
  });
});
