import { sitePageSchema, type Site } from '@eyrie/contracts';
import { CommandFailure, exitCodes } from '../failure.ts';
import type { CloudAccess } from './cloud-access.ts';

/** The site of that id or name; without one, the only one there is. @throws CommandFailure */
export async function siteNamed(cloud: CloudAccess, wanted: string | undefined): Promise<Site> {
  const sites = await cloud.list('/v1/sites', sitePageSchema);
  const [only] = sites;
  if (wanted === undefined && only && sites.length === 1) return only;
  const found = sites.filter(({ id, name }) => id === wanted || name === wanted);
  if (found.length === 1 && found[0]) return found[0];
  const names = sites.map(({ name }) => name).join(', ');
  const what = wanted === undefined ? 'Which site?' : `There is no one site called ${wanted}.`;
  throw new CommandFailure(`${what} --site NAME, one of: ${names}.`, exitCodes.usage);
}
