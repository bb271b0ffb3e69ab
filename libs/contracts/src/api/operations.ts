import { z } from 'zod';
import { idSchema } from '../ids.ts';
import { instantSchema } from '../primitives.ts';
import { pageOf, pageQuerySchema } from './page.ts';
import { problemSchema } from './problem.ts';

/** waiting: for its turn; running: at a replica. The others are final. */
export const operationStateSchema = z.enum([
  'waiting',
  'running',
  'succeeded',
  'failed',
  'cancelled',
]);
export type OperationState = z.infer<typeof operationStateSchema>;

export const operationProgressSchema = z.object({
  step: z.string().nullable().describe('What it is at, for people.'),
  done: z.int().min(0),
  total: z.int().min(0).nullable().describe('Null where nobody knows.'),
  unit: z.string().nullable().describe('What is counted: devices, bytes.'),
  eta: instantSchema
    .nullable()
    .describe('When it will be through at the present rate; null before 5 % of it.'),
});
export type OperationProgress = z.infer<typeof operationProgressSchema>;

/** Something of the work that failed while the rest went on. */
export const partialFailureSchema = z.object({
  item: z.string().describe('What it is about: an id.'),
  problem: problemSchema,
});
export type PartialFailure = z.infer<typeof partialFailureSchema>;

/** Work that takes longer than a request: kept for 30 days after its end. */
export const longOperationSchema = z
  .object({
    id: idSchema('operation'),
    kind: z.string().describe('What it does: devices.command.'),
    state: operationStateSchema,
    done: z.boolean(),
    progress: operationProgressSchema,
    partial_failures: z.array(partialFailureSchema),
    result: z
      .record(z.string(), z.unknown())
      .nullable()
      .describe('What came of it, by its kind; null until it has succeeded.'),
    error: problemSchema.nullable().describe('Why it failed; null unless it has.'),
    cancel_requested: z.boolean(),
    created_by: z.string().describe('The person or API key, by name.'),
    created_at: instantSchema,
    started_at: instantSchema.nullable(),
    finished_at: instantSchema.nullable(),
  })
  .meta({ id: 'Operation' });
export type LongOperation = z.infer<typeof longOperationSchema>;
export const operationPageSchema = pageOf(longOperationSchema, 'OperationPage');

export const operationListQuerySchema = pageQuerySchema.extend({
  kind: z.string().max(64).optional(),
  state: operationStateSchema.optional(),
});
export type OperationListQuery = z.output<typeof operationListQuerySchema>;

/** The longest that `GET /v1/operations/{id}` waits, in seconds. */
export const operationWaitSecondsMax = 30;

export const operationReadQuerySchema = z.object({
  wait_seconds: z.coerce
    .number()
    .min(0)
    .max(operationWaitSecondsMax)
    .default(0)
    .describe('How long the answer may wait for the end of the operation.'),
});
