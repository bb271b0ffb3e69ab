import { z } from 'zod';
import { idSchema } from '../ids.ts';
import { instantSchema } from '../primitives.ts';
import { pageOf } from './page.ts';
import { siteIdsSchema } from './resources.ts';

/** A key never owns an organisation: what only owners may do is for people. */
export const apiKeyRoleSchema = z.enum(['admin', 'operator', 'viewer']);
export type ApiKeyRole = z.infer<typeof apiKeyRoleSchema>;

export const newApiKeySchema = z
  .object({
    name: z.string().trim().min(1).max(100),
    role: apiKeyRoleSchema,
    site_ids: siteIdsSchema.default(null),
    expires_in_seconds: z
      .int()
      .min(60)
      .max(366 * 86_400)
      .nullable()
      .default(90 * 86_400)
      .describe('Null for a key that does not expire.'),
  })
  .meta({ id: 'NewApiKey' });

export const apiKeySchema = z
  .object({
    id: idSchema('apiKey'),
    name: z.string(),
    prefix: z.string(),
    role: apiKeyRoleSchema,
    site_ids: siteIdsSchema,
    expires_at: instantSchema.nullable(),
    last_used_at: instantSchema.nullable().describe('To the minute.'),
    revoked_at: instantSchema.nullable(),
    created_by: idSchema('user'),
    created_at: instantSchema,
  })
  .meta({ id: 'ApiKey' });
export type ApiKey = z.infer<typeof apiKeySchema>;
export const createdApiKeySchema = apiKeySchema
  .extend({ secret: z.string().describe('Shown once. Send it as `Authorization: Bearer …`.') })
  .meta({ id: 'CreatedApiKey' });
export type CreatedApiKey = z.infer<typeof createdApiKeySchema>;
export const apiKeyPageSchema = pageOf(apiKeySchema, 'ApiKeyPage');

/** Public keys by RFC 7517. */
export const jwksSchema = z
  .object({
    keys: z.array(
      z.object({
        kty: z.string(),
        crv: z.string(),
        x: z.string(),
        y: z.string(),
        kid: z.string(),
        use: z.literal('sig'),
        alg: z.literal('ES256'),
      }),
    ),
  })
  .meta({ id: 'Jwks' });
export type Jwks = z.infer<typeof jwksSchema>;
