import type { Camera, Device, Eyrie, Site } from '@eyrie/sdk';
import { CommandFailure, exitCodes } from '../failure.ts';
import { didYouMean } from '../terminal/suggestion.ts';

interface Named {
  readonly id: string;
  readonly name: string;
}

/** So many names a refusal lists; more help nobody. */
const namesMax = 8;

/** The one of that id, or of that name. @throws CommandFailure with the names that come near */
export function oneNamed<Item extends Named>(
  kind: 'site' | 'device' | 'camera',
  items: readonly Item[],
  wanted: string,
): Item {
  const byId = items.find(({ id }) => id === wanted);
  if (byId) return byId;
  const found = items.filter(({ name }) => name === wanted);
  if (found.length === 1 && found[0]) return found[0];
  if (found.length > 1) {
    const ids = found.map(({ id }) => id).join(', ');
    throw new CommandFailure(
      `${found.length} ${kind}s are called "${wanted}": say which by its id, one of ${ids}.`,
      exitCodes.usage,
    );
  }
  const names = items.map(({ name }) => name);
  const hint = didYouMean(wanted, names) || listOf(kind, names);
  throw new CommandFailure(
    `No ${kind} is called "${wanted}".${hint} eyrie ${kind} list shows those that there are.`,
    exitCodes.usage,
  );
}

function listOf(kind: string, names: readonly string[]): string {
  if (names.length === 0) return ` There is no ${kind} yet.`;
  return names.length > namesMax ? '' : ` There is: ${names.join(', ')}.`;
}

/** The site of that id or name; without one, the only one there is. @throws CommandFailure */
export async function siteNamed(eyrie: Eyrie, wanted: string | undefined): Promise<Site> {
  const sites = await eyrie.sites.list({ page_size: 200 }).toArray();
  if (wanted !== undefined) return oneNamed('site', sites, wanted);
  const [only] = sites;
  if (only && sites.length === 1) return only;
  const names = listOf(
    'site',
    sites.map(({ name }) => name),
  );
  throw new CommandFailure(`Which site? --site NAME.${names}`, exitCodes.usage);
}

/** The id of the site, where one is named. */
export async function siteIdNamed(
  eyrie: Eyrie,
  wanted: string | undefined,
): Promise<{ site_id?: string }> {
  return wanted === undefined ? {} : { site_id: (await siteNamed(eyrie, wanted)).id };
}

/** @throws CommandFailure */
export async function deviceNamed(eyrie: Eyrie, wanted: string): Promise<Device> {
  return oneNamed('device', await eyrie.devices.list({ page_size: 200 }).toArray(), wanted);
}

/** @throws CommandFailure */
export async function cameraNamed(eyrie: Eyrie, wanted: string): Promise<Camera> {
  return oneNamed('camera', await eyrie.cameras.list({ page_size: 200 }).toArray(), wanted);
}
