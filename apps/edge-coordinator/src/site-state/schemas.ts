import { idSchema, siteManifestSchema } from '@eyrie/contracts';
import { z } from 'zod';

// Shapes that stand in the log and in snapshots alike. What is added to them later is optional, and
// has a meaning where it is absent: entries of before are read for as long as there are logs.

export const foundedManifestSchema = siteManifestSchema.extend({
  foundingVoters: siteManifestSchema.shape.foundingVoters.unwrap(),
});

export const nodeIdSchema = z.int().min(1).max(0xffffffff);
export const incarnationSchema = z.string().regex(/^[0-9a-f]{1,32}$/);
export const sha256Schema = z.string().regex(/^[0-9a-f]{64}$/);

export const newcomerSchema = z.object({
  nodeId: nodeIdSchema,
  deviceId: idSchema('device'),
  incarnation: incarnationSchema.nullable(),
});

export const authoritySchema = z.object({
  organisationId: idSchema('organisation'),
  keyFingerprint: sha256Schema.nullable(),
  cloudUrl: z.string().max(2048).nullable(),
});

/** One word, and what it is done for: `render:tl_01h4…`. */
export const dutySchema = z.string().regex(/^[a-z][a-z0-9-]{0,31}(:[A-Za-z0-9_.-]{1,64})?$/);
export const commandIdSchema = z.string().regex(/^[A-Za-z0-9_-]{1,64}$/);
