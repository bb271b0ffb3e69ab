import {
  Module,
  type BeforeApplicationShutdown,
  type OnApplicationBootstrap,
} from '@nestjs/common';
import { BackOff } from '@eyrie/identity';
import { MediaStoreModule } from '../media/media-store.module.ts';
import { Outbox } from '../records/outbox.ts';
import { RecordsModule } from '../records/records.module.ts';
import { WorkerMetrics } from '../status/worker-metrics.ts';
import { WorkerContext } from '../worker-context.ts';
import { LeaderRelay } from './leader-relay.ts';
import { mqttSessions } from './mqtt-session.ts';
import { Card } from '../card/card.ts';
import { LinkQuality } from './link-quality.ts';
import { RecordSender } from './record-sender.ts';
import { SiteLink } from './site-link.ts';

/** A turn of the loop that sends records takes a second; so long it may take at the very most. */
const turnMs = 60_000;

/** The connection to the site's leader, and what goes over it. */
@Module({
  imports: [MediaStoreModule, RecordsModule],
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
    LinkQuality,
    {
      provide: RecordSender,
      inject: [Outbox, SiteLink, WorkerContext, WorkerMetrics, LinkQuality, Card],
      useFactory: (
        outbox: Outbox,
        link: SiteLink,
        { clock, log, watchdog }: WorkerContext,
        metrics: WorkerMetrics,
        quality: LinkQuality,
        card: Card,
      ) => {
        // A disk that hangs is no reason to begin anew: it would hang then too.
        const mayWait = (): boolean => !card.isUsable;
        const loop = watchdog.watch({ name: 'records', limitMs: turnMs, mayWait });
        return new RecordSender({
          outbox,
          link,
          clock,
          log,
          onPublished: (ms) => {
            metrics.publishSeconds.observe(ms / 1000);
            quality.note(ms);
          },
          onNotPublished: () => quality.note(null),
          onReceipts: (settled) => metrics.receipts.inc(settled),
          onTurn: () => loop.beat(),
        });
      },
    },
  ],
  exports: [SiteLink, LeaderRelay, LinkQuality],
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
    this.relay.close();
  }
}
