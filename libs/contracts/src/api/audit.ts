import { z } from 'zod';
import { instantSchema, sha256Schema } from '../primitives.ts';
import { pageOf } from './page.ts';

export const auditActorKindSchema = z.enum(['person', 'api-key', 'device', 'system']);

/**
 * One link of an organisation's chain. `hash` is the SHA-256 of `auditChainText`, which holds the
 * hash before it and the digests of what was before and after; the values themselves are not in it,
 * so that personal data can be erased one day and the chain still holds.
 */
export const auditEntrySchema = z
  .object({
    organisation_id: z.string(),
    sequence: z.int().positive(),
    at: instantSchema,
    actor: z.object({
      kind: auditActorKindSchema,
      id: z.string().nullable(),
      name: z.string().nullable(),
      role: z.string().nullable(),
      credential: z.string().nullable().describe('The session or key that was used.'),
    }),
    address: z.string().nullable(),
    operation: z.string(),
    object: z.object({ kind: z.string(), id: z.string().nullable() }).nullable(),
    before: z.unknown(),
    after: z.unknown(),
    before_sha256: sha256Schema.nullable(),
    after_sha256: sha256Schema.nullable(),
    request_id: z.string().nullable(),
    previous_hash: sha256Schema,
    hash: sha256Schema,
  })
  .meta({ id: 'AuditEntry' });
export type AuditEntry = z.infer<typeof auditEntrySchema>;
export const auditPageSchema = pageOf(auditEntrySchema, 'AuditPage');

/** Before the first entry of a chain. */
export const auditChainStart = '0'.repeat(64);

/** The text whose SHA-256 is the entry's hash: fixed order, JSON strings, one line. */
export function auditChainText(entry: Omit<AuditEntry, 'hash' | 'before' | 'after'>): string {
  const { actor, object } = entry;
  return JSON.stringify([
    'eyrie-audit-1',
    entry.organisation_id,
    entry.sequence,
    entry.at,
    actor.kind,
    actor.id,
    actor.name,
    actor.role,
    actor.credential,
    entry.address,
    entry.operation,
    object?.kind ?? null,
    object?.id ?? null,
    entry.before_sha256,
    entry.after_sha256,
    entry.request_id,
    entry.previous_hash,
  ]);
}

/** JSON with its keys in order, so that equal values have equal digests wherever they were kept. */
export function canonicalJson(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(canonicalJson).join(',')}]`;
  if (typeof value === 'object' && value !== null) {
    const entries = Object.entries(value)
      .filter(([, member]) => member !== undefined)
      .sort(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0));
    return `{${entries
      .map(([key, member]) => `${JSON.stringify(key)}:${canonicalJson(member)}`)
      .join(',')}}`;
  }
  return JSON.stringify(value ?? null);
}
