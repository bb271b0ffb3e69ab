import { z } from 'zod';
import { instantSchema, sha256Schema } from '../primitives.ts';
import { pageOf } from './page.ts';

/**
 * The head of a chain at a moment, signed by the cloud: whoever keeps it can show later that entries up
 * to it were changed or cut off. The signature is Ed25519 over `auditCheckpointText`, base64url.
 */
export const auditCheckpointSchema = z
  .object({
    organisation_id: z.string(),
    sequence: z.int().positive(),
    hash: sha256Schema,
    at: instantSchema,
    key_id: z.string(),
    signature: z.string(),
  })
  .meta({ id: 'AuditCheckpoint' });
export type AuditCheckpoint = z.infer<typeof auditCheckpointSchema>;
export const auditCheckpointPageSchema = pageOf(auditCheckpointSchema, 'AuditCheckpointPage');

/** Public keys of checkpoints by RFC 8037, those included that do not sign any more. */
export const auditKeysSchema = z
  .object({
    keys: z.array(
      z.object({
        kty: z.literal('OKP'),
        crv: z.literal('Ed25519'),
        x: z.string(),
        kid: z.string(),
        use: z.literal('sig'),
        alg: z.literal('EdDSA'),
      }),
    ),
  })
  .meta({ id: 'AuditKeys' });
export type AuditKeys = z.infer<typeof auditKeysSchema>;

/** What is signed: fixed order, one line. */
export function auditCheckpointText(checkpoint: Omit<AuditCheckpoint, 'signature'>): string {
  const { organisation_id, sequence, hash, at, key_id } = checkpoint;
  return JSON.stringify(['eyrie-audit-checkpoint-1', organisation_id, sequence, hash, at, key_id]);
}
