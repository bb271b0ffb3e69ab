import { createHash, randomBytes } from 'node:crypto';

/** 256 random bits behind a name that a secret scanner knows; the first six digits are shown. */
export function newApiKeySecret(): { secret: string; prefix: string } {
  const prefix = `eyrie_${randomBytes(3).toString('hex')}`;
  return { secret: `${prefix}_${randomBytes(32).toString('base64url')}`, prefix };
}

/** With so many random bits a plain hash is enough, and can be looked up. */
export function hashApiKeySecret(secret: string): string {
  return createHash('sha256').update(secret).digest('hex');
}
