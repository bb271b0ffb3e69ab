import { setTimeout as delay } from 'node:timers/promises';
import type { SiteTrustView } from '@eyrie/contracts';
import { operations } from '@eyrie/sdk';
import type { Command } from 'commander';
import { openCloud, withCloud, type CloudOptions } from '../access/cloud-access.ts';
import { siteNamed } from '../cloud/named.ts';
import { CommandFailure, exitCodes } from '../failure.ts';

interface RotateOptions extends CloudOptions {
  site?: string;
  emergency?: boolean;
  proceed?: boolean;
  status?: boolean;
  wait?: boolean;
  reason?: string;
}

const lookMs = 2_000;

/** `eyrie site rotate-ca`: another authority in the place of the site's, at the cloud. */
export function addRotation(site: Command): void {
  withCloud(
    site
      .command('rotate-ca')
      .description(
        "Put another CA in the place of the site's, while the site works; asks the cloud.",
      ),
  )
    .option('--site <site>', 'by name or id')
    .option('--reason <reason>', 'for the audit log')
    .option('--emergency', 'a key was stolen: the old CA is worth nothing from this moment on')
    .option('--proceed', 'go on without the devices that are missing')
    .option('--status', 'only say how far it is')
    .option('--no-wait', 'do not wait until every device is over')
    .action((options: RotateOptions) => rotate(options));
}

async function rotate(options: RotateOptions): Promise<void> {
  const { eyrie } = await openCloud(options, process.env);
  const site = await siteNamed(eyrie, options.site);
  const path = { id: site.id };
  const { emergency = false, reason = null } = options;
  let view = options.status
    ? await eyrie.call(operations.sitesCaRotationRead, { path })
    : options.proceed
      ? await eyrie.call(operations.sitesCaRotationProceed, { path })
      : await eyrie.call(operations.sitesCaRotationStart, { path, body: { emergency, reason } });
  const isWaited = options.wait !== false && !options.status;
  for (let said = ''; isWaited && view.rotation?.phase !== 'done';) {
    const line = progressOf(view);
    if (!options.json && line !== said) console.error(line);
    said = line;
    await delay(lookMs);
    view = await eyrie.call(operations.sitesCaRotationRead, { path });
  }
  console.log(options.json ? JSON.stringify(view, null, 2) : progressOf(view));
  if (isWaited && view.rotation === null) {
    throw new CommandFailure('The rotation is gone.', exitCodes.tryAgain);
  }
}

/** Where it is, how many are over, and for whom it waits. */
export function progressOf({ authority, rotation }: SiteTrustView): string {
  if (rotation === null || rotation.phase === 'done') {
    return `Generation ${authority.generation} is the only authority of the site.`;
  }
  const { devices_total: total } = rotation;
  const over = {
    distributing: `${rotation.devices_trusting} of ${total} trust the new authority`,
    renewing: `${rotation.devices_renewed} of ${total} use a certificate of it`,
    retiring: `${rotation.devices_settled} of ${total} have forgotten the old one`,
  }[rotation.phase];
  const missing = rotation.waiting_for.map(({ name }) => name).join(', ');
  return `${over}${missing === '' ? '.' : `; waits for ${missing}.`}`;
}
