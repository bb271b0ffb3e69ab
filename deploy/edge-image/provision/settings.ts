import type { CardContent } from './card.ts';
import type { Key } from './provision-text.ts';

/** What the machine keeps of the card: everything but claims, which go to the services. */
export interface MachineSettings {
  readonly values: Partial<Record<Key, string>>;
  readonly authority: string | null;
}

const claims: readonly Key[] = ['PROVISION_TOKEN', 'PROVISION_COORDINATOR_TOKEN'];
/** Together or not at all: a passphrase belongs to its network. */
const pairs: readonly (readonly [Key, Key])[] = [
  ['WIFI_NAME', 'WIFI_PASSPHRASE'],
  ['HOTSPOT_NAME', 'HOTSPOT_PASSPHRASE'],
];

/** What is kept already, with what the card says now over it. A secret that was wiped stays as it is kept. */
export function mergeSettings(kept: MachineSettings, card: CardContent): MachineSettings {
  const left = new Map(Object.entries(kept.values));
  for (const [name, passphrase] of pairs) {
    const next = card.values[name];
    // Another network: the passphrase of the one before must not be shown to it.
    if (next !== undefined && next !== left.get(name)) left.delete(passphrase);
  }
  for (const [key, value] of Object.entries(card.values)) left.set(key, value);
  for (const claim of claims) left.delete(claim);
  return { values: Object.fromEntries(left), authority: card.authority ?? kept.authority };
}

/** Reads what was written down; nothing where it cannot be used, as the card of a new Pi. */
export function parseSettings(text: string | null): MachineSettings {
  const nothing: MachineSettings = { values: {}, authority: null };
  if (text === null) return nothing;
  try {
    const parsed = JSON.parse(text) as Partial<MachineSettings>;
    return { values: parsed.values ?? {}, authority: parsed.authority ?? null };
  } catch {
    return nothing;
  }
}
