import { z } from 'zod';
import { idSchema } from '../ids.ts';
import { instantSchema } from '../primitives.ts';
import { pageOf } from './page.ts';

const range = {
  camera_id: idSchema('camera'),
  from: instantSchema,
  to: instantSchema.describe('Not included.'),
  reason: z.string().trim().min(1).max(200).describe('Why these frames have to stay.'),
};

/** `POST /v1/locked-ranges`: frames of these slots stay, at the device and in the cloud. */
export const newLockedRangeSchema = z
  .strictObject(range)
  .refine(({ from, to }) => Date.parse(from) < Date.parse(to), {
    path: ['to'],
    error: 'must be after from',
  })
  .meta({ id: 'NewLockedRange' });
export type NewLockedRange = z.infer<typeof newLockedRangeSchema>;

/** Frames that no retention removes, for as long as the range is there. */
export const lockedRangeSchema = z
  .object({
    id: idSchema('lockedRange'),
    site_id: idSchema('site'),
    device_id: idSchema('device'),
    ...range,
    locked_by: z.string().describe('Who locked it, by name.'),
    created_at: instantSchema,
  })
  .meta({ id: 'LockedRange' });
export type LockedRange = z.infer<typeof lockedRangeSchema>;
export const lockedRangePageSchema = pageOf(lockedRangeSchema, 'LockedRangePage');
