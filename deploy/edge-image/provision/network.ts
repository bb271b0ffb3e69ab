import { rm } from 'node:fs/promises';
import path from 'node:path';
import { ensureFolder, readIfThere, writeDurably } from './durable-file.ts';
import { keepClaims, tellMachine } from './hand-over.ts';
import type { Places } from './places.ts';
import { parseProvisionText, roles, type Key, type ProvisionText } from './provision-text.ts';
import { parseSettings, type MachineSettings } from './settings.ts';

/** What a network may say; anything else is its Pi's own. Above all no authority: the cloud's is a public one, or the card's. */
const networkKeys: readonly Key[] = [
  'PROVISION_URL',
  'PROVISION_TOKEN',
  'PROVISION_COORDINATOR_TOKEN',
  'ROLE',
];

/** Reads the option as NetworkManager gives it: its bytes in hexadecimal. Settings are parted by white space. */
export function parseNetworkOption(option: string): ProvisionText {
  if (!/^[0-9a-f]{2}(:[0-9a-f]{2})*$/i.test(option)) {
    return { values: {}, mistakes: ['the option is not in hexadecimal'] };
  }
  const text = Buffer.from(option.replaceAll(':', ''), 'hex').toString('utf8');
  const { values, mistakes } = parseProvisionText(text.replace(/[\s\0]+/g, '\n'));
  const entries = Object.entries(values) as [Key, string][];
  const isTaken = ([key, value]: [Key, string]) =>
    networkKeys.includes(key) && (key !== 'PROVISION_URL' || value.startsWith('https://'));
  return {
    values: Object.fromEntries(entries.filter(isTaken)),
    mistakes: [
      ...mistakes,
      ...entries
        .filter((entry) => !isTaken(entry))
        .map(([key]) => `${key} is not taken from a network`),
    ],
  };
}

/**
 * Takes over what the network says: only where nobody else has said anything. A Pi that has an identity, a cloud
 * or a claim from its card keeps them, whatever a DHCP server says. The last of several servers holds until one
 * of them has let the Pi in. Returns whether there is something new to start with.
 */
export async function provisionFromNetwork(places: Places, option: string): Promise<boolean> {
  const { say } = places;
  const kept = parseSettings(await readIfThere(path.join(places.system, 'settings.json')));
  const before = await readIfThere(networkFile(places));
  if (kept.values.PROVISION_URL !== undefined || (await isEnrolled(places))) return false;
  // A claim of the card was not meant for a cloud that the network names.
  if (before === null && (await hasClaim(places))) return false;
  const { values, mistakes } = parseNetworkOption(option);
  for (const mistake of mistakes) say(`the network, ${mistake}`);
  const { PROVISION_URL: url, PROVISION_TOKEN: one, PROVISION_COORDINATOR_TOKEN: other } = values;
  if (url === undefined || (one ?? other) === undefined) {
    say('the network names no cloud with a claim that can be used');
    return false;
  }
  const said = { PROVISION_URL: url, ...(values.ROLE && { ROLE: values.ROLE }) };
  const inForce: MachineSettings = { ...kept, values: { ...said, ...kept.values } };
  // First of all: by it what follows is known not to be the card's.
  const text = `${JSON.stringify(said)}\n`;
  await ensureFolder(places.system, null);
  if (text !== before) await writeDurably(networkFile(places), text, null);
  const isNew = await keepClaims(places, inForce, values);
  if (isNew) say(`the network names the cloud: ${url}`);
  await tellMachine(places, inForce);
  return isNew || text !== before;
}

/** At a start: with what the network said, where the Pi was let in by it, and the card says nothing else. */
export async function withNetwork(
  places: Places,
  settings: MachineSettings,
): Promise<MachineSettings> {
  if (settings.values.PROVISION_URL !== undefined || !(await isEnrolled(places))) return settings;
  const text = await readIfThere(networkFile(places));
  const said = parseSettings(text === null ? null : `{"values":${text}}`).values;
  return { ...settings, values: { ...said, ...settings.values } };
}

/** The card has a claim: what the network said before is of no account. */
export async function forgetNetwork(places: Places): Promise<void> {
  await rm(networkFile(places), { force: true });
}

function networkFile({ system }: Places): string {
  return path.join(system, 'network.json');
}

async function isEnrolled({ services }: Places): Promise<boolean> {
  const files = await Promise.all(
    roles.map((role) => readIfThere(path.join(services, role, 'identity/identity.json'))),
  );
  return files.some((text) => text !== null);
}

async function hasClaim({ services }: Places): Promise<boolean> {
  const files = await Promise.all(
    roles.map((role) => readIfThere(path.join(services, role, 'provision.txt'))),
  );
  return files.some((text) => parseProvisionText(text ?? '').values.PROVISION_TOKEN !== undefined);
}
