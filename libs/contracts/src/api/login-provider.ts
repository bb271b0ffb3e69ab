import { z } from 'zod';
import { idSchema } from '../ids.ts';
import { instantSchema } from '../primitives.ts';

const emailDomainSchema = z
  .string()
  .trim()
  .toLowerCase()
  .max(253)
  .regex(/^(?=.*\.)[a-z0-9]([a-z0-9.-]*[a-z0-9])?$/, { error: 'must be a domain: example.org' });

/** The provider of OpenID Connect through which an organisation's people may log in. */
export const newLoginProviderSchema = z
  .object({
    name: z.string().trim().min(1).max(60).describe('As the button says it: Continue with …'),
    issuer: z.url({ protocol: /^https?$/ }).max(500),
    client_id: z.string().trim().min(1).max(300),
    client_secret: z
      .string()
      .min(1)
      .max(1000)
      .nullable()
      .optional()
      .describe('Null for a public client; left out: as it is. A new issuer asks for it anew.'),
    email_domains: z
      .array(emailDomainSchema)
      .max(50)
      .default([])
      .describe('Whose people are let in; none: all that were invited or connected.'),
    newcomer_role: z
      .enum(['operator', 'viewer'])
      .nullable()
      .default(null)
      .describe('Of people nobody has invited; null: an invitation is needed.'),
  })
  .meta({ id: 'NewLoginProvider' });

export const loginProviderSchema = z
  .object({
    id: idSchema('loginProvider'),
    name: z.string(),
    issuer: z.string(),
    client_id: z.string(),
    has_client_secret: z.boolean(),
    email_domains: z.array(z.string()),
    newcomer_role: z.enum(['operator', 'viewer']).nullable(),
    revision: z.int().describe('Grows with every change; for If-Match.'),
    login_link: z.string().describe('Where people begin; the browser remembers it.'),
    created_at: instantSchema,
    updated_at: instantSchema,
  })
  .meta({ id: 'LoginProvider' });
export type LoginProvider = z.infer<typeof loginProviderSchema>;

export const loginProviderSettingSchema = z
  .object({
    redirect_uri: z.string().describe('To be registered at the provider; it stays the same.'),
    provider: loginProviderSchema.nullable(),
  })
  .meta({ id: 'LoginProviderSetting' });
export type LoginProviderSetting = z.infer<typeof loginProviderSettingSchema>;

/** One thing that was tried with the provider. */
export const loginProviderCheckSchema = z
  .object({
    name: z.enum(['discovery', 'code_flow', 'signing_keys', 'client']),
    outcome: z.enum(['right', 'wrong', 'unknown']),
    detail: z.string(),
  })
  .meta({ id: 'LoginProviderCheck' });
export type LoginProviderCheck = z.infer<typeof loginProviderCheckSchema>;
export const loginProviderTestSchema = z
  .object({ works: z.boolean(), checks: z.array(loginProviderCheckSchema) })
  .meta({ id: 'LoginProviderTest' });
export type LoginProviderTest = z.infer<typeof loginProviderTestSchema>;

/** What the log-in page offers. */
export const loginOfferSchema = z
  .object({
    provider: z.object({ id: idSchema('loginProvider'), name: z.string() }).nullable(),
  })
  .meta({ id: 'LoginOffer' });
export type LoginOffer = z.infer<typeof loginOfferSchema>;

export const providerLoginBeginSchema = z
  .object({ provider_id: idSchema('loginProvider') })
  .meta({ id: 'ProviderLoginBegin' });

/** Where to send the browser. What belongs to it is in a cookie of ten minutes. */
export const providerLoginSchema = z
  .object({ authorization_url: z.string() })
  .meta({ id: 'ProviderLogin' });
export type ProviderLogin = z.infer<typeof providerLoginSchema>;

/** With what the provider sent the browser back. */
export const providerAnswerSchema = z
  .object({
    provider_id: idSchema('loginProvider'),
    query: z.string().max(8192).describe('The query of the redirect, with or without its ?.'),
  })
  .meta({ id: 'ProviderAnswer' });

/** Whether the person may log in through the organisation's provider. */
export const providerConnectionSchema = z
  .object({
    provider: z.object({ id: idSchema('loginProvider'), name: z.string() }).nullable(),
    connected_at: instantSchema.nullable(),
    last_used_at: instantSchema.nullable(),
  })
  .meta({ id: 'ProviderConnection' });
export type ProviderConnection = z.infer<typeof providerConnectionSchema>;
