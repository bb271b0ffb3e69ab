import { operations } from '@eyrie/sdk';
import type { Command } from 'commander';
import type { CloudAccess } from '../access/cloud-access.ts';
import { deviceNamed, siteNamed } from '../cloud/named.ts';
import { CommandFailure, exitCodes } from '../failure.ts';

export interface TargetOptions {
  site?: string;
  device?: string;
}

export function withTarget(command: Command): Command {
  return command
    .option('--site <site>', 'of a site, by name or id')
    .option('--device <device>', 'of a device, by name or id');
}

/** Whose settings are meant. @throws CommandFailure */
export async function targetOf(
  access: CloudAccess,
  { site, device }: TargetOptions,
): Promise<{ id: string; name: string }> {
  if (site !== undefined && device !== undefined) {
    throw new CommandFailure('Of a site or of a device? Not both.', exitCodes.usage);
  }
  const { eyrie } = access;
  if (site !== undefined) return siteNamed(eyrie, site);
  if (device !== undefined) return deviceNamed(eyrie, device);
  return { id: await organisationOf(access), name: 'The organisation' };
}

/** A session says of whom it is; to a key nothing does but what is recorded of the organisation. */
async function organisationOf({ eyrie, credential }: CloudAccess): Promise<string> {
  if (credential.kind === 'session') {
    return (await eyrie.call(operations.sessionRead)).organisation.id;
  }
  const entry = await eyrie.audit.list({ page_size: 1 }).first();
  if (entry) return entry.organisation_id;
  throw new CommandFailure('Whose settings? --site or --device.', exitCodes.usage);
}
