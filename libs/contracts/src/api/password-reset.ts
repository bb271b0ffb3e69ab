import { z } from 'zod';
import { instantSchema } from '../primitives.ts';
import { newPasswordSchema } from './people.ts';

export const passwordResetOfferSchema = z
  .object({
    by: z
      .enum(['mail', 'operator', 'owner'])
      .describe(
        '`mail`: ask for a link. `operator`: the same, and whoever runs the cloud finds it in a file. `owner`: no mail is sent; an owner hands out links.',
      ),
  })
  .meta({ id: 'PasswordResetOffer' });
export type PasswordResetOffer = z.infer<typeof passwordResetOfferSchema>;

export const passwordResetRequestSchema = z
  .object({ email: z.email().max(254) })
  .meta({ id: 'PasswordResetRequest' });

const tokenSchema = z.string().min(20).max(100);

export const passwordResetLookUpSchema = z
  .object({ token: tokenSchema })
  .meta({ id: 'PasswordResetLookUp' });

/** What whoever has the link sees before setting a password. */
export const passwordResetTargetSchema = z
  .object({ email: z.string(), expires_at: instantSchema })
  .meta({ id: 'PasswordResetTarget' });
export type PasswordResetTarget = z.infer<typeof passwordResetTargetSchema>;

export const passwordResetCompletionSchema = z
  .object({ token: tokenSchema, new_password: newPasswordSchema })
  .meta({ id: 'PasswordResetCompletion' });

export const issuedPasswordResetSchema = z
  .object({
    link: z
      .string()
      .nullable()
      .describe('Shown once, for handing on. Null where it was mailed to the person instead.'),
    expires_at: instantSchema,
  })
  .meta({ id: 'IssuedPasswordReset' });
export type IssuedPasswordReset = z.infer<typeof issuedPasswordResetSchema>;
