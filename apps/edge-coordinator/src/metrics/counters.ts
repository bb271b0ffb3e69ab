import { Counter, type Registry } from 'prom-client';
import type { OfferResult } from '../uplink/record-queue.ts';

/** What the uplink did since the process began. */
export class UplinkCounters {
  readonly #offered: Counter;
  readonly #confirmed: Counter;
  readonly #refused: Counter;
  readonly #failures: Counter;

  constructor(registry: Registry) {
    const registers = [registry];
    this.#offered = new Counter({
      name: 'eyrie_uplink_records_offered_total',
      help: 'Records that came from devices: queued, known already, or without a place.',
      labelNames: ['result'],
      registers,
    });
    this.#confirmed = new Counter({
      name: 'eyrie_uplink_records_confirmed_total',
      help: 'Records that the cloud gave a receipt for.',
      registers,
    });
    this.#refused = new Counter({
      name: 'eyrie_uplink_records_refused_total',
      help: 'Records that the cloud refused for good.',
      registers,
    });
    this.#failures = new Counter({
      name: 'eyrie_uplink_failures_total',
      help: 'Batches that have to be sent again.',
      registers,
    });
  }

  offered(result: OfferResult): void {
    this.#offered.inc({ result });
  }

  confirmed(confirmed: number, refused: number): void {
    this.#confirmed.inc(confirmed);
    this.#refused.inc(refused);
  }

  failed(): void {
    this.#failures.inc();
  }
}

export type Rejection =
  | 'handshake'
  | 'too-many-sockets'
  | 'malformed'
  | 'oversize'
  | 'too-slow-to-connect'
  | 'not-authorised'
  | 'publish-denied'
  | 'subscribe-denied'
  | 'unreadable-record';

/** What the broker took and turned away since the process began. */
export class BrokerCounters {
  readonly #messages: Counter;
  readonly #rejections: Counter;
  readonly #evictions: Counter;

  constructor(registry: Registry) {
    const registers = [registry];
    this.#messages = new Counter({
      name: 'eyrie_broker_messages_total',
      help: 'Messages of devices, by topic kind.',
      labelNames: ['kind'],
      registers,
    });
    this.#rejections = new Counter({
      name: 'eyrie_broker_rejections_total',
      help: 'Connections, packets and subscriptions turned away.',
      labelNames: ['reason'],
      registers,
    });
    this.#evictions = new Counter({
      name: 'eyrie_broker_evictions_total',
      help: 'Connections that ended because the same device connected again: two clones alternate.',
      registers,
    });
  }

  message(kind: string): void {
    this.#messages.inc({ kind });
  }

  rejected(reason: Rejection): void {
    this.#rejections.inc({ reason });
  }

  evicted(): void {
    this.#evictions.inc();
  }
}
