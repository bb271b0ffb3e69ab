import { idSchema, pageQuerySchema } from '@eyrie/contracts';
import type { z } from 'zod';

/** Which devices a list has. */
export const deviceListQuerySchema = pageQuerySchema.extend({
  site_id: idSchema('site').optional(),
});
export type DeviceListQuery = z.output<typeof deviceListQuerySchema>;
