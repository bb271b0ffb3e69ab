import { Module } from '@nestjs/common';
import { Card } from '../card/card.ts';
import { CaptureModule } from '../capture/capture.module.ts';
import { CaptureLog } from '../capture/capture-log.ts';
import { LinkModule } from '../link/link.module.ts';
import { SiteLink } from '../link/site-link.ts';
import { Ledger } from '../media/ledger.ts';
import { MediaStoreModule } from '../media/media-store.module.ts';
import { Outbox } from '../records/outbox.ts';
import { RecordsModule } from '../records/records.module.ts';
import { Settings } from '../settings/settings.ts';
import { SettingsModule } from '../settings/settings.module.ts';
import { TimelapseModule } from '../timelapse/timelapse.module.ts';
import { TimelapseRunner } from '../timelapse/timelapse-runner.ts';
import { WorkerContext } from '../worker-context.ts';
import { RunningStatus } from './running-status.ts';
import { WorkerMetrics } from './worker-metrics.ts';

/** What the operations port shows. */
@Module({
  imports: [
    MediaStoreModule,
    RecordsModule,
    LinkModule,
    CaptureModule,
    TimelapseModule,
    SettingsModule,
  ],
  providers: [
    {
      provide: RunningStatus,
      inject: [
        WorkerContext,
        Outbox,
        Ledger,
        SiteLink,
        CaptureLog,
        TimelapseRunner,
        Settings,
        Card,
      ],
      useFactory: (
        context: WorkerContext,
        outbox: Outbox,
        ledger: Ledger,
        link: SiteLink,
        capture: CaptureLog,
        timelapse: TimelapseRunner,
        settings: Settings,
        card: Card,
      ) => new RunningStatus({ context, outbox, ledger, link, capture, timelapse, settings, card }),
    },
  ],
  exports: [RunningStatus],
})
export class StatusModule {
  constructor(metrics: WorkerMetrics, outbox: Outbox, ledger: Ledger, runner: TimelapseRunner) {
    metrics.gauge('journal_bytes', 'Size of the journal of records.', () => outbox.journalBytes);
    metrics.gauge('backlog_records', 'Records without a receipt.', () => outbox.records);
    metrics.gauge('backlog_blobs', 'Files the cloud has not stored.', () => ledger.backlog.blobs);
    metrics.gauge('backlog_blob_bytes', 'Bytes of those.', () => ledger.backlog.bytes);
    metrics.gauge('render_percent', 'Progress of the render.', () => runner.progress?.percent ?? 0);
    metrics.gauge('timelapses_rendered', 'Since the start.', () => runner.rendered);
  }
}
