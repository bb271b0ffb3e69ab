import type { AddressInfo, Socket } from 'node:net';
import { createServer, type Server, type TLSSocket } from 'node:tls';
import type { TlsIdentity } from '@eyrie/identity';
import { listen } from '@eyrie/platform';
import { AddressLimits } from './address-limits.ts';

export interface TlsDoorOptions {
  readonly host: string;
  /** 0 takes a free one. */
  readonly port: number;
  readonly tls: TlsIdentity;
  readonly socketsMax: number;
  readonly socketsPerAddressMax: number;
  readonly onConnection: (
    socket: TLSSocket,
    of: { readonly commonName: string | null; readonly serial: string },
    address: string,
  ) => void;
  readonly onRejected: (
    reason: 'handshake' | 'too-many-sockets',
    address: string,
    detail: string,
  ) => void;
}

const handshakeMsMax = 5_000;

/** Lets in who has a certificate of the site's CA, and not too many at once. */
export class TlsDoor {
  readonly #server: Server;
  readonly #sockets = new Set<Socket>();
  readonly #addresses: AddressLimits;
  readonly #options: TlsDoorOptions;

  private constructor(options: TlsDoorOptions) {
    this.#options = options;
    this.#addresses = new AddressLimits(options.socketsPerAddressMax);
    this.#server = createServer({
      ...options.tls,
      requestCert: true,
      rejectUnauthorized: true,
      minVersion: 'TLSv1.2',
      handshakeTimeout: handshakeMsMax,
    });
    this.#server.maxConnections = options.socketsMax;
    this.#server.prependListener('connection', (socket: Socket) => this.#count(socket));
    this.#server.on('tlsClientError', (error: Error, socket) => {
      // The address of a socket that is gone already can no longer be read.
      options.onRejected('handshake', socket.remoteAddress ?? 'gone', describe(error));
    });
    this.#server.on('secureConnection', (socket) => {
      // Until the broker has it: a reset in between must not end the process.
      socket.on('error', () => undefined);
      const { subject, serialNumber } = socket.getPeerCertificate();
      const name = subject.CN;
      const address = socket.remoteAddress ?? 'gone';
      socket.setNoDelay(true);
      const commonName = typeof name === 'string' ? name : null;
      options.onConnection(socket, { commonName, serial: serialNumber }, address);
    });
  }

  static async open(options: TlsDoorOptions): Promise<TlsDoor> {
    const door = new TlsDoor(options);
    await listen(door.#server, {
      host: options.host,
      port: options.port,
      purpose: 'the MQTT broker',
    });
    // After listening nothing but a lack of descriptors is reported here; the others go on.
    door.#server.on('error', (error: Error) =>
      options.onRejected('handshake', 'own', describe(error)),
    );
    return door;
  }

  get port(): number {
    return (this.#server.address() as AddressInfo).port;
  }

  /** Who connects from now on is shown this certificate; connections that stand go on. */
  useCertificate(tls: TlsIdentity): void {
    this.#server.setSecureContext({ ...tls, minVersion: 'TLSv1.2' });
  }

  /** Ends every connection at once; resolves when the port is free again. */
  close(): Promise<void> {
    return new Promise((resolve) => {
      this.#server.close(() => resolve());
      for (const socket of this.#sockets) socket.destroy();
    });
  }

  #count(socket: Socket): void {
    const address = socket.remoteAddress ?? 'gone';
    socket.on('error', () => undefined);
    if (!this.#addresses.enter(address)) {
      this.#options.onRejected('too-many-sockets', address, 'too many connections');
      socket.destroy();
      return;
    }
    this.#sockets.add(socket);
    socket.once('close', () => {
      this.#sockets.delete(socket);
      this.#addresses.leave(address);
    });
  }
}

function describe(error: Error): string {
  return 'code' in error ? String(error.code) : error.message.slice(0, 200);
}
