import path from 'node:path';
import {
  Module,
  type OnApplicationBootstrap,
  type OnApplicationShutdown,
  type OnModuleDestroy,
} from '@nestjs/common';
import { Journal, nodeDisk } from '@eyrie/journal';
import { WorkerContext } from '../worker-context.ts';
import { Card } from '../card/card.ts';
import { MemoryFiles } from '../card/memory-files.ts';
import { boundsInMemory, ResilientLog } from '../card/resilient-log.ts';
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
      provide: Card,
      inject: [WorkerContext],
      useFactory: ({ dataFolder, clock, log, restart }: WorkerContext) =>
        new Card({ folder: dataFolder, clock, log, restart }),
    },
    {
      provide: MediaFiles,
      inject: [WorkerContext, Card],
      useFactory: ({ dataFolder, memoryFolder, memoryBytes }: WorkerContext, card: Card) =>
        new MediaFiles(path.join(dataFolder, 'media'), nodeDisk(), {
          card,
          memory: new MemoryFiles(memoryFolder, memoryBytes),
        }),
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
    { provide: Ledger, inject: [WorkerContext, ReserveFile, Card], useFactory: openLedger },
  ],
  exports: [Card, MediaFiles, Quarantine, Ledger, ReserveFile],
})
export class MediaStoreModule
  implements OnApplicationBootstrap, OnModuleDestroy, OnApplicationShutdown
{
  constructor(
    private readonly ledger: Ledger,
    private readonly card: Card,
  ) {}

  onApplicationBootstrap(): void {
    this.card.start();
  }

  onModuleDestroy(): Promise<void> {
    return this.card.stop();
  }

  onApplicationShutdown(): Promise<void> {
    return this.ledger.close();
  }
}

async function openLedger(
  { dataFolder, log }: WorkerContext,
  reserve: ReserveFile,
  card: Card,
): Promise<Ledger> {
  const directory = path.join(dataFolder, 'ledger');
  const accounts = await ResilientLog.open({
    ...boundsInMemory,
    open: async () => {
      const opened = await Journal.open({ directory, disk: nodeDisk(), onDamage: 'quarantine' });
      const { journal, recovery } = opened;
      if (recovery.quarantined.length > 0) {
        log.error({ event: 'ledger_damaged', recovery }, 'A part of the account of media is lost.');
      }
      return journal;
    },
    makeRoom: () => reserve.release(),
    onTrouble: (trouble, error) => card.trouble(trouble, error),
  });
  card.watch(accounts);
  return Ledger.open(accounts, {
    onUnreadable: (position) => log.error({ event: 'ledger_unreadable', position }, 'Passed over.'),
  });
}
