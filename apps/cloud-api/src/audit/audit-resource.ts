import {
  type AuditCheckpoint,
  type AuditEntry,
  auditActorKindSchema,
  idFromUuid,
} from '@eyrie/contracts';
import type { AuditCheckpointRow } from './audit-checkpoint.entity.ts';
import type { AuditEntryRow } from './audit-entry.entity.ts';

const actorKind = auditActorKindSchema;

/** An entry as people and verifiers see it. */
export function toAuditEntry(row: AuditEntryRow): AuditEntry {
  return {
    organisation_id: idFromUuid('organisation', row.organisationId),
    sequence: row.sequence,
    at: row.at.toISOString(),
    actor: {
      kind: actorKind.parse(row.actorKind),
      id: row.actorId,
      name: row.actorName,
      role: row.actorRole,
      credential: row.credential,
    },
    address: row.address,
    operation: row.operation,
    object: row.objectKind === null ? null : { kind: row.objectKind, id: row.objectId },
    before: row.before,
    after: row.after,
    before_sha256: row.beforeSha256,
    after_sha256: row.afterSha256,
    request_id: row.requestId,
    refusal: refusalOf(row),
    previous_hash: row.previousHash,
    hash: row.hash,
  };
}

function refusalOf({
  refusalCode: code,
  refusedAttempts: attempts,
  refusedUntil: until,
}: AuditEntryRow): AuditEntry['refusal'] {
  if (code === null || attempts === null || until === null) return null;
  return { code, attempts, until: until.toISOString() };
}

export function toAuditCheckpoint(row: AuditCheckpointRow): AuditCheckpoint {
  return {
    organisation_id: idFromUuid('organisation', row.organisationId),
    sequence: row.sequence,
    hash: row.hash,
    at: row.at.toISOString(),
    key_id: row.keyId,
    signature: row.signature,
  };
}
