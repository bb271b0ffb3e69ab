import { z } from 'zod';
import { workerConfigurationSchema } from '../edge/configuration.ts';
import { idSchema } from '../ids.ts';
import { instantSchema, versionNumberSchema } from '../primitives.ts';
import { settingsLayerSchema, settingsSchema } from '../settings/settings.ts';
import { pageOf } from './page.ts';

/** Whose configuration: an organisation, a site or a device, told apart by the id's prefix. */
export const configurationTargetSchema = z
  .string()
  .regex(/^(org|site|dev)_[0-7][0-9a-hjkmnp-tv-z]{25}$/, {
    error: 'must be the id of an organisation, a site or a device',
  });

export const configurationScopeSchema = z.enum(['organisation', 'site', 'device']);
export type ConfigurationScope = z.infer<typeof configurationScopeSchema>;

const reason = z
  .string()
  .trim()
  .min(1)
  .max(500)
  .describe('Why; kept with the version for whoever looks later.');
const version = z.int().nonnegative().describe('0: nothing was ever set here.');
const path = z.string().describe('JSON pointer (RFC 6901) into the settings.');

/** One layer as it is now. ETag: the version in quotes. */
export const configurationLayerSchema = z
  .object({
    target_id: configurationTargetSchema,
    scope: configurationScopeSchema,
    version,
    settings: settingsLayerSchema,
    reason: z.string().nullable(),
    changed_by: z.string().nullable(),
    changed_at: instantSchema.nullable(),
  })
  .meta({ id: 'ConfigurationLayer' });
export type ConfigurationLayer = z.infer<typeof configurationLayerSchema>;

export const newConfigurationSchema = z
  .object({ settings: settingsLayerSchema, reason })
  .meta({ id: 'NewConfiguration' });

export const configurationRollbackSchema = z
  .object({ version: versionNumberSchema.positive(), reason })
  .meta({ id: 'ConfigurationRollback' });

export const configurationVersionSchema = z
  .object({
    version: z.int().positive(),
    settings: z.record(z.string(), z.unknown()),
    reason: z.string(),
    rolled_back_to: z.int().nullable().describe('The version that it repeats.'),
    changed_by: z.string(),
    changed_by_user_id: idSchema('user'),
    changed_at: instantSchema,
  })
  .meta({ id: 'ConfigurationVersion' });
export type ConfigurationVersion = z.infer<typeof configurationVersionSchema>;
export const configurationVersionPageSchema = pageOf(
  configurationVersionSchema,
  'ConfigurationVersionPage',
);

/** One value that differs. Null: it is not there. */
export const configurationDifferenceSchema = z
  .object({ path, before: z.unknown(), after: z.unknown() })
  .meta({ id: 'ConfigurationDifference' });
export type ConfigurationDifference = z.infer<typeof configurationDifferenceSchema>;

export const configurationDiffSchema = z
  .object({
    target_id: configurationTargetSchema,
    from: version,
    to: version,
    changes: z.array(configurationDifferenceSchema),
  })
  .meta({ id: 'ConfigurationDiff' });
export type ConfigurationDiff = z.infer<typeof configurationDiffSchema>;

export const configurationRefusalSchema = z
  .object({
    path,
    message: z.string(),
    device_id: idSchema('device').nullable(),
    camera_id: idSchema('camera').nullable(),
  })
  .meta({ id: 'ConfigurationRefusal' });
export type ConfigurationRefusal = z.infer<typeof configurationRefusalSchema>;

/** As many devices are listed one by one; the counts are of all. */
export const changedDevicesListedMax = 200;

/** What a change did or, with `dry_run`, would do. */
export const configurationChangeSchema = z
  .object({
    target_id: configurationTargetSchema,
    dry_run: z.boolean(),
    version: version.describe('The version after the change; the present one where it is a trial.'),
    changes: z.array(configurationDifferenceSchema).describe('In this layer.'),
    devices_total: z.int().describe('Workers that this layer is for.'),
    devices_changed: z.int(),
    cameras_restarted: z.int().describe('Cameras that are opened anew; a picture may be late.'),
    devices: z
      .array(
        z.object({
          device_id: idSchema('device'),
          site_id: idSchema('site'),
          name: z.string(),
          changes: z.array(configurationDifferenceSchema).describe('In its effective settings.'),
        }),
      )
      .describe(`The changed ones, at most ${changedDevicesListedMax}.`),
    refusals: z.array(configurationRefusalSchema),
  })
  .meta({ id: 'ConfigurationChange' });
export type ConfigurationChange = z.infer<typeof configurationChangeSchema>;

export const settingOriginSchema = z.enum(['default', 'organisation', 'site', 'device']);
export type SettingOrigin = z.infer<typeof settingOriginSchema>;

/** What holds for a target, and where each value comes from. */
export const effectiveConfigurationSchema = z
  .object({
    target_id: configurationTargetSchema,
    scope: configurationScopeSchema,
    settings: settingsSchema,
    values: z.array(
      z.object({
        path,
        value: z.unknown(),
        origin: settingOriginSchema,
        inherited: z.unknown().describe('What would hold without this target’s own layer.'),
      }),
    ),
    worker: workerConfigurationSchema
      .nullable()
      .describe('The whole of what a worker is sent, its cameras too; null for all else.'),
  })
  .meta({ id: 'EffectiveConfiguration' });
export type EffectiveConfiguration = z.infer<typeof effectiveConfigurationSchema>;

export const rolloutStateSchema = z.enum(['applied', 'waiting', 'refused']);
export type RolloutState = z.infer<typeof rolloutStateSchema>;

/** How far the workers of a target are with what is wanted of them. */
export const configurationRolloutSchema = z
  .object({
    target_id: configurationTargetSchema,
    devices_total: z.int(),
    devices_applied: z.int(),
    devices_waiting: z.int(),
    devices_refused: z.int(),
    devices: z
      .array(
        z.object({
          device_id: idSchema('device'),
          site_id: idSchema('site'),
          name: z.string(),
          state: rolloutStateSchema,
          desired_version: z.int(),
          reported_version: z.int(),
          reason: z.string().nullable(),
        }),
      )
      .describe(
        `Those that refused first, then those awaited; at most ${changedDevicesListedMax}.`,
      ),
  })
  .meta({ id: 'ConfigurationRollout' });
export type ConfigurationRollout = z.infer<typeof configurationRolloutSchema>;
