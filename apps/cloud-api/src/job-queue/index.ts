export { JobQueue, type WorkJob } from './job-queue.ts';
export { JobQueueModule } from './job-queue.module.ts';
export { openPayload, sealPayload } from './sealed-payload.ts';
export { ProcessEnding } from './running-jobs.ts';
export { deadLetterQueues, queues, workQueues } from './queues.ts';
