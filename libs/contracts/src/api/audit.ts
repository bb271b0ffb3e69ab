import { z } from 'zod';
import { instantSchema, sha256Schema } from '../primitives.ts';
import { pageOf } from './page.ts';

export const auditActorKindSchema = z.enum(['person', 'api-key', 'device', 'system']);

/** What was tried and refused. Attempts of one minute are told together. */
export const auditRefusalSchema = z
  .object({
    code: z.string().describe('Of the problem that was answered.'),
    attempts: z.int().positive(),
    until: instantSchema.describe('The last of them.'),
  })
  .meta({ id: 'AuditRefusal' });
export type AuditRefusal = z.infer<typeof auditRefusalSchema>;

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
    refusal: auditRefusalSchema.nullable().default(null).describe('Null for what was done.'),
    previous_hash: sha256Schema,
    hash: sha256Schema,
  })
  .meta({ id: 'AuditEntry' });
export type AuditEntry = z.infer<typeof auditEntrySchema>;
export const auditPageSchema = pageOf(auditEntrySchema, 'AuditPage');

/** Before the first entry of a chain. */
export const auditChainStart = '0'.repeat(64);

/**
 * The text whose SHA-256 is the entry's hash: fixed order, JSON strings, one line. What was done has the
 * first form for ever; what was refused has the second.
 */
export function auditChainText(entry: Omit<AuditEntry, 'hash' | 'before' | 'after'>): string {
  const { actor, object, refusal } = entry;
  const refused = refusal === null ? [] : [refusal.code, refusal.attempts, refusal.until];
  return JSON.stringify([
    refusal === null ? 'eyrie-audit-1' : 'eyrie-audit-2',
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
    ...refused,
    entry.previous_hash,
  ]);
}

/** A position in a chain: everything up to it is what gave this hash. */
export interface AuditHead {
  readonly sequence: number;
  readonly hash: string;
}

/** Why an entry is not the next link after `last`; null where it is. `sha256` answers in hexadecimal. */
export function auditLinkFault(
  last: AuditHead,
  entry: AuditEntry,
  sha256: (text: string) => string,
): string | null {
  const wanted = last.sequence + 1;
  if (entry.sequence > wanted) return `Entry ${wanted} is missing before it.`;
  if (entry.sequence < wanted) return 'The entry comes twice, or out of order.';
  if (entry.previous_hash !== last.hash) {
    return 'It does not follow the entry before it: that one, or the link, was changed.';
  }
  if (sha256(auditChainText(entry)) !== entry.hash) return 'Its content was changed.';
  for (const part of ['before', 'after'] as const) {
    const [value, digest] = [entry[part], entry[`${part}_sha256`]];
    // A value that was erased leaves its digest behind, and the chain still holds.
    if (value === null || value === undefined) continue;
    if (sha256(canonicalJson(value)) !== digest) return `What was ${part} was changed.`;
  }
  return null;
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
