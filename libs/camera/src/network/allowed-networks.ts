import { lookup } from 'node:dns/promises';
import { BlockList, isIP } from 'node:net';
import { CameraError } from '../camera.errors.ts';

/** Where cameras of a site are: the networks of RFC 1918 and RFC 4193. Not this machine itself. */
export const siteNetworks: readonly string[] = [
  '10.0.0.0/8',
  '172.16.0.0/12',
  '192.168.0.0/16',
  'fc00::/7',
];

/**
 * The networks that a camera's address may be of. Whoever may configure cameras tells a worker what
 * to ask over the site's network: without this, that would be any host it can reach.
 */
export class AllowedNetworks {
  private readonly allowed = new BlockList();

  /** Throws a RangeError for what is no network, such as 10.0.0.0/8. */
  constructor(networks: readonly string[]) {
    for (const network of networks) {
      const [address = '', length = ''] = network.split('/');
      const family = isIP(address);
      const bits = Number(length);
      const isLength = /^\d+$/.test(length) && bits <= (family === 4 ? 32 : 128);
      if (family === 0 || !isLength) throw new RangeError(`${network} is no network.`);
      this.allowed.addSubnet(address, bits, family === 4 ? 'ipv4' : 'ipv6');
    }
  }

  has(address: string): boolean {
    const family = isIP(address);
    return family !== 0 && this.allowed.check(address, family === 4 ? 'ipv4' : 'ipv6');
  }

  /**
   * The address behind a host's name that may be asked; what is connected to must be this one, or a
   * second answer of the name server could be another. Rejects with a `CameraError`.
   */
  async addressOf(host: string): Promise<string> {
    const bare = host.replace(/^\[(.*)\]$/, '$1');
    const found = isIP(bare) === 0 ? await addressesOf(bare) : [bare];
    const address = found.find((one) => this.has(one));
    if (address === undefined) {
      const message = `${bare} is in no network that cameras of this device may be in (EYRIE_CAMERA_NETWORKS).`;
      throw new CameraError('failed', message, { host: bare });
    }
    return address;
  }
}

async function addressesOf(name: string): Promise<string[]> {
  try {
    return (await lookup(name, { all: true })).map(({ address }) => address);
  } catch (error) {
    const message = `The name ${name} is not known in the network of this device.`;
    throw new CameraError('unplugged', message, { host: name }, { cause: error });
  }
}
