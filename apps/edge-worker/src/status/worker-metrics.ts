import { Counter, Gauge, Histogram, Registry } from 'prom-client';

/** What `GET /metrics` shows of a worker. */
export class WorkerMetrics {
  readonly registry = new Registry();
  readonly framesCaptured = new Counter({
    name: 'eyrie_worker_frames_captured_total',
    help: 'Frames that were kept.',
    labelNames: ['camera_id'],
    registers: [this.registry],
  });
  readonly framesMissed = new Counter({
    name: 'eyrie_worker_frames_missed_total',
    help: 'Slots without a frame, by reason.',
    labelNames: ['camera_id', 'reason'],
    registers: [this.registry],
  });
  readonly slotDelaySeconds = new Histogram({
    name: 'eyrie_worker_slot_delay_seconds',
    help: 'From a slot to the start of its exposure.',
    buckets: [0.005, 0.01, 0.02, 0.05, 0.1, 0.5, 1, 5],
    registers: [this.registry],
  });
  readonly publishSeconds = new Histogram({
    name: 'eyrie_worker_publish_seconds',
    help: 'From publishing a record to the acknowledgement of the broker.',
    buckets: [0.005, 0.02, 0.1, 0.5, 2, 10],
    registers: [this.registry],
  });
  readonly receipts = new Counter({
    name: 'eyrie_worker_records_confirmed_total',
    help: 'Records that the cloud has confirmed.',
    registers: [this.registry],
  });
  readonly uploads = new Counter({
    name: 'eyrie_worker_uploads_total',
    help: 'Uploads of bytes, by kind and verdict.',
    labelNames: ['kind', 'verdict'],
    registers: [this.registry],
  });

  /** A figure that is read when it is asked for. */
  gauge(name: string, help: string, read: () => number): void {
    new Gauge({
      name: `eyrie_worker_${name}`,
      help,
      registers: [this.registry],
      collect() {
        this.set(read());
      },
    });
  }
}
