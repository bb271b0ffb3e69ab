import { Global, Module } from '@nestjs/common';
import { RequestLimits } from './request-limits.ts';
import { SharedLimits } from './shared-limits.ts';

@Global()
@Module({ providers: [SharedLimits, RequestLimits], exports: [SharedLimits, RequestLimits] })
export class LimitsModule {}
