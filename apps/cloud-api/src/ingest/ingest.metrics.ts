import { Inject, Injectable } from '@nestjs/common';
import { Counter, Histogram, type Registry } from 'prom-client';
import { METRICS } from '../metrics.ts';
import type { BatchPlan } from './batch-plan.ts';

@Injectable()
export class IngestMetrics {
  private readonly records: Counter<'kind' | 'result'>;
  private readonly duration: Histogram;

  constructor(@Inject(METRICS) registry: Registry) {
    this.records = new Counter({
      name: 'ingest_records_total',
      help: 'Records that came in, by what became of them.',
      labelNames: ['kind', 'result'],
      registers: [registry],
    });
    this.duration = new Histogram({
      name: 'ingest_batch_duration_seconds',
      help: 'Time to take a batch of records, commit included.',
      buckets: [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5],
      registers: [registry],
    });
  }

  count({ accepted, refused, duplicates }: BatchPlan): void {
    const kinds = new Map<string, number>();
    for (const { record } of accepted) kinds.set(record.kind, (kinds.get(record.kind) ?? 0) + 1);
    for (const [kind, count] of kinds) this.records.inc({ kind, result: 'accepted' }, count);
    if (refused.length > 0)
      this.records.inc({ kind: 'unknown', result: 'refused' }, refused.length);
    if (duplicates > 0) this.records.inc({ kind: 'unknown', result: 'duplicate' }, duplicates);
  }

  /** Call the result when the batch is done. */
  startTimer(): () => void {
    return this.duration.startTimer();
  }
}
