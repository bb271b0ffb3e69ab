import { mkdir } from 'node:fs/promises';
import path from 'node:path';
import type { DeviceRole } from '@eyrie/contracts';
import type { BenchContext } from '../harness/bench.ts';
import { buildApps } from '../harness/built-apps.ts';
import { until } from '../harness/wait.ts';
import { CloudSide } from './cloud-side.ts';
import type { Command } from './command-line.ts';
import { Pi } from './pi.ts';
import { accountOf, type SlotAccount } from './slot-account.ts';
import { start, startText, type StartReport } from './start.ts';

export interface RackReport {
  /** With a claim each. */
  readonly cold: StartReport;
  /** Enrolled, after a power cut. */
  readonly warm: StartReport;
  readonly devices: number;
  readonly slots: SlotAccount;
}

/** What a rack does with two power-ups. */
export async function runRack(context: BenchContext, command: Command): Promise<RackReport> {
  const { processes, progress } = context;
  progress('building the worker and the coordinator');
  await buildApps(['edge-worker', 'edge-coordinator']);
  progress('starting the cloud');
  const cloud = await CloudSide.start(context);
  const place = { processes, opsUrl: cloud.opsUrl, patienceMs: command.patienceMs };
  const pis = await makePis(context, cloud, command);

  progress(`switching ${pis.length} on, with a claim each`);
  const cold = await start(pis, place);
  progress(`all there: ${startText(cold)}`);
  progress('giving cameras to the workers');
  const devices = await cloud.devices();
  for (const device of devices) {
    if (device.role === 'worker') await cloud.newCamera(device, command.intervalSeconds);
  }
  const workers = command.pis - command.coordinators;
  const patience = { withinMs: command.patienceMs, everyMs: 1_000 };
  const framesOfAll = (since: number) => async () =>
    (await cloud.told()).filter(({ frameSlotsMs }) => frameSlotsMs.some((slot) => slot > since))
      .length === workers;
  await until('a frame of each camera', framesOfAll(0), patience);

  progress('cutting the power of all');
  await Promise.all(pis.map((pi) => pi.cutOff(processes)));
  const cutAt = Date.now();
  progress('switching all on again');
  const warm = await start(pis, place);
  await until('a frame of each camera after the cut', framesOfAll(cutAt), patience);
  await until('an empty backlog of all', async () => areEmpty(pis), patience);
  const slots = accountOf(await cloud.told(), command.intervalSeconds * 1_000);
  return { cold, warm, devices: devices.length, slots };
}

async function makePis(context: BenchContext, cloud: CloudSide, command: Command): Promise<Pi[]> {
  const folder = path.join(context.folder, 'cards');
  await mkdir(folder);
  const siteId = await cloud.newSite(command.coordinators);
  const pis: Pi[] = [];
  for (let number = 1; number <= command.pis; number += 1) {
    const role: DeviceRole = number <= command.coordinators ? 'coordinator' : 'worker';
    const name = `${role}-${number}`;
    const claim = await cloud.newClaim(siteId, role, name);
    const mdnsPort = 20_000 + (process.pid % 20_000);
    pis.push(await Pi.make({ name, role }, { folder, url: cloud.url, claim, mdnsPort }));
  }
  return pis;
}

async function areEmpty(pis: readonly Pi[]): Promise<boolean> {
  const statuses = await Promise.all(pis.map((pi) => pi.status()));
  return statuses.every(
    (status) => status?.kind === 'coordinator' || (status?.backlog.records ?? 1) === 0,
  );
}
