import { randomInt, randomUUID } from 'node:crypto';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { coordinatorStatusSchema, idFromUuid, type CoordinatorStatus } from '@eyrie/contracts';
import { createLogger, loadConfiguration, type Lifecycle } from '@eyrie/platform';
import { configurationSchema } from './configuration.ts';
import { runCoordinator } from './coordinator.ts';
import { DeviceClient } from './testing/device-client.ts';
import { FakeCloud } from './testing/fake-cloud.ts';
import {
  eventually,
  manifestOf,
  newDeviceId,
  organisationOf,
  telemetryRecord,
} from './testing/site-fixture.ts';
import { readFile } from 'node:fs/promises';

/** One coordinator as a process has it, but for the process. */
class Running {
  readonly failures: unknown[] = [];
  readonly #data: string;
  readonly #stops: (() => void | Promise<void>)[] = [];
  readonly started: Promise<void>;

  constructor(data: string, environment: Record<string, string>, lines: string[]) {
    this.#data = data;
    const lifecycle: Lifecycle = {
      onStop: (stop) => this.#stops.push(stop),
      fail: (error) => this.failures.push(error),
    };
    const log = createLogger(
      { name: 'test', level: 'info' },
      { write: (line) => lines.push(line) },
    );
    const configuration = loadConfiguration(configurationSchema, environment);
    this.started = runCoordinator(configuration, log, lifecycle);
    this.started.catch(() => undefined);
  }

  async get(path: string): Promise<Response> {
    const { opsPort } = JSON.parse(await readFile(join(this.#data, 'runtime.json'), 'utf8'));
    return fetch(`http://127.0.0.1:${opsPort}${path}`);
  }

  async status(): Promise<CoordinatorStatus | null> {
    // Null while it does not listen.
    const response = await this.get('/status').catch(() => null);
    return response && coordinatorStatusSchema.parse(await response.json());
  }

  async stop(): Promise<void> {
    for (const stop of this.#stops.splice(0).reverse()) await stop();
  }
}

describe('a site of three coordinators', () => {
  const mdnsPort = String(randomInt(20_000, 60_000));
  let root: string;
  let siteId: string;
  let cloud: FakeCloud;
  let worker: string;
  let coordinators: string[];
  let lines: string[];
  const running = new Map<number, Running>();

  const start = (nodeId: number): Running => {
    const data = join(root, `coordinator-${nodeId}`);
    const coordinator = new Running(
      data,
      {
        EYRIE_DATA: data,
        PROVISION_URL: cloud.url,
        PROVISION_TOKEN: `token-of-coordinator-${nodeId}`,
        EYRIE_MDNS_INTERFACE: '127.0.0.1',
        EYRIE_MDNS_PORT: mdnsPort,
        EYRIE_HOST: '127.0.0.1',
        EYRIE_RAFT_PORT: '0',
        EYRIE_MQTT_PORT: '0',
        EYRIE_RELAY_PORT: '0',
      },
      lines,
    );
    running.set(nodeId, coordinator);
    return coordinator;
  };

  const stop = async (nodeId: number): Promise<void> => {
    await running.get(nodeId)?.stop();
    running.delete(nodeId);
  };

  /** Waits for a leader whose broker is open, of a term after `after`. */
  const leader = async (after = 0): Promise<CoordinatorStatus> => {
    let found: CoordinatorStatus | null = null;
    await eventually(
      'a leader',
      async () => {
        for (const coordinator of running.values()) {
          const status = await coordinator.status();
          if (status?.broker && status.role === 'leader' && status.term > after) found = status;
        }
        return found !== null;
      },
      20_000,
    );
    return found!;
  };

  const found = (version: number): void => {
    cloud.manifest = manifestOf({ siteId, coordinators, workers: [worker], version });
  };

  beforeEach(async () => {
    root = await mkdtemp(join(tmpdir(), 'eyrie-site-'));
    siteId = idFromUuid('site', randomUUID());
    cloud = await FakeCloud.start(siteId, organisationOf(siteId));
    worker = newDeviceId();
    coordinators = [newDeviceId(), newDeviceId(), newDeviceId()];
    lines = [];
    coordinators.forEach((deviceId, index) => {
      const device = { deviceId, role: 'coordinator' as const, nodeId: index + 1 };
      cloud.identities.addToken(`token-of-coordinator-${index + 1}`, device);
    });
    cloud.manifest = manifestOf({ siteId, coordinators, workers: [], founded: false });
  });

  afterEach(async () => {
    await Promise.all([...running.keys()].map((nodeId) => stop(nodeId)));
    await cloud.close();
    await rm(root, { recursive: true, force: true });
  });

  it('waits for its founders and says so, elects a leader, and moves on when it goes', async () => {
    for (const nodeId of [1, 2, 3]) start(nodeId);
    await eventually('all waiting', async () => {
      const all = await Promise.all([...running.values()].map((one) => one.status()));
      return all.every((status) => status?.reason?.startsWith('Waiting until') ?? false);
    });
    const ready = await running.get(1)!.get('/readyz');
    expect(ready.status).toBe(503);

    found(2);
    const first = await leader();
    expect(first).toMatchObject({ state: 'running', reason: null, leaderNodeId: first.nodeId });
    const identity = await cloud.identities.ca.issue(worker);
    const device = await DeviceClient.connect(siteId, worker, identity, first.broker!.mqttPort);
    const bootEpoch = randomUUID();
    await device.send(telemetryRecord(bootEpoch, 1));
    await eventually('the receipt', () => device.have(bootEpoch).length > 0);
    await eventually('a report', () => cloud.reports.length > 0);

    // A newer manifest reaches the followers through the log alone.
    found(7);
    await eventually('version 7 everywhere', async () => {
      const all = await Promise.all([...running.values()].map((one) => one.status()));
      return all.every((status) => status?.siteVersion === 7);
    });

    await stop(first.nodeId!);
    const second = await leader(first.term);
    expect(second.nodeId).not.toBe(first.nodeId);
    const moved = await DeviceClient.connect(siteId, worker, identity, second.broker!.mqttPort);
    await moved.send(telemetryRecord(bootEpoch, 1));
    await moved.send(telemetryRecord(bootEpoch, 2));
    await eventually('the receipts of the new leader', () => {
      return JSON.stringify(moved.have(bootEpoch)) === '[[1,2]]';
    });
    expect(moved.desired?.version).toBe(7);

    // The one that went comes back with what it has on disk, and follows.
    const enrolments = cloud.identities.enrolments;
    start(first.nodeId!);
    await eventually('the return', async () => {
      const status = await running.get(first.nodeId!)!.status();
      return status?.role === 'follower' && status.siteVersion === 7;
    });
    expect(cloud.identities.enrolments).toBe(enrolments);
    let metrics = '';
    await eventually('the leader hears it again', async () => {
      metrics = await (await running.get(second.nodeId!)!.get('/metrics')).text();
      return metrics.includes(`eyrie_raft_peer_active{peer="${first.nodeId}"} 1`);
    });
    for (const line of [
      'eyrie_raft_leader 1',
      'eyrie_raft_voters 3',
      '# TYPE eyrie_raft_fsync_duration_seconds histogram',
      'eyrie_site_version 7',
      'eyrie_site_coordinators 3',
    ]) {
      expect(metrics).toContain(line);
    }
    await device.end();
    await moved.end();
  });

  it('starts and elects without the cloud once it was founded', async () => {
    found(1);
    for (const nodeId of [1, 2, 3]) start(nodeId);
    const { term } = await leader();
    await Promise.all([1, 2, 3].map((nodeId) => stop(nodeId)));
    await cloud.close();
    for (const nodeId of [1, 2, 3]) start(nodeId);
    const again = await leader(term);
    const identity = await cloud.identities.ca.issue(worker);
    const device = await DeviceClient.connect(siteId, worker, identity, again.broker!.mqttPort);
    await eventually('the configuration', () => device.desired?.version === 1);
    await device.end();
  });

  it('takes its token from provision.txt and says clearly when it was refused', async () => {
    const data = join(root, 'coordinator-9');
    const refused = new Running(
      data,
      {
        EYRIE_DATA: data,
        EYRIE_HOST: '127.0.0.1',
        EYRIE_PROVISION_FILE: join(root, 'provision.txt'),
        EYRIE_MDNS_INTERFACE: '127.0.0.1',
        EYRIE_MDNS_PORT: mdnsPort,
      },
      lines,
    );
    // No file, no variables: it says what is missing.
    await expect(refused.started).rejects.toThrow('Set PROVISION_URL and PROVISION_TOKEN');
    await refused.stop();
    const text = `PROVISION_URL=${cloud.url}\nPROVISION_TOKEN=a-token-that-nobody-knows\n`;
    await writeFile(join(root, 'provision.txt'), text);
    const unknown = new Running(
      data,
      {
        EYRIE_DATA: data,
        EYRIE_PROVISION_FILE: join(root, 'provision.txt'),
        EYRIE_HOST: '127.0.0.1',
      },
      lines,
    );
    await expect(unknown.started).rejects.toThrow('Make a new provisioning token');
    expect((await unknown.status())?.state).toBe('failed');
    await unknown.stop();
  });
});
