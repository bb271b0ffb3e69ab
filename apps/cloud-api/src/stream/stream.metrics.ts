import { Inject, Injectable } from '@nestjs/common';
import { Counter, Gauge, type Registry } from 'prom-client';
import { METRICS } from '../metrics.ts';

@Injectable()
export class StreamMetrics {
  readonly events: Counter;
  readonly closed: Counter<'reason'>;

  constructor(@Inject(METRICS) private readonly registry: Registry) {
    this.events = new Counter({
      name: 'stream_events_total',
      help: 'Events written to clients of the stream.',
      registers: [registry],
    });
    this.closed = new Counter({
      name: 'stream_closed_total',
      help: 'Streams that ended, by reason.',
      labelNames: ['reason'],
      registers: [registry],
    });
  }

  /** The gauge asks when it is read. */
  watchConnections(count: () => number): void {
    new Gauge({
      name: 'stream_connections',
      help: 'Clients of the event stream that are connected.',
      registers: [this.registry],
      collect() {
        this.set(count());
      },
    });
  }
}
