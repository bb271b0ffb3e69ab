import { randomUUID } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { formatTopic, idFromUuid } from '@eyrie/contracts';
import type { IssuedIdentity } from '@eyrie/identity/testing';
import { DeviceClient } from '../testing/device-client.ts';
import { FakeCloud } from '../testing/fake-cloud.ts';
import { startLeading, type LeadingCoordinator } from '../testing/leading-coordinator.ts';
import {
  eventually,
  manifestOf,
  newDeviceId,
  organisationOf,
  telemetryRecord,
} from '../testing/site-fixture.ts';
import type { FoundedManifest } from '../site-state/manifest.ts';

describe('the duties of the leader', () => {
  let siteId: string;
  let coordinator: string;
  let worker: string;
  let directory: string;
  let cloud: FakeCloud;
  let manifest: FoundedManifest;
  let workerIdentity: IssuedIdentity;
  let leading: LeadingCoordinator;
  let bootEpoch: string;
  const devices: DeviceClient[] = [];

  const connect = async (): Promise<DeviceClient> => {
    const { mqtt } = leading.duties.ports;
    const device = await DeviceClient.connect(siteId, worker, workerIdentity, mqtt);
    devices.push(device);
    return device;
  };
  const sendAll = async (device: DeviceClient, from: number, to: number): Promise<void> => {
    const sequences = Array.from({ length: to - from + 1 }, (_, index) => from + index);
    await Promise.all(
      sequences.map((sequence) => device.send(telemetryRecord(bootEpoch, sequence))),
    );
  };
  const hasAll = (device: DeviceClient, to: number) => () =>
    JSON.stringify(device.have(bootEpoch)) === JSON.stringify([[1, to]]);

  beforeEach(async () => {
    siteId = idFromUuid('site', randomUUID());
    [coordinator, worker, bootEpoch] = [newDeviceId(), newDeviceId(), randomUUID()];
    directory = await mkdtemp(join(tmpdir(), 'eyrie-duties-'));
    cloud = await FakeCloud.start(siteId, organisationOf(siteId));
    manifest = manifestOf({
      siteId,
      coordinators: [coordinator],
      workers: [worker],
    }) as FoundedManifest;
    cloud.manifest = manifest;
    workerIdentity = await cloud.identities.ca.issue(worker);
    leading = await startLeading(cloud, manifest, { directory, term: 3 });
  });

  afterEach(async () => {
    for (const device of devices.splice(0)) await device.end();
    await leading.end();
    await cloud.close();
    await rm(directory, { recursive: true });
  });

  it('carries records to the cloud and its receipts back', async () => {
    const device = await connect();
    await sendAll(device, 1, 250);
    await eventually('all receipts', hasAll(device, 250));
    expect(cloud.records.size).toBe(250);
    expect(cloud.batches).toBeLessThan(50);
    expect(leading.duties.uplinkStatus()).toMatchObject({ backlogRecords: 0, lastError: null });
  });

  it('gives a device that connects later its receipts, which the broker retains', async () => {
    const first = await connect();
    await sendAll(first, 1, 3);
    await eventually('the receipts', hasAll(first, 3));
    await first.end();
    const later = await connect();
    await eventually('the retained receipts', hasAll(later, 3));
  });

  it('loses and repeats nothing where the cloud is slow, away, and dies before it answers', async () => {
    cloud.recordDelayMs = 100;
    cloud.recordFaults = ['unavailable', 'die-after-commit', 'unavailable'];
    const device = await connect();
    await sendAll(device, 1, 40);
    await eventually('all receipts', hasAll(device, 40), 20_000);
    expect(cloud.records.size).toBe(40);
    // Sent again after the lost answer, and known by their names to be the same.
    expect(Math.max(...cloud.records.values())).toBe(2);
  });

  it('goes on by itself when the cloud comes back after an outage', async () => {
    const device = await connect();
    await cloud.close();
    await sendAll(device, 1, 20);
    await eventually('a failure', () => leading.duties.uplinkStatus().lastError !== null);
    expect(leading.duties.uplinkStatus().backlogRecords).toBe(20);
    await cloud.listen();
    await eventually('all receipts', hasAll(device, 20), 15_000);
  });

  it('takes a fresh token when the cloud does not know the old one any more', async () => {
    const device = await connect();
    await sendAll(device, 1, 1);
    await eventually('the first receipt', hasAll(device, 1));
    cloud.identities.revokeTokens();
    await sendAll(device, 2, 5);
    await eventually('the others', hasAll(device, 5));
  });

  it('passes on the receipt of a record that the cloud refused for good', async () => {
    const device = await connect();
    await device.send({ ...telemetryRecord(bootEpoch, 1), body: { cpuPercent: 900 } });
    await eventually('the receipt', hasAll(device, 1));
    expect(leading.lines.some((line) => line.includes('record_refused'))).toBe(true);
  });

  it('steps aside when the cloud knows a newer leader, and keeps the records it has', async () => {
    const device = await connect();
    cloud.fenceAt(4);
    await sendAll(device, 1, 2);
    await eventually('the fence', () => leading.fenced.length > 0);
    expect(cloud.records.size).toBe(0);
    expect(leading.duties.uplinkStatus().backlogRecords).toBe(2);
  });

  it('brings each new version of the configuration to its device, and its answer to the cloud', async () => {
    const device = await connect();
    await eventually('version 1', () => device.desired?.version === 1);
    cloud.manifest = manifestOf({
      siteId,
      coordinators: [coordinator],
      workers: [worker],
      version: 2,
    });
    await eventually('version 2', () => device.desired?.version === 2);
    const reported = { version: 2, desiredVersion: 2, applied: true, reason: null };
    await device.mqtt.publishAsync(device.topic('config/reported'), JSON.stringify(reported), {
      qos: 1,
    });
    await eventually('the report', () =>
      cloud.reports.some((report) => report.reported.some(({ version }) => version === 2)),
    );
    const report = cloud.reports.at(-1)!;
    expect(report).toMatchObject({ leaderNodeId: 1, term: 3, connected: [worker] });
  });

  it('ends the connection of a device that the manifest no longer has', async () => {
    const device = await connect();
    const closed = new Promise<void>((resolve) => device.mqtt.once('close', () => resolve()));
    cloud.manifest = manifestOf({ siteId, coordinators: [coordinator], workers: [], version: 2 });
    await closed;
    await expect(connect()).rejects.toThrow('turned the device away');
  });

  it('tells the cloud of two machines that take turns to be one device', async () => {
    const hello = async (device: DeviceClient, epoch: string): Promise<void> => {
      const topic = formatTopic({ siteId, deviceId: worker, kind: 'status' });
      const body = JSON.stringify({ online: true, bootEpoch: epoch });
      await device.mqtt.publishAsync(topic, body, { qos: 1, retain: true });
    };
    const other = randomUUID();
    await hello(await connect(), bootEpoch);
    await hello(await connect(), other);
    await eventually('a report', () => cloud.reports.length > 0);
    expect(cloud.reports.at(-1)?.clones).toBeUndefined();
    await hello(await connect(), bootEpoch);
    await eventually('the word', () => cloud.reports.at(-1)?.clones?.[0] === worker);
  });

  it('frees its ports when it ends, so that the next term\u2019s duties can have them', async () => {
    const { mqtt, relay } = leading.duties.ports;
    await connect();
    await leading.duties.stop();
    expect(mqtt).toBeGreaterThan(0);
    expect(relay).toBeGreaterThan(0);
    await expect(connect()).rejects.toThrow();
  });
});
