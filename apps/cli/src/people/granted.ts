import type { Eyrie } from '@eyrie/sdk';
import { siteNamed } from '../cloud/named.ts';

/** An option that is given several times: `--site Ridge --site Hut`. */
export function several(text: string, before: string[] = []): string[] {
  return [...before, text];
}

/** The sites at which a role is granted, by their ids; null for the whole organisation. @throws CommandFailure */
export async function sitesGranted(
  eyrie: Eyrie,
  wanted: readonly string[] | undefined,
): Promise<string[] | null> {
  if (wanted === undefined) return null;
  const sites = [];
  for (const name of wanted) sites.push((await siteNamed(eyrie, name)).id);
  return sites;
}

/** `everywhere`, or at how many sites. */
export function whereGranted(sites: readonly string[] | null): string {
  if (sites === null) return 'everywhere';
  return sites.length === 1 ? '1 site' : `${sites.length} sites`;
}
