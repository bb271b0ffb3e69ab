import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import {
  coordinatorStatusSchema,
  runtimeFileSchema,
  type CoordinatorStatus,
} from '@eyrie/contracts';
import type { BenchContext, Findings } from '../harness/bench.ts';
import { builtCommand } from '../harness/built-apps.ts';
import type { NodeChild } from '../harness/node-child.ts';
import type { Program } from '../harness/process-group.ts';
import { until } from '../harness/wait.ts';
import type { CoordinatorSite } from './coordinator-cloud-process.ts';
import type { DevicesRequest, DevicesResult } from './devices-process.ts';
import { MemoryPeak } from './memory.ts';

/** A coordinator of the built product, in a process and with a folder of its own. */
class Coordinator {
  private program: Program | null = null;

  constructor(
    private readonly context: BenchContext,
    private readonly data: string,
    private readonly environment: Record<string, string>,
  ) {}

  get running(): Program {
    if (!this.program) throw new Error('The coordinator does not run.');
    return this.program;
  }

  start(): void {
    const { args, env } = builtCommand('edge-coordinator');
    const own = { EYRIE_DATA: this.data, EYRIE_LOG_LEVEL: 'warn', ...this.environment };
    const { processes } = this.context;
    this.program = processes.spawn(process.execPath, args, { env: { ...env, ...own } });
  }

  async end(): Promise<void> {
    if (this.program) await this.context.processes.end(this.program.process);
    this.program = null;
  }

  /** Null where it does not answer (yet). */
  async status(): Promise<CoordinatorStatus | null> {
    try {
      const text = await readFile(path.join(this.data, 'runtime.json'), 'utf8');
      const { opsPort, pid } = runtimeFileSchema.parse(JSON.parse(text));
      if (pid !== this.program?.pid) return null;
      const response = await fetch(`http://127.0.0.1:${opsPort}/status`);
      return coordinatorStatusSchema.parse(await response.json());
    } catch {
      return null;
    }
  }

  async hasJoined(): Promise<boolean> {
    const status = await this.status();
    return status?.state === 'running' && status.leaderNodeId !== null;
  }
}

/** The memory of a leader, by its workers, and how soon a coordinator that was away is back. */
export async function measureCoordinator(context: BenchContext, findings: Findings): Promise<void> {
  const { processes, quick, wants, progress } = context;
  for (let repeat = 1; repeat <= context.repeats; repeat += 1) {
    const cloud = processes.fork(path.join(import.meta.dirname, 'coordinator-cloud-process.ts'));
    const all = quick ? [3] : repeat === 1 ? [20, 5] : [20];
    const crowds = wants('memory-coordinator') ? all : all.slice(0, 1);
    for (const workers of crowds) {
      const site = await cloud.ask<CoordinatorSite>('open', { coordinators: 3, workers });
      const coordinators = await found(context, site, `${repeat}-${workers}`);
      if (wants('memory-coordinator')) {
        await measureLeader(context, findings, { cloud, site, coordinators, workers });
      }
      if (wants('start') && workers === crowds[0]) {
        for (const seconds of await joinings(coordinators, quick ? 1 : 5)) {
          findings.record('start/coordinator', 'ours', seconds);
          progress(`start, coordinator: ${seconds.toFixed(2)} s`);
        }
      }
      for (const one of coordinators) await one.end();
    }
    await processes.end(cloud.process);
  }
}

async function found(
  context: BenchContext,
  site: CoordinatorSite,
  name: string,
): Promise<Coordinator[]> {
  const coordinators = site.tokens.map((token, index) => {
    const data = path.join(context.folder, `site-${name}-${index + 1}`);
    return new Coordinator(context, data, {
      PROVISION_URL: site.url,
      PROVISION_TOKEN: token,
      EYRIE_MDNS_INTERFACE: '127.0.0.1',
      EYRIE_MDNS_PORT: String(20_000 + ((process.pid + 1) % 20_000)),
      EYRIE_HOST: '127.0.0.1',
      EYRIE_RAFT_PORT: '0',
      EYRIE_MQTT_PORT: '0',
      EYRIE_RELAY_PORT: '0',
    });
  });
  for (const one of coordinators) one.start();
  await leaderOf(coordinators);
  return coordinators;
}

async function leaderOf(
  coordinators: readonly Coordinator[],
): Promise<{ leader: Coordinator; status: CoordinatorStatus }> {
  return until(
    'a leader with a broker',
    async () => {
      for (const leader of coordinators) {
        const status = await leader.status();
        if (status?.role === 'leader' && status.broker) return { leader, status };
      }
      return null;
    },
    { withinMs: 60_000, everyMs: 100 },
  );
}

async function measureLeader(
  { processes, quick, progress }: BenchContext,
  findings: Findings,
  measured: {
    cloud: NodeChild;
    site: CoordinatorSite;
    coordinators: readonly Coordinator[];
    workers: number;
  },
): Promise<void> {
  const { cloud, site, coordinators, workers } = measured;
  const { leader, status } = await leaderOf(coordinators);
  if (!status.broker) return;
  const { mqttPort, relayPort } = status.broker;
  const devices = processes.fork(path.join(import.meta.dirname, 'devices-process.ts'));
  const seconds = quick ? 8 : 90;
  const peak = new MemoryPeak(leader.running);
  const request: DevicesRequest = {
    siteId: site.siteId,
    mqttPort,
    relayPort,
    devices: site.workers,
    seconds,
  };
  const sent = await devices.ask<DevicesResult>('run', request);
  const { resident, proportional } = peak.stop();
  const taken = await until(
    'what the workers sent',
    async () => {
      const { records, blobs } = await cloud.ask<{ records: number; blobs: number }>('taken');
      return records >= sent.records && blobs >= sent.pictures ? { records, blobs } : null;
    },
    { withinMs: 30_000, everyMs: 200 },
  );
  await processes.end(devices.process);
  progress(
    `memory-coordinator, ${workers} workers: ${resident.toFixed(1)} MB, ${taken.records} records and ${taken.blobs} pictures`,
  );
  if (workers === 20 || quick) {
    findings.record('memory-coordinator', 'ours', resident);
    findings.record('memory-coordinator/proportional', 'ours', proportional);
  } else findings.record(`memory-coordinator/${workers} workers`, 'ours', resident);
}

/** Seconds from the start of a follower that was stopped until it knows the leader and runs. */
async function joinings(coordinators: readonly Coordinator[], times: number): Promise<number[]> {
  const { leader } = await leaderOf(coordinators);
  const follower = coordinators.find((one) => one !== leader);
  if (!follower) throw new Error('The site has no follower.');
  const seconds: number[] = [];
  for (let time = 0; time < times; time += 1) {
    await follower.end();
    await delay(500);
    const startedAt = performance.now();
    follower.start();
    await until('the follower to join', () => follower.hasJoined(), { everyMs: 20 });
    seconds.push((performance.now() - startedAt) / 1000);
  }
  return seconds;
}
