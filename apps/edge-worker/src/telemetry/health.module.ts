import { Module } from '@nestjs/common';
import { HealthWatch } from './health-watch.ts';

/** What the device makes of its own health: told by the heartbeat, asked by whoever captures. */
@Module({ providers: [HealthWatch], exports: [HealthWatch] })
export class HealthModule {}
