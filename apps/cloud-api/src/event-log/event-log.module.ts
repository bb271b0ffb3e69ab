import { Global, Module } from '@nestjs/common';
import { EventLog } from './event-log.ts';
import { PartitionUpkeep } from './partition-upkeep.ts';

/** Global: every feature tells what happened in its own transaction. */
@Global()
@Module({ providers: [EventLog, PartitionUpkeep], exports: [EventLog] })
export class EventLogModule {}
