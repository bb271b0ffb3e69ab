import { statfs } from 'node:fs/promises';
import { Module, type OnApplicationBootstrap, type OnModuleDestroy } from '@nestjs/common';
import { Card } from '../card/card.ts';
import { tellOfCard } from '../card/card-events.ts';
import { LeaderRelay } from '../link/leader-relay.ts';
import { LinkModule } from '../link/link.module.ts';
import { SiteLink } from '../link/site-link.ts';
import { DeviceEvents } from '../records/device-events.ts';
import { Outbox } from '../records/outbox.ts';
import { RecordsModule } from '../records/records.module.ts';
import { StorageLimits } from '../settings/storage-limits.ts';
import { WorkerMetrics } from '../status/worker-metrics.ts';
import { WorkerContext } from '../worker-context.ts';
import { Janitor } from './janitor.ts';
import { Ledger } from './ledger.ts';
import { LockedRanges } from './locked-ranges.ts';
import { MediaFiles } from './media-files.ts';
import { MediaStoreModule } from './media-store.module.ts';
import { Quarantine } from './quarantine.ts';
import { ReserveFile } from './reserve-file.ts';
import { hashesOf } from './reconcile.ts';
import { Scrubber } from './scrubber.ts';
import { Uploader } from './uploader.ts';

const tidyEveryMs = 10_000;
/** A card of 32 GB in a day and a half, and a hundredth of what a slow one gives. */
const scrubBytesPerSecond = 256 * 1024;

/** Bytes to the cloud, and off the disk afterwards. */
@Module({
  imports: [MediaStoreModule, RecordsModule, LinkModule],
  providers: [
    {
      provide: Uploader,
      inject: [
        WorkerContext,
        Ledger,
        MediaFiles,
        Quarantine,
        LeaderRelay,
        DeviceEvents,
        WorkerMetrics,
      ],
      useFactory: (
        { clock, log }: WorkerContext,
        ledger: Ledger,
        files: MediaFiles,
        quarantine: Quarantine,
        relay: LeaderRelay,
        events: DeviceEvents,
        metrics: WorkerMetrics,
      ) =>
        new Uploader({
          ledger,
          files,
          quarantine,
          relay,
          events,
          clock,
          log,
          onVerdict: (verdict, kind) => metrics.uploads.inc({ verdict, kind }),
        }),
    },
    {
      provide: StorageLimits,
      inject: [WorkerContext],
      useFactory: (context: WorkerContext) => new StorageLimits(context),
    },
    LockedRanges,
    {
      provide: Scrubber,
      inject: [WorkerContext, Ledger, MediaFiles, Quarantine, DeviceEvents, Card],
      useFactory: (
        { clock, log }: WorkerContext,
        ledger: Ledger,
        files: MediaFiles,
        quarantine: Quarantine,
        events: DeviceEvents,
        card: Card,
      ) =>
        new Scrubber({
          ledger,
          files,
          quarantine,
          events,
          clock,
          log,
          logs: () => card.watched,
          mayRead: () => card.status.state === 'well',
          bytesPerSecond: scrubBytesPerSecond,
        }),
    },
    {
      provide: Janitor,
      inject: [
        WorkerContext,
        Ledger,
        MediaFiles,
        Quarantine,
        Outbox,
        DeviceEvents,
        StorageLimits,
        LockedRanges,
        ReserveFile,
        Card,
      ],
      useFactory: (
        { clock, log, dataFolder }: WorkerContext,
        ledger: Ledger,
        files: MediaFiles,
        quarantine: Quarantine,
        outbox: Outbox,
        events: DeviceEvents,
        limits: StorageLimits,
        locked: LockedRanges,
        reserve: ReserveFile,
        card: Card,
      ) =>
        new Janitor({
          ledger,
          files,
          outbox,
          events,
          clock,
          log,
          freeBytes: async () => {
            const { bavail, bsize } = await statfs(dataFolder);
            return bavail * bsize;
          },
          quarantine,
          rules: () => limits.rules(),
          quarantineLimit: () => limits.quarantine(),
          locked,
          reserve,
          onFull: (reason) => card.trouble('full', reason),
          everyMs: tidyEveryMs,
        }),
    },
  ],
  exports: [Janitor, StorageLimits, LockedRanges],
})
export class MediaModule implements OnApplicationBootstrap, OnModuleDestroy {
  constructor(
    private readonly uploader: Uploader,
    private readonly janitor: Janitor,
    private readonly scrubber: Scrubber,
    link: SiteLink,
    outbox: Outbox,
    card: Card,
    context: WorkerContext,
    events: DeviceEvents,
    metrics: WorkerMetrics,
  ) {
    card.setRoomCheck(() => janitor.lookForRoom());
    card.onChange((status) => void tellOfCard(status, context, events));
    metrics.gauge(
      'scrub_rotten',
      'What has rotted, since the start.',
      () => scrubber.counts.rotten,
    );
    metrics.gauge('card_well', '1 while the disk takes what is written to it.', () =>
      card.status.state === 'well' ? 1 : 0,
    );
    metrics.gauge(
      'memory_entries',
      'Records and accounts that are in memory alone.',
      () => card.status.entriesInMemory,
    );
    metrics.gauge(
      'memory_bytes',
      'Bytes of those and of pictures that are in memory alone.',
      () => card.status.bytesInMemory,
    );
    outbox.onAgain((record) => uploader.doubt(hashesOf(record)));
    outbox.onCloudWentBack(() => uploader.doubtLately());
    link.listen({ onSession: () => uploader.linkUp() });
  }

  onApplicationBootstrap(): void {
    this.uploader.start();
    this.janitor.start();
    this.scrubber.start();
  }

  async onModuleDestroy(): Promise<void> {
    await Promise.all([this.uploader.stop(), this.janitor.stop(), this.scrubber.stop()]);
  }
}
