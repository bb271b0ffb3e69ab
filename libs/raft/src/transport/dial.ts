import { connect, type TLSSocket } from 'node:tls';
import type { NodeId } from '../core/types.ts';
import { commonNameOf } from './certificate.ts';
import type { Address, TlsTransportOptions } from './tls-options.ts';

const KEEP_ALIVE_MS = 5000;
/**
 * A node that is there answers within a round trip; who waits longer waits for lost packets, and for
 * the kernel to try again after a second, then two: a new dial is sooner there.
 */
const CONNECT_MS_MAX = 600;

/** A certificate of the site that is not the member's who was to be reached. */
export class WrongPeer extends Error {}

/** Begins a connection to a peer; nothing may be written to it before `secureConnect`. */
export function dial(options: TlsTransportOptions, peerId: NodeId, address: Address): TLSSocket {
  const { key, cert, ca, authorise } = options;
  const socket = connect({
    host: address.host,
    port: address.port,
    key,
    cert,
    ca: [ca].flat(),
    minVersion: 'TLSv1.3',
    // Addresses come from mDNS and prove nothing: the name that counts is the member list's.
    checkServerIdentity: (_host, certificate) => {
      const name = commonNameOf(certificate);
      if (name !== null && authorise(name, peerId)) return undefined;
      return new WrongPeer(`Node ${peerId} is not who answers at its address.`);
    },
  });
  const deadline = setTimeout(() => {
    socket.destroy(new Error(`Node ${peerId} does not answer at its address.`));
  }, CONNECT_MS_MAX);
  socket.once('connect', () => clearTimeout(deadline));
  socket.once('close', () => clearTimeout(deadline));
  socket.setNoDelay(true);
  socket.setKeepAlive(true, KEEP_ALIVE_MS);
  return socket;
}
