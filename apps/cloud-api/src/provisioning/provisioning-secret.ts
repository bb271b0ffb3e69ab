import { createHash, randomBytes } from 'node:crypto';

/** 256 random bits, with a prefix by which a secret scanner knows it. */
export function newProvisioningSecret(): string {
  return `eyp_${randomBytes(32).toString('base64url')}`;
}

/** With so many random bits a plain hash is enough, and can be looked up. */
export function hashProvisioningSecret(secret: string): string {
  return createHash('sha256').update(secret).digest('hex');
}
