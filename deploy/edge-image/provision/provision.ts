import path from 'node:path';
import { readCard, wipeCard } from './card.ts';
import { ensureFolder, readIfThere, writeDurably } from './durable-file.ts';
import { keepClaims, tellMachine } from './hand-over.ts';
import { forgetNetwork, withNetwork } from './network.ts';
import type { Places } from './places.ts';
import { mergeSettings, parseSettings, type MachineSettings } from './settings.ts';

/**
 * Takes over what the card says. In this order, so that a cut of the power at any moment loses nothing and
 * leaves no secret where it need not be: (1) claims to their services and settings to the data partition, each
 * durable; (2) only then the secrets are wiped from the card, durable too; (3) the running system is told,
 * in memory, at each start anew. Doing it twice is the same as once.
 */
export async function provision(places: Places): Promise<MachineSettings> {
  const { card: cardFolder, system, say } = places;
  const card = await readCard(cardFolder, places.isOwnMachine);
  for (const mistake of card.mistakes) say(`provision.txt, ${mistake}`);

  const settingsFile = path.join(system, 'settings.json');
  await ensureFolder(system, null);
  const before = await readIfThere(settingsFile);
  const settings = mergeSettings(parseSettings(before), card);
  const text = `${JSON.stringify(settings, null, 2)}\n`;
  if (text !== before) await writeDurably(settingsFile, text, null);

  if (card.values.PROVISION_TOKEN ?? card.values.PROVISION_COORDINATOR_TOKEN) {
    await forgetNetwork(places);
  }
  await keepClaims(places, settings, card.values);

  const count = await wipeCard(cardFolder);
  if (count > 0) say(`${count} secrets are wiped from the card`);

  const inForce = await withNetwork(places, settings);
  await tellMachine(places, inForce);
  if (inForce.values.PROVISION_URL === undefined) {
    say('neither the card nor what is kept names a cloud (PROVISION_URL): nothing is started');
  }
  return inForce;
}
