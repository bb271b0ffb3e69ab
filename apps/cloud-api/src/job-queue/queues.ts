import type { Queue } from 'pg-boss';

/** The database schema of the queue. It belongs to the owner; the app role may only use its tables. */
export const jobSchema = 'eyrie_jobs';

/** Names of the queues. */
export const queues = { retention: 'retention' } as const;

export type QueueName = (typeof queues)[keyof typeof queues];

/**
 * At most one job of a kind waits or runs, whichever replica takes it. A replica tells that it lives;
 * when it is killed, its job is given to another one within a minute or two.
 */
export const queueOptions: Omit<Queue, 'name'> = {
  policy: 'exclusive',
  retryLimit: 3,
  retryDelay: 30,
  retryBackoff: true,
  heartbeatSeconds: 60,
  expireInSeconds: 6 * 3_600,
  deleteAfterSeconds: 7 * 86_400,
};
