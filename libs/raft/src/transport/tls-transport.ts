import { type Transport } from './transport.ts';
import { type TlsTransportOptions, type TransportCounters } from './tls-options.ts';

export { type Address, type TlsTransportOptions, type TransportCounters } from './tls-options.ts';

/** Mutual TLS between members: each dials the peers it has something to say to. */
export class TlsTransport implements Transport {
  /** Listens, and resolves once the port is bound. */
  static listen(options: TlsTransportOptions): Promise<TlsTransport> {
    return Promise.reject(new Error(`Node ${options.id}: the transport is being built.`));
  }

  /** The port it listens on. */
  declare readonly port: number;
  declare send: Transport['send'];
  declare onMessage: Transport['onMessage'];
  declare counters: () => TransportCounters;
  declare close: () => Promise<void>;
}
