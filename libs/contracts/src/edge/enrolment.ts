import { z } from 'zod';
import { idSchema } from '../ids.ts';
import { deviceRoleSchema } from '../primitives.ts';

/**
 * SHA-256 of the site's first CA, hexadecimal: the site's name for its cloud, whichever CA issues.
 * Absent from clouds before 0.3, whose sites have one CA.
 */
const authorityMarkSchema = z.string().regex(/^[0-9a-f]{64}$/);

/** `POST /edge/v1/enrolment/challenge`: what a device signs to show that it asks now. */
export const enrolmentChallengeSchema = z.object({
  /** Opaque, base64url. */
  nonce: z.string().regex(/^[A-Za-z0-9_-]{16,256}$/),
  expiresInSeconds: z.int().positive(),
});
export type EnrolmentChallenge = z.infer<typeof enrolmentChallengeSchema>;

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
  /** A request without one is refused as any bad claim is (docs/decisions/0052). */
  proof: z
    .object({
      nonce: enrolmentChallengeSchema.shape.nonce,
      /** ES256 over `enrolmentProofText` with the key that is enrolled, base64url of r and s. */
      signature: z.string().regex(/^[A-Za-z0-9_-]{86}$/),
    })
    .optional(),
});
export type EnrolmentRequest = z.infer<typeof enrolmentRequestSchema>;

/** What the key that is enrolled signs: this nonce, for this claim, by this hardware. */
export function enrolmentProofText(signed: {
  readonly nonce: string;
  readonly token: string;
  readonly serial: string;
  /** SubjectPublicKeyInfo, DER. */
  readonly publicKey: Uint8Array;
}): string {
  const { nonce, token, serial, publicKey } = signed;
  const key = Array.from(publicKey, (byte) => byte.toString(16).padStart(2, '0')).join('');
  // The serial is the device's own words: JSON keeps it from reading like the other parts.
  return `eyrie-enrolment:v1:${JSON.stringify([nonce, token, key, serial])}`;
}

/** Status 202 of `POST /edge/v1/enrol`: a person has to decide. The device asks again, with the same key. */
export const enrolmentPendingSchema = z.object({
  state: z.literal('pending'),
  /** Of the key that asks (`keyWords`): the person sees the same. */
  keyWords: z.string(),
  retryAfterSeconds: z.int().positive(),
});
export type EnrolmentPending = z.infer<typeof enrolmentPendingSchema>;

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
  /** PEM of the site's CA; of several while one takes the place of another, the issuing one first. */
  siteCa: z.string(),
  authorityMark: authorityMarkSchema.optional(),
});
export type Enrolment = z.infer<typeof enrolmentSchema>;

/** `POST /edge/v1/certificate`: a certificate for a new key, asked for with the present one. */
export const certificateRenewalSchema = z.object({
  /** PKCS#10, PEM, P-256, for a key that the device has never used. */
  certificateRequest: z.string().max(8192),
  /** ES256 over `renewalProofText` with the present key, base64url of r and s. */
  proof: z.string().regex(/^[A-Za-z0-9_-]{86}$/),
});
export type CertificateRenewal = z.infer<typeof certificateRenewalSchema>;

/** What the present key signs: for this device, this request, and nothing else. */
export function renewalProofText(deviceId: string, certificateRequest: string): string {
  return `eyrie-certificate-renewal:v1:${deviceId}:${certificateRequest}`;
}

/** Asking again for the same new key gives the same answer, until that key has been used. */
export const renewedCertificateSchema = z.object({
  /** PEM; its common name is the device's id. */
  certificate: z.string(),
  /** As at the enrolment. */
  siteCa: z.string(),
  authorityMark: authorityMarkSchema.optional(),
});
export type RenewedCertificate = z.infer<typeof renewedCertificateSchema>;

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

/** `POST /edge/v1/certificate/trust`: what the device trusts and uses; the answer, what it is to trust. */
export const trustReportSchema = z.object({
  /** SHA-256 of the authorities' certificates, hexadecimal. */
  authorities: z.array(z.string().regex(/^[0-9a-f]{64}$/)).max(16),
  /** Serial of its own certificate, hexadecimal. */
  serial: z.string().regex(/^[0-9A-Fa-f]{1,64}$/),
});
export type TrustReport = z.infer<typeof trustReportSchema>;
export const siteTrustSchema = z.object({
  siteCa: z.string(),
  authorityMark: authorityMarkSchema,
});
export type SiteTrust = z.infer<typeof siteTrustSchema>;
