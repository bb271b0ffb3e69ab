import { z } from 'zod';

/** SHA-256 of some bytes, 64 lower-case hexadecimal digits. */
export const sha256Schema = z
  .string()
  .regex(/^[0-9a-f]{64}$/, { error: 'must be a SHA-256 in hexadecimal' });

/** An instant, RFC 3339 in UTC with milliseconds. */
export const instantSchema = z.iso.datetime({ offset: false });

export const prioritySchema = z.enum(['low', 'normal', 'high', 'critical']);
export type Priority = z.infer<typeof prioritySchema>;

export const deviceRoleSchema = z.enum(['coordinator', 'worker']);
export type DeviceRole = z.infer<typeof deviceRoleSchema>;

/** A place on Earth with its civil time zone (IANA name). */
export const placeSchema = z.object({
  latitude: z.number().min(-90).max(90),
  longitude: z.number().min(-180).max(180),
  timeZone: z.string().min(1).max(64),
});
export type Place = z.infer<typeof placeSchema>;

/** Bytes named by their hash. `bytes` is their length. */
export const blobReferenceSchema = z.object({
  sha256: sha256Schema,
  bytes: z.int().positive(),
  mediaType: z.enum(['image/jpeg', 'video/mp4']),
});
export type BlobReference = z.infer<typeof blobReferenceSchema>;

/** Text in gzip, named by the hash of its bytes: logs and diagnostics. `bytes` is their length. */
export const documentReferenceSchema = blobReferenceSchema.extend({
  mediaType: z.literal('application/gzip'),
});
export type DocumentReference = z.infer<typeof documentReferenceSchema>;

/** Whatever a device uploads. */
export type UploadReference = BlobReference | DocumentReference;

/** Counts the versions of something from 1 on; 0: none yet. At most what the database's integer holds. */
export const versionNumberSchema = z
  .int()
  .nonnegative()
  .max(2 ** 31 - 1);
