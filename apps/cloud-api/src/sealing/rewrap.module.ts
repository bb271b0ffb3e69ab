import { Module } from '@nestjs/common';
import { JobQueueModule } from '../job-queue/index.ts';
import { RewrapJob } from './rewrap-job.ts';
import { Rewrap } from './rewrap.ts';

@Module({ imports: [JobQueueModule], providers: [Rewrap, RewrapJob] })
export class RewrapModule {}
