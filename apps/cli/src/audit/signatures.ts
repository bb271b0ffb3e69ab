import { createPublicKey, verify } from 'node:crypto';
import { auditCheckpointText, type AuditCheckpoint, type AuditKeys } from '@eyrie/contracts';
import type { BrokenLink } from './chain.ts';
import type { KeptCheckpoint } from './sources.ts';

/** Checks who signed checkpoints, and counts what came of it. */
export class CheckpointSignatures {
  signed = 0;
  /** Without a signature, or without a key to check it with. */
  unchecked = 0;
  last: { sequence: number; at: string | null } | null = null;

  /** `keys`: null where there are none to check with. */
  constructor(private readonly keys: AuditKeys | null) {}

  /** Null where nothing is wrong with it, as far as that can be told. */
  check(checkpoint: KeptCheckpoint): BrokenLink | null {
    const { sequence, at = null, key_id, signature } = checkpoint;
    if (sequence >= (this.last?.sequence ?? 0)) this.last = { sequence, at };
    if (this.keys === null || at === null || key_id === undefined || signature === undefined) {
      this.unchecked += 1;
      return null;
    }
    const key = this.keys.keys.find(({ kid }) => kid === key_id);
    if (!key)
      return { sequence, reason: `Its checkpoint is signed with ${key_id}, an unknown key.` };
    if (!isSigned({ ...checkpoint, at, key_id, signature }, key)) {
      return { sequence, reason: `Its checkpoint was not signed with the key ${key_id}.` };
    }
    this.signed += 1;
    return null;
  }
}

function isSigned(
  checkpoint: AuditCheckpoint,
  { kty, crv, x }: AuditKeys['keys'][number],
): boolean {
  try {
    const key = createPublicKey({ key: { kty, crv, x }, format: 'jwk' });
    const signature = Buffer.from(checkpoint.signature, 'base64url');
    return verify(null, Buffer.from(auditCheckpointText(checkpoint)), key, signature);
  } catch {
    // What is no key of Ed25519 has signed nothing.
    return false;
  }
}
