import { open, readFile } from 'node:fs/promises';
import path from 'node:path';
import { readIfThere } from './durable-file.ts';
import {
  machineKeys,
  parseProvisionText,
  secretPlaces,
  type Key,
  type ProvisionText,
} from './provision-text.ts';

const fileName = 'provision.txt';

/** What the card's first partition says. One that is not there says nothing. */
export interface CardContent extends ProvisionText {
  /** PEM of a private authority, where CA_FILE names one. */
  readonly authority: string | null;
}

/** Reads it; where the machine is somebody's own, without what would be the machine's. */
export async function readCard(folder: string, isOwnMachine: boolean): Promise<CardContent> {
  const text = await readIfThere(path.join(folder, fileName));
  const { values, mistakes } = isOwnMachine
    ? parseProvisionText(text ?? '')
    : withoutMachine(parseProvisionText(text ?? ''));
  if (values.CA_FILE === undefined) return { values, mistakes, authority: null };
  const authority = await readIfThere(path.join(folder, values.CA_FILE));
  if (authority?.includes('-----BEGIN CERTIFICATE-----')) return { values, mistakes, authority };
  return {
    values,
    mistakes: [...mistakes, `CA_FILE: there is no certificate in ${values.CA_FILE} on the card`],
    authority: null,
  };
}

function withoutMachine({ values, mistakes }: ProvisionText): ProvisionText {
  const entries = Object.entries(values) as [Key, string][];
  const left = entries.filter(([key]) => machineKeys.includes(key)).map(([key]) => key);
  const note = `${left.join(', ')}: this system has these of its own, they are passed over`;
  return {
    values: Object.fromEntries(entries.filter(([key]) => !machineKeys.includes(key))),
    mistakes: left.length === 0 ? mistakes : [...mistakes, note],
  };
}

/**
 * Writes dashes over every secret of the file, in its place: a new file would leave the old one's blocks
 * readable. Durable once it resolves; a cut half-way leaves secrets that are wiped at the next start. Returns
 * how many there were.
 */
export async function wipeCard(folder: string): Promise<number> {
  const file = path.join(folder, fileName);
  if ((await readIfThere(file)) === null) return 0;
  const places = secretPlaces(await readFile(file));
  if (places.length === 0) return 0;
  const handle = await open(file, 'r+');
  try {
    for (const { offset, length } of places) {
      await handle.write('-'.repeat(length), offset, 'latin1');
    }
    await handle.sync();
  } finally {
    await handle.close();
  }
  return places.length;
}
