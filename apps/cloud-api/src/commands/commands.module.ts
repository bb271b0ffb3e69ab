import { Module } from '@nestjs/common';
import { BlobsModule } from '../blobs/index.ts';
import { DevicesModule } from '../devices/index.ts';
import { FencingModule } from '../fencing/index.ts';
import { SitesModule } from '../sites/index.ts';
import { CommandKeys } from './command-keys.ts';
import { CommandReports } from './command-reports.ts';
import { CommandWakeUps } from './command-wake-ups.ts';
import { CommandsController } from './commands.controller.ts';
import { CommandsRepository } from './commands.repository.ts';
import { CommandsService } from './commands.service.ts';
import { EdgeCommandsController } from './edge-commands.controller.ts';
import { EdgeCommandsService } from './edge-commands.service.ts';

@Module({
  imports: [BlobsModule, DevicesModule, FencingModule, SitesModule],
  controllers: [CommandsController, EdgeCommandsController],
  providers: [
    CommandKeys,
    CommandReports,
    CommandWakeUps,
    CommandsRepository,
    CommandsService,
    EdgeCommandsService,
  ],
  exports: [CommandKeys, CommandReports, CommandsService],
})
export class CommandsModule {}
