import { createHash } from 'node:crypto';
import type { DevicePrincipal } from '../authorisation/index.ts';

/** A token whose signature was found good, with whose it was then. */
export interface KnownToken {
  /** What it says: whose it is, and of which of the device's keys. */
  readonly claims: DeviceClaims;
  /** The key that signed it. */
  readonly signingKeyId: string;
  /** Milliseconds since 1970. */
  readonly expiresAt: number;
  readonly principal: DevicePrincipal;
}

export interface DeviceClaims {
  readonly sub?: unknown;
  readonly key?: unknown;
  readonly exp?: unknown;
}

const tokensMax = 20_000;

/**
 * Remembers tokens whose signature was verified, so that it is not done again for each of the hundreds of
 * requests that a token is shown with. It says nothing of whether the device is still welcome.
 */
export class KnownTokens {
  private readonly known = new Map<string, KnownToken>();

  find(token: string, nowMs = Date.now()): KnownToken | null {
    const hash = hashOf(token);
    const known = this.known.get(hash);
    if (!known) return null;
    if (known.expiresAt > nowMs) return known;
    this.known.delete(hash);
    return null;
  }

  remember(token: string, known: KnownToken): void {
    this.known.set(hashOf(token), known);
    if (this.known.size <= tokensMax) return;
    const oldest = this.known.keys().next().value;
    if (oldest !== undefined) this.known.delete(oldest);
  }
}

/** Whoever reads this process' memory finds no token in it. */
function hashOf(token: string): string {
  return createHash('sha256').update(token).digest('base64url');
}
