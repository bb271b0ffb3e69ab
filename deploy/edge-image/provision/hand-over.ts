import { chmod, mkdir, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { ensureFolder, readIfThere, writeDurably } from './durable-file.ts';
import { machineFiles, rolesOf } from './machine-files.ts';
import type { Places } from './places.ts';
import { roles, type Key, type Role } from './provision-text.ts';
import type { MachineSettings } from './settings.ts';

/** Puts claims into the folders of the services that they are for. Returns whether one is new. */
export async function keepClaims(
  { services, owner: ownerOf, say }: Places,
  settings: MachineSettings,
  values: Partial<Record<Key, string>>,
): Promise<boolean> {
  await mkdir(services, { recursive: true, mode: 0o755 });
  let isNew = false;
  for (const role of roles) {
    const owner = ownerOf(role);
    const folder = path.join(services, role);
    await ensureFolder(folder, owner);
    const claim = claimOf(role, rolesOf(settings), values);
    if (claim === undefined) continue;
    const line = `PROVISION_URL=${settings.values.PROVISION_URL ?? ''}\nPROVISION_TOKEN=${claim}\n`;
    const file = path.join(folder, 'provision.txt');
    isNew ||= line !== (await readIfThere(file));
    await writeDurably(file, line, owner);
    say(`the claim of the ${role} is kept for it`);
  }
  return isNew;
}

/** Writes what other programs read: in memory, at each start anew. */
export async function tellMachine({ root }: Places, settings: MachineSettings): Promise<void> {
  for (const role of roles) await rm(`${root}/run/eyrie/roles/${role}`, { force: true });
  for (const file of machineFiles(settings)) {
    const target = `${root}${file.path}`;
    await mkdir(path.dirname(target), { recursive: true, mode: 0o755 });
    await writeFile(target, file.text, { mode: file.mode });
    await chmod(target, file.mode);
  }
}

/** One claim is for the role that the Pi has; where it has both, each has its own. */
function claimOf(
  role: Role,
  present: readonly Role[],
  values: { PROVISION_TOKEN?: string; PROVISION_COORDINATOR_TOKEN?: string },
): string | undefined {
  if (!present.includes(role)) return undefined;
  const { PROVISION_TOKEN: only, PROVISION_COORDINATOR_TOKEN: coordinators } = values;
  if (role === 'coordinator') return coordinators ?? (present.length === 1 ? only : undefined);
  return only;
}
