import { once } from 'node:events';
import { connect as tcpConnect } from 'node:net';
import { connect as tlsConnect, type TLSSocket } from 'node:tls';
import { randomUUID, X509Certificate } from 'node:crypto';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { formatTopic, idFromUuid, type TopicKind } from '@eyrie/contracts';
import { TestSiteCa, type IssuedIdentity } from '@eyrie/identity/testing';
import { createLogger } from '@eyrie/platform';
import mqtt, { type IClientOptions, type MqttClient } from 'mqtt';
import { Registry } from 'prom-client';
import { BrokerCounters } from '../metrics/counters.ts';
import { RareLog } from '../metrics/rare-log.ts';
import { eventually, newDeviceId } from '../testing/site-fixture.ts';
import { SiteBroker, type DeviceMessage } from './site-broker.ts';

/** Resolves when it is closed, with or without an error. */
const closeOf = (closing: { once(event: 'close', listener: () => void): unknown }) =>
  new Promise<void>((resolve) => {
    closing.once('close', () => resolve());
  });

describe('the site\u2019s broker', () => {
  const siteId = idFromUuid('site', randomUUID());
  const [leader, worker, other, stranger] = Array.from({ length: 4 }, newDeviceId) as [
    string,
    string,
    string,
    string,
  ];
  let ca: TestSiteCa;
  let foreignCa: TestSiteCa;
  const identities = new Map<string, IssuedIdentity>();
  let broker: SiteBroker;
  let registry: Registry;
  let lines: string[];
  let messages: DeviceMessage[];
  const members = new Set<string>();
  const revokedSerials = new Set<string>();
  const clients: MqttClient[] = [];

  const topicOf = (deviceId: string, kind: TopicKind) => formatTopic({ siteId, deviceId, kind });

  /** Resolves with the client once it is accepted, or with null when it was turned away. */
  const connect = async (
    deviceId: string,
    options: IClientOptions = {},
  ): Promise<MqttClient | null> => {
    const identity = identities.get(deviceId)!;
    // The name of the leader is not known beforehand; that it is under the site's CA is enough here.
    const tls = { ...identity, ca: ca.pem, checkServerIdentity: () => undefined };
    const client = mqtt.connect(`mqtts://127.0.0.1:${broker.port}`, {
      ...tls,
      clientId: deviceId,
      protocolVersion: 4,
      clean: true,
      reconnectPeriod: 0,
      connectTimeout: 4_000,
      ...options,
    });
    clients.push(client);
    client.on('error', () => undefined);
    const accepted = await new Promise<boolean>((resolve) => {
      client.once('connect', () => resolve(true));
      client.once('close', () => resolve(false));
    });
    return accepted ? client : null;
  };

  const rejections = async (reason: string): Promise<number> => {
    const metric = await registry.getSingleMetric('eyrie_broker_rejections_total')!.get();
    return metric.values.find(({ labels }) => labels.reason === reason)?.value ?? 0;
  };

  beforeAll(async () => {
    ca = await TestSiteCa.create();
    foreignCa = await TestSiteCa.create('Another site');
    for (const deviceId of [leader, worker, other, stranger]) {
      identities.set(deviceId, await ca.issue(deviceId));
    }
  });

  beforeEach(async () => {
    registry = new Registry();
    lines = [];
    messages = [];
    members.clear();
    revokedSerials.clear();
    for (const deviceId of [leader, worker, other]) members.add(deviceId);
    const log = createLogger(
      { name: 'test', level: 'info' },
      { write: (line) => lines.push(line) },
    );
    broker = await SiteBroker.start({
      siteId,
      host: '127.0.0.1',
      port: 0,
      tls: identities.get(leader)!,
      isMember: (deviceId, serial) =>
        members.has(deviceId) && !revokedSerials.has(serial.toLowerCase()),
      onMessage: (message) => messages.push(message),
      onPresence: () => undefined,
      counters: new BrokerCounters(registry),
      rareLog: new RareLog(log),
      limits: { connectMsMax: 700, socketsPerAddressMax: 12 },
    });
  });

  afterEach(async () => {
    for (const client of clients.splice(0)) client.end(true);
    await broker.close();
  });

  afterAll(() => identities.clear());

  it('takes a member\u2019s messages, named by its certificate', async () => {
    const client = (await connect(worker))!;
    await client.publishAsync(topicOf(worker, 'telemetry'), '{"deviceId":"somebody else"}', {
      qos: 1,
    });
    await eventually('the message', () => messages.length === 1);
    expect(messages[0]).toMatchObject({ deviceId: worker, kind: 'telemetry' });
    expect(broker.clients()).toEqual([worker]);
  });

  it('gives a device what is retained for it, also when it comes later', async () => {
    broker.publishRetained(worker, 'config/desired', { version: 3 });
    const client = (await connect(worker))!;
    const got = new Promise<[string, Buffer]>((resolve) => {
      client.once('message', (topic, payload) => resolve([topic, payload]));
    });
    await client.subscribeAsync(topicOf(worker, 'config/desired'), { qos: 1 });
    const [topic, payload] = await got;
    expect(topic).toBe(topicOf(worker, 'config/desired'));
    expect(JSON.parse(payload.toString())).toEqual({ version: 3 });
  });

  it('turns away a certificate of another site, a foreign client id, and who is no member', async () => {
    const forged = await foreignCa.issue(worker);
    expect(await connect(worker, { key: forged.key, cert: forged.cert })).toBeNull();
    expect(await connect(worker, { clientId: other })).toBeNull();
    expect(await connect(stranger)).toBeNull();
    expect(await connect(worker, { clean: false })).toBeNull();
    expect(broker.clients()).toEqual([]);
    expect(await rejections('handshake')).toBe(1);
    expect(await rejections('not-authorised')).toBe(3);
  });

  it('turns away a connection without a certificate', async () => {
    const { ca: root } = identities.get(worker)!;
    const socket = tlsConnect({
      port: broker.port,
      host: '127.0.0.1',
      ca: root,
      checkServerIdentity: () => undefined,
    });
    socket.on('error', () => undefined);
    await closeOf(socket);
    expect(await rejections('handshake')).toBe(1);
  });

  it('closes the connection that publishes for another device, and nobody hears of it', async () => {
    const client = (await connect(worker))!;
    const closed = closeOf(client);
    client.publish(topicOf(other, 'telemetry'), '{}', { qos: 0 });
    await closed;
    expect(messages).toEqual([]);
    expect(await rejections('publish-denied')).toBe(1);
  });

  it.each([
    ['a kind that the broker alone publishes', 'acked', { qos: 0 }],
    ['with QoS 2', 'telemetry', { qos: 2 }],
    ['a retained record', 'telemetry', { qos: 1, retain: true }],
  ] as const)('closes the connection that publishes %s', async (_, kind, options) => {
    const client = (await connect(worker))!;
    const closed = closeOf(client);
    client.publish(topicOf(worker, kind), '{}', options);
    await closed;
    expect(messages).toEqual([]);
  });

  it('grants its own topics and no wildcard, no other device, no system topic', async () => {
    const client = (await connect(worker))!;
    const filters = [
      topicOf(worker, 'acked'),
      '#',
      '+/+/+/+/frame',
      `eyrie/v1/${siteId}/${worker}/#`,
      topicOf(other, 'acked'),
      topicOf(worker, 'telemetry'),
      '$SYS/#',
      '$share/group/#',
    ];
    const granted = await Promise.all(
      filters.map((filter) =>
        client.subscribeAsync(filter, { qos: 1 }).then(
          ([grant]) => grant?.qos,
          () => 128,
        ),
      ),
    );
    expect(granted).toEqual([1, 128, 128, 128, 128, 128, 128, 128]);
  });

  it('turns away a will in another device\u2019s name, and sends one in its own', async () => {
    const will = (deviceId: string) => ({
      topic: topicOf(deviceId, 'status'),
      payload: Buffer.from('{"online":false}'),
      qos: 1 as const,
      retain: true,
    });
    expect(await connect(worker, { will: will(other) })).toBeNull();
    const client = (await connect(worker, { will: will(worker) }))!;
    client.stream.destroy();
    await eventually('the will', () => messages.length === 1);
    expect(messages[0]).toMatchObject({ deviceId: worker, kind: 'status' });
  });

  it('turns away a certificate of a member that was revoked, and takes another of the same', async () => {
    const old = await connect(worker);
    const closed = closeOf(old!);
    const { serialNumber } = new X509Certificate(identities.get(worker)!.cert);
    revokedSerials.add(serialNumber.toLowerCase());
    broker.disconnectStrangers();
    await closed;
    expect(await connect(worker)).toBeNull();
    const renewed = await ca.issue(worker);
    expect(await connect(worker, { ...renewed })).not.toBeNull();
  });

  it('shows a renewed certificate to who comes next, and keeps who is there', async () => {
    const serialAtDoor = async (): Promise<string> => {
      const { key, cert } = identities.get(worker)!;
      const options = { key, cert, ca: ca.pem, checkServerIdentity: () => undefined };
      const socket = tlsConnect({ host: '127.0.0.1', port: broker.port, ...options });
      await once(socket, 'secureConnect');
      const { serialNumber } = socket.getPeerCertificate();
      socket.destroy();
      return serialNumber;
    };
    const before = await connect(worker);
    const old = await serialAtDoor();
    const renewed = await ca.issue(leader);
    broker.useCertificate(renewed);
    expect(await serialAtDoor()).toBe(new X509Certificate(renewed.cert).serialNumber);
    expect(await serialAtDoor()).not.toBe(old);
    expect(before?.connected).toBe(true);
    expect(await connect(other)).not.toBeNull();
  });

  it('ends the connection of a device that left the site', async () => {
    const client = (await connect(worker))!;
    const closed = closeOf(client);
    members.delete(worker);
    broker.disconnectStrangers();
    await closed;
    expect(broker.clients()).toEqual([]);
  });

  it('keeps the newer of two connections of one device, and counts the eviction', async () => {
    const first = (await connect(worker))!;
    const closed = closeOf(first);
    const second = (await connect(worker))!;
    await closed;
    await second.publishAsync(topicOf(worker, 'event'), '{}', { qos: 1 });
    expect(broker.clients()).toEqual([worker]);
    const metric = await registry.getSingleMetric('eyrie_broker_evictions_total')!.get();
    expect(metric.values[0]?.value).toBe(1);
  });

  describe('under attack', () => {
    const tlsSocket = async (deviceId: string): Promise<TLSSocket> => {
      const socket = tlsConnect({
        port: broker.port,
        host: '127.0.0.1',
        ...identities.get(deviceId)!,
        checkServerIdentity: () => undefined,
      });
      socket.on('error', () => undefined);
      await once(socket, 'secureConnect');
      return socket;
    };

    it('closes garbage and nothing else, with one line for each address', async () => {
      const healthy = (await connect(worker))!;
      for (let attempt = 0; attempt < 5; attempt += 1) {
        const plain = tcpConnect(broker.port, '127.0.0.1');
        plain.on('error', () => undefined);
        plain.write(Buffer.alloc(64, 0x61));
        plain.resume();
        await closeOf(plain);
      }
      const encrypted = await tlsSocket(other);
      encrypted.write(Buffer.from([0xff, 0xff, 0xff, 0xff, 0xff]));
      encrypted.resume();
      await closeOf(encrypted);
      await healthy.publishAsync(topicOf(worker, 'event'), '{}', { qos: 1 });
      expect(messages).toHaveLength(1);
      expect(await rejections('handshake')).toBe(5);
      expect(await rejections('malformed')).toBe(1);
      expect(lines.filter((line) => line.includes('handshake'))).toHaveLength(1);
    });

    it('turns away a claim of 250 MB at its header, without keeping a byte of it', async () => {
      global.gc?.();
      const before = process.memoryUsage().rss;
      const socket = await tlsSocket(worker);
      socket.resume();
      // CONNECT with a remaining length of 262,144,000 bytes, and as much of it as is taken.
      const closed = closeOf(socket);
      socket.write(Buffer.from([0x10, 0x80, 0x80, 0x80, 0x7d]));
      const flood = Buffer.alloc(1024 * 1024);
      for (let megabyte = 0; megabyte < 64 && !socket.destroyed; megabyte += 1) {
        if (!socket.write(flood)) {
          const drained = new Promise((resolve) => socket.once('drain', resolve));
          await Promise.race([drained, closed]);
        }
      }
      await closed;
      expect(await rejections('oversize')).toBe(1);
      expect(process.memoryUsage().rss - before).toBeLessThan(50 * 1024 * 1024);
    });

    it('closes an accepted connection that claims more than a packet may have', async () => {
      const client = (await connect(worker))!;
      const closed = closeOf(client);
      client.publish(topicOf(worker, 'event'), Buffer.alloc(300 * 1024, 0x20), { qos: 1 });
      await closed;
      expect(await rejections('oversize')).toBe(1);
      expect(messages).toEqual([]);
    });

    it('reads no faster than the rate where somebody floods, and hears others meanwhile', async () => {
      const [flooding, quiet] = [(await connect(worker))!, (await connect(other))!];
      const begun = Date.now();
      // A burst of 4,000 is let through at once, and then 1,000 in a second.
      const count = 6_500;
      for (let index = 0; index < count; index += 1) {
        flooding.publish(topicOf(worker, 'telemetry'), `${index}`, { qos: 0 });
      }
      await quiet.publishAsync(topicOf(other, 'telemetry'), '"quiet"', { qos: 1 });
      const isFrom = (deviceId: string) => (one: DeviceMessage) => one.deviceId === deviceId;
      await eventually('the other one', () => messages.some(isFrom(other)));
      expect(messages.filter(isFrom(worker)).length).toBeLessThan(count);
      await eventually('all of it', () => messages.filter(isFrom(worker)).length === count);
      // The last piece that was read, of 64 KiB at most, is not waited for.
      expect(Date.now() - begun).toBeGreaterThan(1_000);
      expect(await rejections('oversize')).toBe(0);
    });

    it('closes who says nothing, and lets an address have only so many connections', async () => {
      const silent = await tlsSocket(worker);
      silent.resume();
      const silenced = closeOf(silent);
      const sockets = Array.from({ length: 14 }, () => {
        const socket = tcpConnect(broker.port, '127.0.0.1');
        socket.on('error', () => undefined);
        socket.resume();
        return socket;
      });
      await eventually('the limit', async () => (await rejections('too-many-sockets')) >= 3);
      await silenced;
      expect(await rejections('too-slow-to-connect')).toBe(1);
      for (const socket of sockets) socket.destroy();
      await eventually('room again', async () => (await connect(worker)) !== null);
    });
  });
});
