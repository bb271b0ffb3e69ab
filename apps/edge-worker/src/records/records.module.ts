import path from 'node:path';
import { Module, type OnApplicationShutdown } from '@nestjs/common';
import type { DeviceRecord } from '@eyrie/contracts';
import { Journal, nodeDisk } from '@eyrie/journal';
import type { Logger } from '@eyrie/platform';
import { Card } from '../card/card.ts';
import { boundsInMemory, isDiskTrouble, ResilientLog } from '../card/resilient-log.ts';
import { Ledger } from '../media/ledger.ts';
import { MediaFiles } from '../media/media-files.ts';
import { MediaStoreModule } from '../media/media-store.module.ts';
import { Quarantine } from '../media/quarantine.ts';
import { ReserveFile } from '../media/reserve-file.ts';
import { isUnaccounted, reconcile, type Reconciliation } from '../media/reconcile.ts';
import { ConfigurationFile } from '../settings/configuration-file.ts';
import { windowOfSlot } from '../timelapse/windows.ts';
import { WorkerContext } from '../worker-context.ts';
import { defaultTail } from './confirmed-tail.ts';
import { DeviceEvents } from './device-events.ts';
import { Outbox } from './outbox.ts';

/** Records of this device, on their way to the cloud. */
@Module({
  imports: [MediaStoreModule],
  providers: [
    {
      provide: ConfigurationFile,
      inject: [WorkerContext],
      useFactory: ({ dataFolder }: WorkerContext) =>
        new ConfigurationFile(path.join(dataFolder, 'settings', 'desired.json')),
    },
    {
      provide: Outbox,
      inject: [WorkerContext, Ledger, MediaFiles, Quarantine, ConfigurationFile, ReserveFile, Card],
      useFactory: openOutbox,
    },
    {
      provide: DeviceEvents,
      inject: [Outbox, WorkerContext],
      useFactory: (outbox: Outbox, { clock, log }: WorkerContext) =>
        new DeviceEvents(outbox, clock, log),
    },
  ],
  exports: [Outbox, DeviceEvents, ConfigurationFile],
})
export class RecordsModule implements OnApplicationShutdown {
  constructor(private readonly outbox: Outbox) {}

  onApplicationShutdown(): Promise<void> {
    return this.outbox.close();
  }
}

/** Opens the outbox and brings media and records of former boots into step. */
async function openOutbox(
  { dataFolder, bootEpoch, log }: WorkerContext,
  ledger: Ledger,
  files: MediaFiles,
  quarantine: Quarantine,
  file: ConfigurationFile,
  reserve: ReserveFile,
  card: Card,
): Promise<Outbox> {
  const directory = path.join(dataFolder, 'records');
  const records = await ResilientLog.open({
    ...boundsInMemory,
    open: async () => {
      const opened = await Journal.open({ directory, disk: nodeDisk(), onDamage: 'quarantine' });
      const { journal, recovery } = opened;
      if (recovery.quarantined.length > 0) {
        log.error({ event: 'records_damaged', recovery }, 'Records are lost to a damaged disk.');
      }
      return journal;
    },
    makeRoom: () => reserve.release(),
    onTrouble: (trouble, error) => card.trouble(trouble, error),
  });
  card.watch(records);
  const unaccounted: DeviceRecord[] = [];
  const outbox = await Outbox.open({
    journal: records,
    bootEpoch,
    onFormerRecord: (record) => {
      if (isUnaccounted(ledger, record)) unaccounted.push(record);
    },
    onUnreadable: (position) => log.error({ event: 'record_unreadable', position }, 'Passed over.'),
    onTruncateFailed: (error) => {
      log.error({ event: 'records_not_dropped', err: error }, 'Confirmed records stay for now.');
    },
    tail: defaultTail,
    // Memory is for what nobody else has.
    mayKeepTail: () => records.inMemory.entries === 0,
    onSentAgain: (count, error) => {
      log.warn(
        {
          event: 'records_sent_again',
          records: count,
          ...(error === undefined ? {} : { err: error }),
        },
        'The cloud went back to an earlier moment: what it confirmed and lacks is sent again.',
      );
    },
  });
  // Without what the disk has of earlier times everything there would look as if nobody named it.
  if (card.isUsable) {
    const cameras = (await file.read())?.configuration.cameras ?? [];
    const found = await reconcile(ledger, files, quarantine, unaccounted, (cameraId, slotAt) => {
      const camera = cameras.find((candidate) => candidate.cameraId === cameraId);
      return camera ? windowOfSlot(camera, slotAt) : null;
    }).catch((error: unknown) => {
      if (!isDiskTrouble(error)) throw error;
      card.trouble('failed', error);
      return null;
    });
    if (found) tellOf(found, log);
    files.dropFromMemory((sha256) => ledger.find(sha256) !== null);
  }
  return outbox;
}

function tellOf(found: Reconciliation, log: Logger): void {
  const isCalm = found.adopted + found.missing.length + found.orphans === 0;
  const level = isCalm ? 'debug' : 'warn';
  log[level]({ event: 'media_reconciled', ...found }, 'Media and records are in step.');
}
