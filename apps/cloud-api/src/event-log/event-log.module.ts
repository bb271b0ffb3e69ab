import { Global, Module } from '@nestjs/common';
import { Announcer } from './announcer.ts';
import { EventLog } from './event-log.ts';
import { PartitionUpkeep } from './partition-upkeep.ts';

/** Global: every feature tells what happened in its own transaction. */
@Global()
@Module({ providers: [Announcer, EventLog, PartitionUpkeep], exports: [Announcer, EventLog] })
export class EventLogModule {}
