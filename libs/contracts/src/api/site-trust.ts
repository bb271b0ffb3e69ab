import { z } from 'zod';
import { idSchema } from '../ids.ts';
import { instantSchema } from '../primitives.ts';

/**
 * distributing: every device learns to trust the new authority beside the old one. renewing: the new one
 * issues, and every device gets a certificate of it. retiring: the old one is gone, and every device
 * forgets it. Then it is done.
 */
export const caRotationPhaseSchema = z.enum(['distributing', 'renewing', 'retiring', 'done']);
export type CaRotationPhase = z.infer<typeof caRotationPhaseSchema>;

export const newCaRotationSchema = z
  .object({
    emergency: z
      .boolean()
      .default(false)
      .describe(
        'The old authority is worth nothing from this moment on: the site is interrupted until its devices have asked the cloud.',
      ),
    reason: z.string().trim().min(1).max(300).nullable().default(null),
  })
  .meta({ id: 'NewCaRotation' });

/** `GET /v1/sites/{id}/ca-rotation`: a site's authority, and the last rotation where there was one. */
export const siteTrustViewSchema = z
  .object({
    site_id: idSchema('site'),
    authority: z.object({
      generation: z.int(),
      fingerprint: z.string().describe('SHA-256, hexadecimal.'),
      created_at: instantSchema,
      expires_at: instantSchema,
    }),
    rotation: z
      .object({
        generation: z.int().describe('Of the authority that comes.'),
        phase: caRotationPhaseSchema,
        emergency: z.boolean(),
        reason: z.string().nullable(),
        started_by: z.string(),
        started_at: instantSchema,
        phase_at: instantSchema,
        devices_total: z.int(),
        devices_trusting: z.int().describe('Trust the new authority.'),
        devices_renewed: z.int().describe('Use a certificate of it.'),
        devices_settled: z.int().describe('And trust no other.'),
        waiting_for: z
          .array(z.object({ device_id: idSchema('device'), name: z.string() }))
          .describe('Those that the present phase waits for; a hundred at most.'),
      })
      .nullable(),
  })
  .meta({ id: 'SiteTrust' });
export type SiteTrustView = z.infer<typeof siteTrustViewSchema>;
