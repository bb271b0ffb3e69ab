import { Inject, Injectable } from '@nestjs/common';
import { Counter, type Registry } from 'prom-client';
import { METRICS } from '../metrics.ts';
import type { MailKind } from './mail-content.ts';

@Injectable()
export class MailMetrics {
  private readonly mails: Counter<'kind' | 'outcome'>;

  constructor(@Inject(METRICS) registry: Registry) {
    this.mails = new Counter({
      name: 'mails_total',
      help: 'Mails by what became of an attempt: sent, deferred (tried again), failed (for good).',
      labelNames: ['kind', 'outcome'],
      registers: [registry],
    });
  }

  count(kind: MailKind, outcome: 'sent' | 'deferred' | 'failed'): void {
    this.mails.inc({ kind, outcome });
  }
}
