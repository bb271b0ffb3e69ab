import { Module } from '@nestjs/common';
import { CommandsModule } from '../commands/index.ts';
import { RevocationsModule } from '../revocations/index.ts';
import { BulkActions } from './bulk-actions.ts';
import { BulkController } from './bulk.controller.ts';
import { BulkService } from './bulk.service.ts';

@Module({
  imports: [CommandsModule, RevocationsModule],
  controllers: [BulkController],
  providers: [BulkActions, BulkService],
})
export class BulkModule {}
