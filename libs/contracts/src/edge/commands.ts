import { z } from 'zod';
import { canonicalJson } from '../api/audit.ts';
import { idSchema } from '../ids.ts';
import { cameraDriverSchema } from './camera-driver.ts';
import { documentReferenceSchema, instantSchema } from '../primitives.ts';

/**
 * An order of the cloud to one device, which carries it out once. Site and device judge it by
 * themselves: by the signature, the site and the device in it, its sequence and its end. What a
 * later version adds is kept, as the signature covers it.
 */
export const commandOrderSchema = z.looseObject({
  form: z.literal(1),
  commandId: idSchema('command'),
  organisationId: idSchema('organisation'),
  siteId: idSchema('site'),
  deviceId: idSchema('device'),
  /** Grows with each command to the site; one at or below what was taken is refused as replayed. */
  sequence: z.int().positive(),
  issuedAt: instantSchema,
  ttlSeconds: z.int().positive(),
  nonce: z.string().regex(/^[0-9a-f]{32}$/),
  /** A device refuses what it does not know, by name. */
  type: z.string().regex(/^[a-z][a-z0-9_]{0,63}$/),
  parameters: z.record(z.string(), z.unknown()),
  /** The W3C trace of whoever asked for it; it is in the log of all that work at it. */
  traceId: z
    .string()
    .regex(/^[0-9a-f]{32}$/)
    .optional(),
});
export type CommandOrder = z.infer<typeof commandOrderSchema>;

/**
 * The Ed25519 key that signs a site's commands. The site's CA, which every device of the site was
 * enrolled with, vouches for it: so a key is replaced by another without anything being set at the site.
 */
export const commandKeySchema = z.looseObject({
  keyId: z.string().regex(/^[0-9a-f]{16,64}$/),
  siteId: idSchema('site'),
  /** SubjectPublicKeyInfo, DER, base64url. */
  publicKey: z.string().max(128),
  /** Signs commands that were issued from … to. */
  notBefore: instantSchema,
  notAfter: instantSchema,
});
export type CommandKey = z.infer<typeof commandKeySchema>;

const signatureSchema = z.string().regex(/^[A-Za-z0-9_-]{86}$/);

/** What goes to the site, and by the topic `command` to the device. Signatures are base64url. */
export const signedCommandSchema = z.object({
  order: commandOrderSchema,
  /** Ed25519 over `commandOrderText`. */
  signature: signatureSchema,
  key: commandKeySchema,
  /** ECDSA P-256 with SHA-256 (r and s, 64 bytes) of the site's CA over `commandKeyText`. */
  endorsement: signatureSchema,
});
export type SignedCommand = z.infer<typeof signedCommandSchema>;

export function commandOrderText(order: CommandOrder): string {
  return `eyrie-command-1\n${canonicalJson(order)}`;
}

export function commandKeyText(key: CommandKey): string {
  return `eyrie-command-key-1\n${canonicalJson(key)}`;
}

/** `result.cameras` of the command `find_cameras`: what can be added, with the driver's settings for it. */
export const foundCameraSchema = z.object({
  name: z.string(),
  driver: cameraDriverSchema,
  /** The camera that is configured for it already. */
  camera_id: idSchema('camera').nullable(),
});
export type FoundCamera = z.infer<typeof foundCameraSchema>;

/** Type of the short-lived event with a picture of a live view. */
export const liveViewType = 'camera.live';

/** Its `data`: a small JPEG in base64. */
export const liveViewSchema = z.object({
  jpeg: z.string().max(40_000),
  taken_at: instantSchema,
});
export type LiveView = z.infer<typeof liveViewSchema>;

/** Type of the short-lived event with one look of the focus helper. */
export const focusLookType = 'camera.focus';

/** Its `data`. */
export const focusLookSchema = z.object({
  command_id: idSchema('command'),
  taken_at: instantSchema,
  /** Higher is sharper; comparable within one command alone. */
  sharpness: z.number().nonnegative(),
  /** Dioptres; null where somebody turns the lens. */
  lens_position: z.number().nullable(),
  /** The middle of the picture, pixel for pixel, a JPEG in base64; null where none was due. */
  jpeg: z.string().max(40_000).nullable(),
});
export type FocusLook = z.infer<typeof focusLookSchema>;

/** Why a site or a device does not carry out a command. */
export const commandRefusalSchema = z.enum([
  'unreadable',
  'bad-signature',
  'other-authority',
  'other-site',
  'other-device',
  'expired',
  'replayed',
  'id-taken',
  'unknown-device',
  'unknown-type',
  'bad-parameters',
  'not-supported',
]);
export type CommandRefusal = z.infer<typeof commandRefusalSchema>;

/**
 * `GET /edge/v1/site/commands?after=…&wait_seconds=…`: commands whose sequence is above `after` and
 * that are not through yet, in their order; waits for one where there is none.
 */
export const commandWaitSecondsMax = 25;
export const commandPollQuerySchema = z.object({
  after: z.coerce.number().int().nonnegative().default(0),
  wait_seconds: z.coerce.number().min(0).max(commandWaitSecondsMax).default(0),
});
export const commandPollSchema = z.object({ commands: z.array(z.unknown()).max(200) });

/** `POST /edge/v1/site/commands/verdicts`: what the coordinators decided. */
export const commandVerdictsSchema = z.object({
  verdicts: z
    .array(
      z.object({
        commandId: idSchema('command'),
        /** Null: accepted, once and for all. */
        refusal: commandRefusalSchema.nullable(),
        /** Where it was replayed: what the site has taken already, so that the cloud counts on from there. */
        highestSequence: z.int().nonnegative().optional(),
      }),
    )
    .min(1)
    .max(200),
});
export type CommandVerdict = z.infer<typeof commandVerdictsSchema>['verdicts'][number];

/** Type of the event in which a device tells of a command; its `data` is a `CommandReport`. */
export const commandReportType = 'command.report';

export const commandReportSchema = z.object({
  commandId: idSchema('command'),
  state: z.enum(['running', 'succeeded', 'failed', 'refused']),
  percent: z.int().min(0).max(100).nullable(),
  /** One sentence for people. */
  message: z.string().max(500).nullable(),
  refusal: commandRefusalSchema.nullable(),
  /** Small facts; what is long goes into the file. */
  result: z.record(z.string(), z.unknown()).nullable(),
  /** Bytes that follow through the relay. */
  file: documentReferenceSchema.nullable(),
});
export type CommandReport = z.infer<typeof commandReportSchema>;
