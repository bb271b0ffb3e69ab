import path from 'node:path';
import { Module, type OnApplicationShutdown } from '@nestjs/common';
import { Journal, nodeDisk } from '@eyrie/journal';
import { WorkerContext } from '../worker-context.ts';
import { Ledger } from './ledger.ts';
import { MediaFiles } from './media-files.ts';
import { Quarantine } from './quarantine.ts';
import { ReserveFile } from './reserve-file.ts';

/** Records of days, and little enough to be given away on the smallest card. */
const reserveFileBytesMax = 16 * 1024 * 1024;

/** The bytes on this device and the account of them. */
@Module({
  providers: [
    {
      provide: MediaFiles,
      inject: [WorkerContext],
      useFactory: ({ dataFolder }: WorkerContext) => new MediaFiles(path.join(dataFolder, 'media')),
    },
    {
      provide: Quarantine,
      inject: [WorkerContext],
      useFactory: ({ dataFolder, clock }: WorkerContext) =>
        new Quarantine(path.join(dataFolder, 'quarantine'), () => clock.now()),
    },
    {
      provide: ReserveFile,
      inject: [WorkerContext],
      useFactory: ({ dataFolder, diskReserveBytes }: WorkerContext) =>
        new ReserveFile(
          path.join(dataFolder, 'reserve'),
          Math.min(reserveFileBytesMax, Math.floor(diskReserveBytes / 8)),
        ),
    },
    { provide: Ledger, inject: [WorkerContext, ReserveFile], useFactory: openLedger },
  ],
  exports: [MediaFiles, Quarantine, Ledger, ReserveFile],
})
export class MediaStoreModule implements OnApplicationShutdown {
  constructor(private readonly ledger: Ledger) {}

  onApplicationShutdown(): Promise<void> {
    return this.ledger.close();
  }
}

async function openLedger(
  { dataFolder, log, fail }: WorkerContext,
  reserve: ReserveFile,
): Promise<Ledger> {
  const directory = path.join(dataFolder, 'ledger');
  const { journal, recovery } = await Journal.open({
    directory,
    disk: nodeDisk(),
    onDamage: 'quarantine',
  });
  if (recovery.quarantined.length > 0) {
    log.error({ event: 'ledger_damaged', recovery }, 'A part of the account of media is lost.');
  }
  return Ledger.open(journal, {
    onUnreadable: (position) => log.error({ event: 'ledger_unreadable', position }, 'Passed over.'),
    onJournalFailed: fail,
    makeRoom: () => reserve.release(),
  });
}
