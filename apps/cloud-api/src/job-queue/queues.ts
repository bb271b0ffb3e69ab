import type { Queue } from 'pg-boss';

/** The database schema of the queue. It belongs to the owner; the app role may only use its tables. */
export const jobSchema = 'eyrie_jobs';

/** Work that is due by the clock: at most one job of a kind waits or runs. */
export const queues = {
  retention: 'retention',
  rewrap: 'rewrap',
  auditCheckpoints: 'audit-checkpoints',
  operationSweep: 'operation-sweep',
  idempotencySweep: 'idempotency-sweep',
  exportSweep: 'export-sweep',
  erasure: 'erasure',
  analytics: 'analytics',
} as const;

/** Work that somebody asked for: each job is one piece of it. */
export const workQueues = {
  operations: 'operations',
  mail: 'mail',
  passwordResets: 'password-resets',
} as const;

/** Where jobs of a queue go that failed each time, so that what they were for is told of it. */
export const deadLetterQueues = { operations: 'operations-dead' } as const satisfies Partial<
  Record<keyof typeof workQueues, string>
>;

export type DeadLetterQueueName = (typeof deadLetterQueues)[keyof typeof deadLetterQueues];
export type QueueName = (typeof queues)[keyof typeof queues];
export type WorkQueueName = (typeof workQueues)[keyof typeof workQueues];

/** A replica tells that it lives; when it is killed, its job is given to another one within a minute or two. */
const everyQueue = {
  retryLimit: 3,
  retryDelay: 30,
  retryBackoff: true,
  heartbeatSeconds: 60,
  expireInSeconds: 6 * 3_600,
  deleteAfterSeconds: 7 * 86_400,
} as const satisfies Omit<Queue, 'name'>;

/** At most one job of a kind waits or runs, whichever replica takes it. */
export const queueOptions: Omit<Queue, 'name'> = { ...everyQueue, policy: 'exclusive' };

/** Any number of jobs; one that failed is tried again soon, since somebody waits for it. */
const soonAgain = { ...everyQueue, policy: 'standard', retryDelay: 5 } as const;

type WorkQueueOptions = Omit<Queue, 'name'> & { readonly retryLimit: number };

export const workQueueOptions: Readonly<Record<WorkQueueName, WorkQueueOptions>> = {
  operations: { ...soonAgain, deadLetter: deadLetterQueues.operations },
  // A mail server may be away for half a day. What was sent is of no use to anybody, and soon gone.
  mail: { ...soonAgain, retryLimit: 55, retryDelayMax: 900, deleteAfterSeconds: 3_600 },
  'password-resets': { ...soonAgain, retryLimit: 10, deleteAfterSeconds: 3_600 },
};

/** Telling of a job's end is to succeed in the end. */
export const deadLetterOptions: WorkQueueOptions = {
  ...soonAgain,
  retryLimit: 1_000,
  retryDelayMax: 300,
};
