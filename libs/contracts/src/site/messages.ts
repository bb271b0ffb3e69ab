import { z } from 'zod';
import { historySchema, receiptSchema } from '../edge/ingest.ts';

/** `status` (retained; the last will says offline). */
export const deviceStatusMessageSchema = z.object({
  online: z.boolean(),
  bootEpoch: z.uuid(),
});

/** `acked` (retained): the cloud's receipts for the device, all boot epochs it still holds records of. */
export const ackedMessageSchema = z.object({
  receipts: z.array(receiptSchema),
  /** The one that these receipts are of. */
  history: historySchema.optional(),
});
export type AckedMessage = z.infer<typeof ackedMessageSchema>;
