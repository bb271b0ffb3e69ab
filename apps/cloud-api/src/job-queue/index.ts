export { JobQueue } from './job-queue.ts';
export { JobQueueModule } from './job-queue.module.ts';
export { queues } from './queues.ts';
