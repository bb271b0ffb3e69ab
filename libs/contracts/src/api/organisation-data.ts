import { z } from 'zod';
import { idSchema } from '../ids.ts';
import { instantSchema, sha256Schema } from '../primitives.ts';
import { pageOf } from './page.ts';

export const newExportSchema = z
  .object({
    with_media: z.boolean().default(true).describe('Whether pictures and videos are in it.'),
  })
  .meta({ id: 'NewOrganisationExport' });

/** An archive (tar) of everything that the organisation has. */
export const organisationExportSchema = z
  .object({
    id: idSchema('export'),
    with_media: z.boolean(),
    created_at: instantSchema,
    finished_at: instantSchema.nullable().describe('Null while it is made.'),
    expires_at: instantSchema.describe('From then on it cannot be had any more.'),
    bytes: z.int().nullable(),
    sha256: sha256Schema.nullable(),
    rows: z.int().nullable(),
    files: z.int().nullable().describe('Pictures and videos in it.'),
    download_url: z
      .string()
      .nullable()
      .describe(
        'A path that is good for an hour, for whoever is logged in; null until it is made.',
      ),
  })
  .meta({ id: 'OrganisationExport' });
export type OrganisationExport = z.infer<typeof organisationExportSchema>;
export const organisationExportPageSchema = pageOf(
  organisationExportSchema,
  'OrganisationExportPage',
);

export const newErasureSchema = z
  .object({
    organisation_name: z.string().max(200).describe('The name, typed once more.'),
    reason: z.string().trim().min(3).max(500),
  })
  .meta({ id: 'NewErasure' });

export const erasureSchema = z
  .object({
    requested_at: instantSchema,
    requested_by: z.string(),
    reason: z.string(),
    due_at: instantSchema.describe('Until then it can be cancelled.'),
    begun_at: instantSchema.nullable(),
  })
  .meta({ id: 'Erasure' });
export type Erasure = z.infer<typeof erasureSchema>;

export const erasureStateSchema = z
  .object({ erasure: erasureSchema.nullable() })
  .meta({ id: 'ErasureState' });
export type ErasureState = z.infer<typeof erasureStateSchema>;
