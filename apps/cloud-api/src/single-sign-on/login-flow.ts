import { randomBytes } from 'node:crypto';
import type { CookieSerializeOptions } from '@fastify/cookie';
import { z } from 'zod';
import type { Sealing } from '../sealing/index.ts';

const lifeMs = 600_000;

const flowSchema = z.object({
  organisationId: z.string(),
  /** Of the moment it began: an answer counts for no other. */
  issuer: z.string(),
  clientId: z.string(),
  state: z.string(),
  nonce: z.string(),
  verifier: z.string(),
  /** Who connects, where it is not a log-in. */
  userId: z.string().nullable(),
  until: z.number(),
});
/** What was begun in a browser and has to fit what the provider sends back. */
export type LoginFlow = z.infer<typeof flowSchema>;

const place = { organisationId: null, table: 'login_flow', id: 'cookie' };

/** The flow for its cookie: nobody reads or changes it, so that no replica has to remember it. */
export function sealFlow(sealing: Sealing, flow: Omit<LoginFlow, 'until'>, now: number): string {
  const text = JSON.stringify({ ...flow, until: now + lifeMs });
  return sealing.seal(Buffer.from(text), place);
}

/** Null where there is none, it is not ours, or its ten minutes are over. */
export function openFlow(
  sealing: Sealing,
  sealed: string | undefined,
  now: number,
): LoginFlow | null {
  if (sealed === undefined) return null;
  try {
    const flow = flowSchema.parse(JSON.parse(sealing.open(sealed, place).toString()));
    return flow.until > now ? flow : null;
  } catch {
    return null;
  }
}

export function newSecretText(): string {
  return randomBytes(32).toString('base64url');
}

/**
 * Strict: the page that takes the answer to us is our own, so the cookie is sent with nothing that
 * another site has begun.
 */
export function flowCookie(publicUrl: string): { name: string; options: CookieSerializeOptions } {
  const secure = new URL(publicUrl).protocol === 'https:';
  return {
    name: secure ? '__Host-eyrie_login' : 'eyrie_login',
    options: {
      httpOnly: true,
      sameSite: 'strict',
      path: '/',
      secure,
      maxAge: lifeMs / 1000,
    },
  };
}
