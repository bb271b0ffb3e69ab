import {
  blobReferenceSchema,
  documentReferenceSchema,
  idSchema,
  recordNameSchema,
} from '@eyrie/contracts';
import { z } from 'zod';

export const blobKinds = ['thumbnail', 'poster', 'original', 'video', 'document'] as const;

/** The stretch of wall time whose frames become one video, and how. Milliseconds; `to` excluded. */
export const timelapseWindowSchema = z.object({
  from: z.number(),
  to: z.number(),
  fps: z.number(),
  crf: z.number(),
});
export type TimelapseWindow = z.infer<typeof timelapseWindowSchema>;

export const frameNoteSchema = z.object({
  frameId: idSchema('frame'),
  cameraId: idSchema('camera'),
  slotAt: z.number(),
  capturedAt: z.number(),
  /** Decided when the frame was taken, so that each frame is in one video whatever is configured later. */
  window: timelapseWindowSchema.nullable(),
});
export type FrameNote = z.infer<typeof frameNoteSchema>;

const windowName = { cameraId: idSchema('camera'), from: z.number(), to: z.number() };

/** What is written down, one after the other, about the bytes on this device. */
export const ledgerEntrySchema = z.discriminatedUnion('op', [
  /** Bytes that a record names are on disk, and the cloud shall have them. */
  z.object({
    op: z.literal('blob'),
    ...blobReferenceSchema.shape,
    mediaType: z.enum([
      ...blobReferenceSchema.shape.mediaType.options,
      documentReferenceSchema.shape.mediaType.value,
    ]),
    kind: z.enum(blobKinds),
    addedAt: z.number(),
    record: recordNameSchema,
    frame: frameNoteSchema.optional(),
  }),
  z.object({ op: z.literal('stored'), sha256: z.string() }),
  /** Deleted or set aside. */
  z.object({ op: z.literal('gone'), sha256: z.string() }),
  z.object({
    op: z.literal('window'),
    ...windowName,
    timelapseId: idSchema('timelapse'),
    state: z.enum(['open', 'done', 'skipped', 'failed']),
    attempts: z.number(),
    notBefore: z.number(),
  }),
]);
export type LedgerEntry = z.infer<typeof ledgerEntrySchema>;
export type BlobKind = (typeof blobKinds)[number];
export type BlobEntry = Extract<LedgerEntry, { op: 'blob' }>;
export type WindowEntry = Extract<LedgerEntry, { op: 'window' }>;

export interface WindowName {
  readonly cameraId: string;
  readonly from: number;
  readonly to: number;
}

export const windowKey = ({ cameraId, from, to }: WindowName): string =>
  `${cameraId}/${from}/${to}`;
