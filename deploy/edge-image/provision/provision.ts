import { chmod, mkdir, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { readCard, wipeCard } from './card.ts';
import { ensureFolder, readIfThere, writeDurably, type Owner } from './durable-file.ts';
import { machineFiles, rolesOf } from './machine-files.ts';
import { roles, type Role } from './provision-text.ts';
import { mergeSettings, parseSettings, type MachineSettings } from './settings.ts';

export interface Places {
  /** The card's first partition, as it is mounted. */
  readonly card: string;
  /** What the machine itself keeps: of the data partition, on a card of ours. */
  readonly system: string;
  /** Has a folder for each service. */
  readonly services: string;
  /** In front of every path of the running system; '' on a Pi. */
  readonly root: string;
  /** Whether all of the machine is Eyrie's: else its name, time and networks stay as its people have set them. */
  readonly isOwnMachine: boolean;
  /** Of a service's folder; null where nobody's rights are changed. */
  readonly owner: (role: Role) => Owner | null;
  readonly say: (text: string) => void;
}

/**
 * Takes over what the card says. In this order, so that a cut of the power at any moment loses nothing and
 * leaves no secret where it need not be: (1) claims to their services and settings to the data partition, each
 * durable; (2) only then the secrets are wiped from the card, durable too; (3) the running system is told,
 * in memory, at each start anew. Doing it twice is the same as once.
 */
export async function provision(places: Places): Promise<MachineSettings> {
  const { card: cardFolder, system, services, root, say } = places;
  const card = await readCard(cardFolder, places.isOwnMachine);
  for (const mistake of card.mistakes) say(`provision.txt, ${mistake}`);

  const settingsFile = path.join(system, 'settings.json');
  await ensureFolder(system, null);
  const before = await readIfThere(settingsFile);
  const settings = mergeSettings(parseSettings(before), card);
  const text = `${JSON.stringify(settings, null, 2)}\n`;
  if (text !== before) await writeDurably(settingsFile, text, null);

  await mkdir(services, { recursive: true, mode: 0o755 });
  for (const role of roles) {
    const owner = places.owner(role);
    const folder = path.join(services, role);
    await ensureFolder(folder, owner);
    const claim = claimOf(role, rolesOf(settings), card.values);
    if (claim === undefined) continue;
    const line = `PROVISION_URL=${settings.values.PROVISION_URL ?? ''}\nPROVISION_TOKEN=${claim}\n`;
    await writeDurably(path.join(folder, 'provision.txt'), line, owner);
    say(`the claim of the ${role} is kept for it`);
  }

  const count = await wipeCard(cardFolder);
  if (count > 0) say(`${count} secrets are wiped from the card`);

  for (const role of roles) await rm(`${root}/run/eyrie/roles/${role}`, { force: true });
  for (const file of machineFiles(settings)) {
    const target = `${root}${file.path}`;
    await mkdir(path.dirname(target), { recursive: true, mode: 0o755 });
    await writeFile(target, file.text, { mode: file.mode });
    await chmod(target, file.mode);
  }
  if (settings.values.PROVISION_URL === undefined) {
    say('neither the card nor what is kept names a cloud (PROVISION_URL): nothing is started');
  }
  return settings;
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
