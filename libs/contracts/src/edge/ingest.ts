import { z } from 'zod';
import { idSchema } from '../ids.ts';
import { sha256Schema } from '../primitives.ts';

/** Headers on every request a coordinator makes for its site: the fencing token. */
export const fenceHeaders = { siteEpoch: 'eyrie-site-epoch', term: 'eyrie-term' } as const;

/** Names the device for which a coordinator relays bytes. */
export const onBehalfOfHeader = 'eyrie-on-behalf-of';

export const recordsPerBatchMax = 500;

/**
 * `POST /edge/v1/records`. The records are validated one by one, so that a broken one is refused by
 * name and the others still count: here they are only known to be objects with a device.
 */
export const recordBatchSchema = z.object({
  records: z
    .array(z.object({ deviceId: idSchema('device'), record: z.record(z.string(), z.unknown()) }))
    .min(1)
    .max(recordsPerBatchMax),
});
export type RecordBatch = z.infer<typeof recordBatchSchema>;

/** Inclusive ranges of sequences, ascending and apart: `[[1, 40], [42, 50]]`. */
export const sequenceRangesSchema = z.array(z.tuple([z.int().positive(), z.int().positive()]));
export type SequenceRanges = z.infer<typeof sequenceRangesSchema>;

/** The cloud's word on one boot epoch: everything it has. Its first gap is the watermark. */
export const receiptSchema = z.object({ bootEpoch: z.uuid(), have: sequenceRangesSchema });
export type Receipt = z.infer<typeof receiptSchema>;

/**
 * Which past the cloud's word is built on: another number where its database went on from an earlier
 * moment, so that something it had may be gone. Missing where a cloud is too old to say.
 */
export const historySchema = z.int().nonnegative();

export const refusedRecordSchema = z.object({
  deviceId: idSchema('device'),
  bootEpoch: z.string(),
  sequence: z.number(),
  code: z.string(),
  reason: z.string(),
});

export const recordBatchResultSchema = z.object({
  receipts: z.array(receiptSchema.extend({ deviceId: idSchema('device') })),
  /** Refused for good and kept aside by the cloud; the receipts count them, so nobody sends them again. */
  refused: z.array(refusedRecordSchema),
  history: historySchema.optional(),
});
export type RecordBatchResult = z.infer<typeof recordBatchResultSchema>;

/** `PUT /edge/v1/blobs/{sha256}`: the cloud's word that it holds these bytes. */
export const blobStoredSchema = z.object({
  sha256: sha256Schema,
  bytes: z.int().positive(),
  stored: z.literal(true),
});
export type BlobStored = z.infer<typeof blobStoredSchema>;

export const jpegBytesMax = 32 * 1024 * 1024;
export const documentBytesMax = 4 * 1024 * 1024;
export const videoBytesMax = 2 * 1024 * 1024 * 1024;
