import type { PeerCertificate } from 'node:tls';
import { idSchema } from '@eyrie/contracts';

const deviceId = idSchema('device');

/**
 * Takes the place of TLS's comparison of host names, which mean nothing at a site: addresses come
 * from mDNS. That the certificate is under the site's CA, TLS has checked before; here its name must
 * be that of a device. Returns the error as `checkServerIdentity` is expected to.
 */
export function checkSiteServer(_host: string, certificate: PeerCertificate): Error | undefined {
  // Node gives a list where the subject has several common names: none of ours has.
  const name: unknown = certificate.subject.CN;
  if (deviceId.safeParse(name).success) return undefined;
  return new Error('The certificate of the coordinator is not in the name of a device.');
}
