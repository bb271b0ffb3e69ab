import { z } from 'zod';
import { instantSchema } from '../primitives.ts';

/** Why a slot has no frame. The list is closed: what is not on it cannot be said. */
export const missReasonSchema = z.enum([
  /** The frame before was still under way, or one that somebody asked for. */
  'busy',
  /** The driver did not answer in time. */
  'hang',
  /** The camera is not there. */
  'unplugged',
  /** The camera failed otherwise. */
  'failed',
  'aborted',
  'closed',
  /** What came out of the camera was no frame, or none worth keeping. */
  'bad-frame',
  'empty',
  'not-a-jpeg',
  'truncated',
  'undecodable',
  'wrong-size',
  'black',
  'blown',
  'frozen',
  /** The disk is full, or failed. */
  'disk',
  /** The device was too hot to capture. */
  'heat',
  /** The camera was being set up anew. */
  'configuration',
  /** The clock jumped over the slot. */
  'clock',
  /** The device was off. */
  'power',
  /** The device was on, and the worker did not run. */
  'restart',
]);
export type MissReason = z.infer<typeof missReasonSchema>;

/**
 * `data` of a `capture.missed` event: slots of one camera without a frame, all within one hour of UTC
 * unless they lie more than a month back. Each slot is told of once.
 */
export const captureMissedSchema = z.object({
  reason: missReasonSchema,
  /** A sentence for people about the first of them. */
  detail: z.string(),
  /** The first slot and the last. */
  slot_at: instantSchema,
  until: instantSchema,
  slots: z.int().positive(),
});
export type CaptureMissed = z.infer<typeof captureMissedSchema>;
