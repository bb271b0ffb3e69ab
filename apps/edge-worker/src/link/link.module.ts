import {
  Module,
  type BeforeApplicationShutdown,
  type OnApplicationBootstrap,
} from '@nestjs/common';
import { BackOff } from '@eyrie/identity';
import { Outbox } from '../records/outbox.ts';
import { RecordsModule } from '../records/records.module.ts';
import { WorkerMetrics } from '../status/worker-metrics.ts';
import { WorkerContext } from '../worker-context.ts';
import { LeaderRelay } from './leader-relay.ts';
import { mqttSessions } from './mqtt-session.ts';
import { RecordSender } from './record-sender.ts';
import { SiteLink } from './site-link.ts';

/** The connection to the site's leader, and what goes over it. */
@Module({
  imports: [RecordsModule],
  providers: [
    {
      provide: SiteLink,
      inject: [WorkerContext],
      useFactory: (context: WorkerContext) =>
        new SiteLink({
          directory: context.directory,
          openSession: mqttSessions(context),
          clock: context.clock,
          log: context.log,
          backOff: new BackOff({ firstMs: 200, mostMs: 5_000 }),
          refusals: new BackOff({ firstMs: 1_000, mostMs: 60_000 }),
          onTurnedAway: context.onTurnedAway,
        }),
    },
    {
      provide: LeaderRelay,
      inject: [SiteLink, WorkerContext],
      useFactory: (link: SiteLink, { tls }: WorkerContext) => new LeaderRelay(link, tls),
    },
    {
      provide: RecordSender,
      inject: [Outbox, SiteLink, WorkerContext, WorkerMetrics],
      useFactory: (
        outbox: Outbox,
        link: SiteLink,
        { clock, log }: WorkerContext,
        metrics: WorkerMetrics,
      ) =>
        new RecordSender({
          outbox,
          link,
          clock,
          log,
          onPublished: (ms) => metrics.publishSeconds.observe(ms / 1000),
          onReceipts: (settled) => metrics.receipts.inc(settled),
        }),
    },
  ],
  exports: [SiteLink, LeaderRelay],
})
export class LinkModule implements OnApplicationBootstrap, BeforeApplicationShutdown {
  constructor(
    private readonly link: SiteLink,
    private readonly sender: RecordSender,
    private readonly relay: LeaderRelay,
  ) {}

  onApplicationBootstrap(): void {
    this.sender.start();
    this.link.start();
  }

  async beforeApplicationShutdown(): Promise<void> {
    await this.sender.stop();
    await this.link.stop();
    await this.relay.close();
  }
}
