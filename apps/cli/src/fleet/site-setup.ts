import { existsSync } from 'node:fs';
import path from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import type { Device, DeviceRole, Site } from '@eyrie/contracts';
import { CommandFailure } from '../failure.ts';
import type { CloudSession } from './cloud-session.ts';
import type { FleetDefinition } from './fleet-definition.ts';
import { writePrivateFile, type FleetHome } from './fleet-home.ts';

/** The site of the definition: found again at a second start, made at the first. */
export async function ensureSite(
  session: CloudSession,
  definition: FleetDefinition,
): Promise<Site> {
  return (await session.findSite(definition.site.name)) ?? session.createSite(definition);
}

/**
 * Does what an installer does with SD cards: puts a single-use claim into the data folder of every
 * device that is not enrolled yet, as the `provision.txt` of its card.
 */
export async function provisionDevices(
  home: FleetHome,
  session: CloudSession,
  site: Site,
  { definition, url }: { definition: FleetDefinition; url: string },
): Promise<void> {
  const devices: [string, DeviceRole][] = [
    ...definition.coordinators.map((name): [string, DeviceRole] => [name, 'coordinator']),
    ...definition.workers.map(({ name }): [string, DeviceRole] => [name, 'worker']),
  ];
  for (const [name, role] of devices) {
    const card = path.join(home.data(name), 'provision.txt');
    if (existsSync(path.join(home.data(name), 'identity/identity.json')) || existsSync(card))
      continue;
    const claim = await session.createClaim(site.id, role, name);
    writePrivateFile(card, `PROVISION_URL=${url}\nPROVISION_TOKEN=${claim}\n`);
  }
}

/** Waits until every device of the definition is enrolled. */
export async function awaitEnrolment(
  session: CloudSession,
  site: Site,
  definition: FleetDefinition,
  onProgress: (enrolled: number, total: number) => void,
): Promise<Device[]> {
  const names = [...definition.coordinators, ...definition.workers.map((worker) => worker.name)];
  const deadline = Date.now() + 120_000;
  for (;;) {
    const devices = await session.listDevices(site.id);
    const missing = names.filter((name) => !devices.some((device) => device.name === name));
    onProgress(names.length - missing.length, names.length);
    if (missing.length === 0) return devices;
    if (Date.now() > deadline) {
      throw new CommandFailure(
        `${missing.join(', ')} did not enrol within two minutes. Their logs, in the folder logs of the fleet's home, say why.`,
      );
    }
    await delay(250);
  }
}

/** Gives the workers those cameras of the definition that they do not have yet. */
export async function ensureCameras(
  session: CloudSession,
  site: Site,
  { definition, devices }: { definition: FleetDefinition; devices: Device[] },
): Promise<void> {
  const existing = await session.listCameras(site.id);
  for (const worker of definition.workers) {
    const device = devices.find((candidate) => candidate.name === worker.name);
    if (!device) continue;
    for (const camera of worker.cameras) {
      const there = existing.some(
        (candidate) => candidate.device_id === device.id && candidate.name === camera.name,
      );
      if (!there) await session.createCamera(device.id, camera);
    }
  }
}
