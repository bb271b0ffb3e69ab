import type { CreatedProvisioningToken, Site } from '@eyrie/sdk';
import type { CardLabel } from './label-sheet.ts';
import { hostNameOf } from './provision-text.ts';

/**
 * What the labels of these cards say. The code leads to the list that the dashboard at `url` shows for the
 * name: before the device has enrolled it has no page of its own.
 */
export function cardLabels(
  claims: readonly CreatedProvisioningToken[],
  site: Pick<Site, 'name'>,
  url: string,
): CardLabel[] {
  return claims.map(({ device_name: deviceName, role, expires_at: expiresAt }, index) => {
    const page = new URL('devices', url.endsWith('/') ? url : `${url}/`);
    page.searchParams.set('q', deviceName);
    return {
      number: index + 1,
      count: claims.length,
      siteName: site.name,
      deviceName,
      hostName: hostNameOf(deviceName),
      role,
      enrolBy: expiresAt.slice(0, 10),
      url: page.href,
    };
  });
}
