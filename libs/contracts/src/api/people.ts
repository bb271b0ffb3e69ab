import { z } from 'zod';
import { idSchema } from '../ids.ts';
import { instantSchema } from '../primitives.ts';
import { pageOf, pageQuerySchema, textFilterSchema } from './page.ts';
import { roleSchema, siteIdsSchema } from './resources.ts';

/** What a new password must be. */
export const newPasswordSchema = z.string().min(10).max(256);

export const personSchema = z
  .object({
    id: idSchema('user'),
    email: z.string(),
    name: z.string(),
    role: roleSchema,
    site_ids: siteIdsSchema,
    revision: z.int().describe('Grows with each change of role or sites.'),
    last_seen_at: instantSchema
      .nullable()
      .describe('Of the sessions that are open; null without one.'),
    created_at: instantSchema,
  })
  .meta({ id: 'Person' });
export type Person = z.infer<typeof personSchema>;
export const personPageSchema = pageOf(personSchema, 'PersonPage');
/** `GET /v1/people` */
export const peopleListQuerySchema = pageQuerySchema.extend({
  q: textFilterSchema('name or e-mail address'),
});
export type PeopleListQuery = z.output<typeof peopleListQuerySchema>;

export const personChangeSchema = z
  .object({ role: roleSchema.optional(), site_ids: siteIdsSchema.optional() })
  .meta({ id: 'PersonChange' });

export const newInvitationSchema = z
  .object({
    email: z.email().max(254),
    role: roleSchema,
    site_ids: siteIdsSchema.default(null),
    expires_in_seconds: z
      .int()
      .min(300)
      .max(30 * 86_400)
      .default(7 * 86_400),
  })
  .meta({ id: 'NewInvitation' });

export const invitationSchema = z
  .object({
    id: idSchema('invitation'),
    email: z.string(),
    role: roleSchema,
    site_ids: siteIdsSchema,
    expires_at: instantSchema,
    accepted_at: instantSchema.nullable(),
    revoked_at: instantSchema.nullable(),
    created_at: instantSchema,
  })
  .meta({ id: 'Invitation' });
export type Invitation = z.infer<typeof invitationSchema>;
export const createdInvitationSchema = invitationSchema
  .extend({
    link: z
      .string()
      .nullable()
      .describe('Shown once; whoever has it can join, once. Null where it was mailed instead.'),
  })
  .meta({ id: 'CreatedInvitation' });
export type CreatedInvitation = z.infer<typeof createdInvitationSchema>;
export const invitationPageSchema = pageOf(invitationSchema, 'InvitationPage');

const invitationTokenSchema = z.string().min(20).max(100);

export const invitationLookUpSchema = z
  .object({ token: invitationTokenSchema })
  .meta({ id: 'InvitationLookUp' });

/** What the one who was invited sees before accepting. */
export const invitationOfferSchema = z
  .object({
    organisation_name: z.string(),
    email: z.string(),
    role: roleSchema,
    expires_at: instantSchema,
  })
  .meta({ id: 'InvitationOffer' });
export type InvitationOffer = z.infer<typeof invitationOfferSchema>;

/** For a new person `password` is set; who has an account already gives its password (and code). */
export const invitationAcceptanceSchema = z
  .object({
    token: invitationTokenSchema,
    name: z.string().trim().min(1).max(100),
    password: newPasswordSchema,
    code: z.string().trim().min(6).max(32).optional(),
  })
  .meta({ id: 'InvitationAcceptance' });
