import { createPublicKey, verify } from 'node:crypto';
import {
  commandKeyText,
  commandOrderText,
  signedCommandSchema,
  type CommandOrder,
  type CommandRefusal,
  type SignedCommand,
} from '@eyrie/contracts';
import { authoritiesOf } from './site-trust.ts';

/** Who judges: a device, or a coordinator for its whole site, by what it was enrolled with. */
export interface CommandJudge {
  /** PEM of the site's CA, or of several: see `Enrolment.siteCa`. */
  readonly siteCa: string | Buffer;
  readonly organisationId: string;
  readonly siteId: string;
}

export type JudgedCommand =
  | { readonly order: CommandOrder; readonly signed: SignedCommand; readonly refusal: null }
  /** `order` as far as it can be read: nobody vouches for it. */
  | { readonly order: CommandOrder | null; readonly refusal: CommandRefusal };

/**
 * Whether the cloud that this site obeys has said this, and to this site. Time and sequence are not
 * looked at: a clock that is wrong must not let a forged command look like a late one.
 */
export function judgeCommand(value: unknown, judge: CommandJudge): JudgedCommand {
  const parsed = signedCommandSchema.safeParse(value);
  if (!parsed.success) return { order: null, refusal: 'unreadable' };
  const signed = parsed.data;
  const { order, key } = signed;
  const refuse = (refusal: CommandRefusal): JudgedCommand => ({ order, refusal });
  const isEndorsed = authoritiesOf(judge.siteCa).some(({ publicKey }) =>
    isSigned(commandKeyText(key), signed.endorsement, 'sha256', {
      key: publicKey,
      dsaEncoding: 'ieee-p1363',
    }),
  );
  if (!isEndorsed || order.organisationId !== judge.organisationId)
    return refuse('other-authority');
  if (key.siteId !== judge.siteId || order.siteId !== judge.siteId) return refuse('other-site');
  const isInTime = key.notBefore <= order.issuedAt && order.issuedAt <= key.notAfter;
  if (!isInTime || !isSigned(commandOrderText(order), signed.signature, null, key.publicKey)) {
    return refuse('bad-signature');
  }
  return { order, signed, refusal: null };
}

/** Epoch milliseconds from which on nobody carries it out any more. */
export function commandEndsAt({ issuedAt, ttlSeconds }: CommandOrder): number {
  return Date.parse(issuedAt) + ttlSeconds * 1000;
}

function isSigned(
  text: string,
  signature: string,
  algorithm: 'sha256' | null,
  key: string | Parameters<typeof verify>[2],
): boolean {
  try {
    const used =
      typeof key === 'string'
        ? createPublicKey({ key: Buffer.from(key, 'base64url'), format: 'der', type: 'spki' })
        : key;
    return verify(algorithm, Buffer.from(text), used, Buffer.from(signature, 'base64url'));
  } catch {
    // A key that is none.
    return false;
  }
}
