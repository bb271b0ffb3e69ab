import { Global, Module } from '@nestjs/common';
import { JobQueueModule } from '../job-queue/index.ts';
import { OperationKinds } from './operation-kinds.ts';
import { OperationSweep } from './operation-sweep.ts';
import { OperationWorker } from './operation-worker.ts';
import { OperationsController } from './operations.controller.ts';
import { OperationsRepository } from './operations.repository.ts';
import { OperationsService } from './operations.service.ts';

/** Global: any feature may have work that is longer than a request. */
@Global()
@Module({
  imports: [JobQueueModule],
  controllers: [OperationsController],
  providers: [
    OperationKinds,
    OperationsRepository,
    OperationsService,
    OperationWorker,
    OperationSweep,
  ],
  exports: [OperationKinds, OperationsService],
})
export class OperationsModule {}
