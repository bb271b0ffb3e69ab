import { Global, Module } from '@nestjs/common';
import { RecordLimits } from './record-limits.ts';
import { RequestLimits } from './request-limits.ts';
import { SharedLimits } from './shared-limits.ts';

@Global()
@Module({
  providers: [SharedLimits, RequestLimits, RecordLimits],
  exports: [SharedLimits, RequestLimits, RecordLimits],
})
export class LimitsModule {}
