import ipaddr from 'ipaddr.js';

/**
 * Whether an address is one of the public internet: not of this machine, its networks, a cloud's
 * metadata service (169.254.169.254), nor any that only stands for such a one (mapped, NAT64, 6to4).
 */
export function isPublicAddress(address: string): boolean {
  return ipaddr.isValid(address) && ipaddr.process(address).range() === 'unicast';
}

/** The address that the host of a URL is written as; null where it is a name. */
export function addressOfHost(hostname: string): string | null {
  const bare = hostname.replace(/^\[|\]$/g, '');
  return ipaddr.isValid(bare) ? bare : null;
}
