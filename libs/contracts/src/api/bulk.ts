import { z } from 'zod';
import { idSchema } from '../ids.ts';
import { newCommandSchema } from './commands.ts';
import { problemSchema } from './problem.ts';
import { deviceRevocationSchema } from './resources.ts';

/** The most devices that one request acts on. */
export const bulkItemsMax = 500;

const deviceIds = z
  .array(idSchema('device'))
  .min(1)
  .max(bulkItemsMax)
  .describe('The devices, each once.');

/** `POST /v1/bulk/commands`: the same command to many devices. */
export const bulkCommandsSchema = z
  .object({ device_ids: deviceIds, command: newCommandSchema })
  .strict()
  .meta({ id: 'BulkCommands' });
export type BulkCommands = z.output<typeof bulkCommandsSchema>;

/** `POST /v1/bulk/revocations` and `/v1/bulk/decommissions`. */
export const bulkRevocationSchema = z
  .object({ device_ids: deviceIds, reason: deviceRevocationSchema.shape.reason })
  .strict()
  .meta({ id: 'BulkRevocation' });
export type BulkRevocation = z.output<typeof bulkRevocationSchema>;

export const bulkItemSchema = z.object({
  device_id: idSchema('device'),
  ok: z.boolean(),
  command_id: idSchema('command').nullable().describe('Of the command that it was given.'),
  problem: problemSchema.nullable().describe('Why not; null where it is ok.'),
});
export type BulkItem = z.infer<typeof bulkItemSchema>;

/** What became of each device, in the order of the request: the `result` of the operation. */
export const bulkResultSchema = z
  .object({ items: z.array(bulkItemSchema), succeeded: z.int(), failed: z.int() })
  .meta({ id: 'BulkResult' });
export type BulkResult = z.infer<typeof bulkResultSchema>;

/** What would become of each, with `dry_run=true`. */
export const bulkTrialSchema = bulkResultSchema
  .extend({ dry_run: z.literal(true) })
  .meta({ id: 'BulkTrial' });
export type BulkTrial = z.infer<typeof bulkTrialSchema>;
