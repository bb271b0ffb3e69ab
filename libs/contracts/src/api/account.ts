import { z } from 'zod';
import { idSchema } from '../ids.ts';
import { instantSchema } from '../primitives.ts';
import { newPasswordSchema } from './people.ts';
import { roleSchema } from './resources.ts';

/** What belongs to a person and to no organisation. */
export const accountSchema = z
  .object({
    id: idSchema('user'),
    email: z.string(),
    has_password: z.boolean().describe('False for whom a login provider brought.'),
    through_provider: z
      .boolean()
      .describe('The session was opened by the organisation’s login provider.'),
    second_factor: z.object({ enabled: z.boolean(), recovery_codes_left: z.int() }),
    organisations: z.array(
      z.object({ id: idSchema('organisation'), name: z.string(), role: roleSchema }),
    ),
  })
  .meta({ id: 'Account' });
export type Account = z.infer<typeof accountSchema>;

export const openSessionSchema = z
  .object({
    id: idSchema('session'),
    organisation_name: z.string(),
    current: z.boolean().describe('The one that asks.'),
    user_agent: z.string(),
    address: z.string(),
    last_seen_at: instantSchema,
    created_at: instantSchema,
    expires_at: instantSchema,
  })
  .meta({ id: 'OpenSession' });
export type OpenSession = z.infer<typeof openSessionSchema>;
export const openSessionsSchema = z
  .object({ items: z.array(openSessionSchema) })
  .meta({ id: 'OpenSessions' });

const givenPassword = z.string().min(1).max(256);
const givenCode = z.string().trim().min(6).max(32);

export const passwordChangeSchema = z
  .object({ current_password: givenPassword, new_password: newPasswordSchema })
  .meta({ id: 'PasswordChange' });

export const secondFactorRequestSchema = z
  .object({ password: givenPassword })
  .meta({ id: 'SecondFactorRequest' });

/** Counts from the moment a code of it has been confirmed. */
export const secondFactorSetupSchema = z
  .object({
    secret: z.string().describe('Base32, for typing.'),
    uri: z.string().describe('otpauth://, for a QR code.'),
  })
  .meta({ id: 'SecondFactorSetup' });
export type SecondFactorSetup = z.infer<typeof secondFactorSetupSchema>;

export const secondFactorCodeSchema = z
  .object({ code: givenCode })
  .meta({ id: 'SecondFactorCode' });

export const recoveryCodesSchema = z
  .object({ recovery_codes: z.array(z.string()).describe('Shown once. Each works once.') })
  .meta({ id: 'RecoveryCodes' });
export type RecoveryCodes = z.infer<typeof recoveryCodesSchema>;

export const secondFactorRemovalSchema = z
  .object({ password: givenPassword, code: givenCode })
  .meta({ id: 'SecondFactorRemoval' });

export const organisationChoiceSchema = z
  .object({ organisation_id: idSchema('organisation') })
  .meta({ id: 'OrganisationChoice' });
