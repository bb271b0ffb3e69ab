import { createPublicKey, verify } from 'node:crypto';
import { idSchema } from '@eyrie/contracts';
import { z } from 'zod';
import type { ShownRun } from './run-verdict.ts';

/** A device's clock may differ from ours by so much. */
const clockToleranceSeconds = 5;
const lifeSecondsMax = 60;
const encodedMax = 4096;

const segment = /^[A-Za-z0-9_-]+$/;

/** The header is strict: `jwk`, `jku`, `x5u` and `crit` would ask for trust in what they name. */
const headerSchema = z.strictObject({
  alg: z.literal('ES256'),
  kid: idSchema('device'),
  typ: z.literal('JWT').optional(),
});

const claimsSchema = z.object({
  iss: idSchema('device'),
  sub: idSchema('device'),
  aud: z.string(),
  jti: z.string().min(8).max(128),
  /** This start of the device, and how many its card has counted. */
  run: z.uuid(),
  start: z.int().positive(),
  exp: z.int().positive(),
  iat: z.int().positive().optional(),
  nbf: z.int().positive().optional(),
});

export interface Assertion {
  /** As the device names itself; proven only once `isSignedBy` has said so. */
  deviceId: string;
  jti: string;
  run: ShownRun;
  expiresAt: Date;
  isSignedBy(publicKeySpki: string): boolean;
}

/**
 * Reads a device's signed assertion (RFC 7523). Null where anything about it is not as it must be;
 * the caller gives one answer for all reasons.
 */
export function readAssertion(
  encoded: string,
  expected: { audiences: readonly string[]; nowMs: number },
): Assertion | null {
  const parts = encoded.split('.');
  const [header, payload, signature] = parts;
  if (encoded.length > encodedMax || parts.length !== 3) return null;
  if (!header || !payload || !signature || !parts.every((part) => segment.test(part))) return null;
  const head = headerSchema.safeParse(decodeJson(header));
  const body = claimsSchema.safeParse(decodeJson(payload));
  if (!head.success || !body.success) return null;
  const { iss, sub, aud, jti, run, start, exp, iat, nbf } = body.data;
  const nowSeconds = expected.nowMs / 1000;
  const named = head.data.kid === iss && iss === sub && expected.audiences.includes(aud);
  const inTime =
    exp > nowSeconds - clockToleranceSeconds &&
    exp <= nowSeconds + lifeSecondsMax + clockToleranceSeconds &&
    (iat ?? 0) <= nowSeconds + clockToleranceSeconds &&
    (nbf ?? 0) <= nowSeconds + clockToleranceSeconds;
  if (!named || !inTime) return null;
  return {
    deviceId: sub,
    jti,
    run: { id: run, start },
    expiresAt: new Date((exp + clockToleranceSeconds) * 1000),
    isSignedBy: (publicKeySpki) =>
      verify(
        'sha256',
        Buffer.from(`${header}.${payload}`),
        {
          key: createPublicKey({
            key: Buffer.from(publicKeySpki, 'base64'),
            format: 'der',
            type: 'spki',
          }),
          dsaEncoding: 'ieee-p1363',
        },
        Buffer.from(signature, 'base64url'),
      ),
  };
}

function decodeJson(part: string): unknown {
  try {
    return JSON.parse(Buffer.from(part, 'base64url').toString('utf8'));
  } catch {
    return null;
  }
}
