import { writeFile } from 'node:fs/promises';
import type { Eyrie } from '@eyrie/sdk';

/** One single-use claim for each of many cards, as a file for whoever flashes them. */
export async function claimsForCards(eyrie: Eyrie, siteId: string, cards: number, file: string) {
  const claims = await eyrie.provisioning.createClaims({
    site_id: siteId,
    role: 'worker',
    name_prefix: 'ridge',
    count: cards,
  });
  const rows = claims.map(({ device_name, secret }) => `${device_name},${secret}`);
  // The secrets are shown this one time, and each lets a device in.
  await writeFile(file, ['device_name,secret', ...rows, ''].join('\n'), { mode: 0o600 });
}
