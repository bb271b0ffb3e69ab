import { z } from 'zod';
import { idSchema } from '../ids.ts';
import { deviceRoleSchema, placeSchema } from '../primitives.ts';
import { settingsValues } from '../settings/settings.ts';
import { desiredConfigurationSchema } from './configuration.ts';

/** `GET /edge/v1/site` (ETag: the version): what the cloud wants the site to be. */
export const siteManifestSchema = z.object({
  siteId: idSchema('site'),
  organisationId: idSchema('organisation'),
  name: z.string(),
  place: placeSchema,
  siteEpoch: z.int().positive(),
  /** Grows with every change of anything in the manifest. */
  version: z.int().positive(),
  /**
   * The coordinators that found the site's Raft group together: null until as many have enrolled
   * as the site was created for; never changed afterwards within a site epoch.
   */
  foundingVoters: z
    .array(z.object({ deviceId: idSchema('device'), nodeId: z.int().positive() }))
    .nullable(),
  /** Whether a leader of this site epoch has spoken to the cloud; absent from clouds before 0.2. */
  founded: z.boolean().optional(),
  devices: z.array(
    z.object({
      deviceId: idSchema('device'),
      name: z.string(),
      role: deviceRoleSchema,
      nodeId: z.int().positive().nullable(),
      /** How much a coordinator logs; as its environment says where absent. */
      logLevel: settingsValues.log.level.optional(),
      /** Serials (hexadecimal, small letters) of its certificates that count no more before their end. */
      revokedCertificates: z.array(z.string()).optional(),
    }),
  ),
  desired: z.array(desiredConfigurationSchema.extend({ deviceId: idSchema('device') })),
});
export type SiteManifest = z.infer<typeof siteManifestSchema>;
