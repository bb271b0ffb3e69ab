import { z } from 'zod';

/** Names of headers of requests that happen once, however often they are sent. */
export const idempotencyHeaders = {
  /** In a request: the sender's own name for it. */
  key: 'idempotency-key',
  /** In an answer: `true` where it is the one that was given the first time. */
  replayed: 'idempotency-replayed',
} as const;

export const idempotencyKeySchema = z
  .string()
  .regex(/^[\x21-\x7e]{1,128}$/, { error: 'must be 1 to 128 visible ASCII characters' });
