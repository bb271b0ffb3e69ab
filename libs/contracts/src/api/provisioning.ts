import { z } from 'zod';
import { idSchema } from '../ids.ts';
import { deviceRoleSchema, instantSchema } from '../primitives.ts';
import { pageOf } from './page.ts';

/** How devices come in: tokens, what waits for a person, and serials that are known before. */

const lifeSeconds = z
  .int()
  .min(60)
  .max(30 * 86_400)
  .default(7 * 86_400);
const deviceName = z.string().trim().min(1).max(100);

export const approvalSchema = z
  .enum(['automatic', 'required'])
  .describe(
    'automatic: whoever has the secret is in. required: a device waits for a person, unless its serial was known before.',
  );

export const newProvisioningTokenSchema = z
  .object({
    site_id: idSchema('site'),
    role: deviceRoleSchema,
    device_name: deviceName.describe(
      'Name of the device; of several, what their names begin with.',
    ),
    expires_in_seconds: lifeSeconds,
    uses_max: z.int().min(1).max(1_000).default(1).describe('How many devices it is good for.'),
    approval: approvalSchema
      .optional()
      .describe('Where absent: automatic for one device, required for several.'),
    replaces_device_id: idSchema('device')
      .nullable()
      .default(null)
      .describe(
        'New hardware takes the place of this device, with its name, cameras and past; the old one is out from then on.',
      ),
  })
  .meta({ id: 'NewProvisioningToken' });

/** The right to enrol devices. `secret` is shown once, when it is made. */
export const provisioningTokenSchema = z
  .object({
    id: idSchema('provisioningToken'),
    site_id: idSchema('site'),
    role: deviceRoleSchema,
    device_name: z.string(),
    expires_at: instantSchema,
    uses_max: z.int(),
    uses: z.int().describe('Devices that it let in, and those that wait.'),
    approval: approvalSchema,
    used_by_device_id: idSchema('device').nullable().describe('Of a token for one device.'),
    replaces_device_id: idSchema('device').nullable(),
    revoked_at: instantSchema.nullable(),
    created_at: instantSchema,
  })
  .meta({ id: 'ProvisioningToken' });
export type ProvisioningToken = z.infer<typeof provisioningTokenSchema>;
export const createdProvisioningTokenSchema = provisioningTokenSchema
  .extend({ secret: z.string() })
  .meta({ id: 'CreatedProvisioningToken' });
export type CreatedProvisioningToken = z.infer<typeof createdProvisioningTokenSchema>;
export const provisioningTokenPageSchema = pageOf(provisioningTokenSchema, 'ProvisioningTokenPage');

/** `POST /v1/provisioning-tokens/claims`: a claim for each of many cards, in one call. */
export const newClaimsSchema = z
  .object({
    site_id: idSchema('site'),
    role: deviceRoleSchema,
    name_prefix: z.string().trim().min(1).max(90),
    first_number: z
      .int()
      .min(1)
      .max(999_999)
      .default(1)
      .describe('Names are the prefix, a dash and a number.'),
    count: z.int().min(1).max(500),
    expires_in_seconds: lifeSeconds,
  })
  .meta({ id: 'NewClaims' });
export const createdClaimsSchema = z
  .object({ items: z.array(createdProvisioningTokenSchema) })
  .meta({ id: 'CreatedClaims' });

/** A device that enrolled by a token which needs approval. */
export const enrolmentRequestStateSchema = z.enum(['pending', 'approved', 'rejected']);
export const pendingEnrolmentSchema = z
  .object({
    id: idSchema('enrolmentRequest'),
    site_id: idSchema('site'),
    role: deviceRoleSchema,
    provisioning_token_id: idSchema('provisioningToken'),
    state: enrolmentRequestStateSchema,
    device_name: z.string().describe('The name that it gets unless another is given.'),
    serial: z.string().describe('By its own account.'),
    model: z.string(),
    os: z.string(),
    address: z.string().nullable().describe('Where it asked from.'),
    key_words: z.string().describe('Of its key: the device shows the same.'),
    known_serial: z.boolean().describe('The serial was known before.'),
    device_id: idSchema('device').nullable(),
    decided_by: z.string().nullable(),
    decided_at: instantSchema.nullable(),
    reason: z.string().nullable(),
    asked_at: instantSchema.describe('When it asked last.'),
    created_at: instantSchema,
  })
  .meta({ id: 'PendingEnrolment' });
export type PendingEnrolment = z.infer<typeof pendingEnrolmentSchema>;
export const pendingEnrolmentPageSchema = pageOf(pendingEnrolmentSchema, 'PendingEnrolmentPage');
export const enrolmentApprovalSchema = z
  .object({ device_name: deviceName.nullable().default(null) })
  .meta({ id: 'EnrolmentApproval' });
export const enrolmentRejectionSchema = z
  .object({ reason: z.string().trim().min(1).max(300).nullable().default(null) })
  .meta({ id: 'EnrolmentRejection' });

/** A serial of which somebody has said beforehand that it belongs to the site. */
export const knownDeviceSchema = z
  .object({
    serial: z.string().trim().min(1).max(128),
    name: deviceName.nullable().default(null).describe('The name that the device gets.'),
  })
  .meta({ id: 'KnownDevice' });
export type KnownDevice = z.output<typeof knownDeviceSchema>;
export const knownDevicesSchema = z
  .object({ items: z.array(knownDeviceSchema).min(1).max(1_000) })
  .meta({ id: 'KnownDevices' });
export const listedKnownDeviceSchema = z
  .object({
    serial: z.string(),
    name: z.string().nullable(),
    device_id: idSchema('device').nullable().describe('The device that came with it.'),
    created_at: instantSchema,
  })
  .meta({ id: 'ListedKnownDevice' });
export type ListedKnownDevice = z.infer<typeof listedKnownDeviceSchema>;
export const listedKnownDevicesSchema = z
  .object({ items: z.array(listedKnownDeviceSchema) })
  .meta({ id: 'ListedKnownDevices' });

/**
 * A list of serials as people have it: JSON (`[{"serial": …, "name": …}]`), or CSV with one device a
 * line, `serial` or `serial,name`; a first line that says `serial` is a heading.
 * @throws z.ZodError, SyntaxError
 */
export function readKnownDevices(text: string): KnownDevice[] {
  const trimmed = text.trim();
  const rows: unknown = /^[[{]/.test(trimmed) ? JSON.parse(trimmed) : csvRows(trimmed);
  const items = Array.isArray(rows) ? rows : (rows as { items?: unknown }).items;
  return knownDevicesSchema.parse({ items }).items;
}

function csvRows(text: string): { serial: string; name: string | null }[] {
  return text
    .split(/\r?\n/)
    .filter((line) => line.trim() !== '')
    .map((line) => line.split(/[,;\t]/).map((cell) => cell.trim().replace(/^"(.*)"$/, '$1')))
    .filter(([serial = ''], index) => index > 0 || serial.toLowerCase() !== 'serial')
    .map(([serial = '', name = '']) => ({ serial, name: name === '' ? null : name }));
}
