import { z } from 'zod';
import { idSchema } from '../ids.ts';
import { deviceRoleSchema } from '../primitives.ts';

/** `POST /edge/v1/enrol`: a provisioning token and a certificate request for a key made on the device. */
export const enrolmentRequestSchema = z.object({
  token: z.string().min(16).max(256),
  /** PKCS#10, PEM, P-256. Its subject is ignored: the cloud decides the name. */
  certificateRequest: z.string().max(8192),
  hardware: z.object({
    serial: z.string().max(128),
    model: z.string().max(128),
    os: z.string().max(128),
  }),
});
export type EnrolmentRequest = z.infer<typeof enrolmentRequestSchema>;

/** Who the device is from now on. Asking again with the same token and key gives the same answer. */
export const enrolmentSchema = z.object({
  deviceId: idSchema('device'),
  organisationId: idSchema('organisation'),
  siteId: idSchema('site'),
  role: deviceRoleSchema,
  name: z.string(),
  /** Number of the node in the site's Raft group; coordinators only. */
  nodeId: z.int().positive().nullable(),
  /** PEM; its common name is the device's id. */
  certificate: z.string(),
  /** PEM of the site's CA. */
  siteCa: z.string(),
});
export type Enrolment = z.infer<typeof enrolmentSchema>;

/**
 * `POST /edge/v1/token` (RFC 7523): an ES256 assertion, `kid`, `iss` and `sub` = device id,
 * `aud` = the cloud's URL, `jti` used once, `exp` at most 60 s ahead.
 */
export const tokenRequestSchema = z.object({
  grant_type: z.literal('urn:ietf:params:oauth:grant-type:jwt-bearer'),
  assertion: z.string().max(4096),
});
export const accessTokenSchema = z.object({
  access_token: z.string(),
  token_type: z.literal('Bearer'),
  /** Seconds. */
  expires_in: z.int().positive(),
});
export type AccessToken = z.infer<typeof accessTokenSchema>;
