import { createHash } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import {
  auditChainStart,
  auditChainText,
  canonicalJson,
  idFromUuid,
  type AuditEntry,
  type AuditRefusal,
} from '@eyrie/contracts';
import type { EntityManager } from 'typeorm';
import type { Principal } from '../authorisation/principals.ts';
import { currentRequest } from '../request-context/request-context.ts';
import { AuditEntryRow } from './audit-entry.entity.ts';

/** What was done to what. `before` and `after` are shown to admins: no secrets, no hashes of secrets. */
export interface AuditedChange {
  readonly object: AuditEntry['object'];
  readonly before?: unknown;
  readonly after?: unknown;
  /** Where the request does not know it: a log-in, a device's first words, work of our own. */
  readonly actor?: AuditEntry['actor'];
  /** Where no request asked for it. */
  readonly operation?: string;
  /** Where it was not done. */
  readonly refused?: RefusedAttempt;
}

/** Attempts that were refused, after the requests that made them. */
export interface RefusedAttempt extends Omit<AuditRefusal, 'until'> {
  /** Of the first of them. */
  readonly requestId: string;
  readonly address: string;
  readonly at: Date;
  readonly until: Date;
}

/** Writes an organisation's chain, in the transaction of the change itself: both happen, or neither. */
@Injectable()
export class Audit {
  async record(tx: EntityManager, organisationId: string, change: AuditedChange): Promise<void> {
    const request = currentRequest();
    const operation = change.operation ?? request?.operation;
    if (!operation)
      throw new Error('A change that no request asked for has to name its operation.');
    // One writer of the chain at a time; the event log takes turns on the same row.
    await tx.query('SELECT 1 FROM organisation WHERE id = $1 FOR NO KEY UPDATE', [organisationId]);
    const [last] = await tx.query<{ sequence: number; hash: string }[]>(
      `SELECT sequence, hash FROM audit_entry WHERE organisation_id = $1
       ORDER BY sequence DESC LIMIT 1`,
      [organisationId],
    );
    const { refused } = change;
    const unhashed = {
      organisation_id: idFromUuid('organisation', organisationId),
      sequence: (last?.sequence ?? 0) + 1,
      at: (refused?.at ?? new Date()).toISOString(),
      actor: change.actor ?? actorOf(request?.principal ?? null),
      address: refused?.address ?? request?.address ?? null,
      operation,
      object: change.object,
      before_sha256: digestOf(change.before),
      after_sha256: digestOf(change.after),
      request_id: refused?.requestId ?? request?.requestId ?? null,
      refusal: refused
        ? { code: refused.code, attempts: refused.attempts, until: refused.until.toISOString() }
        : null,
      previous_hash: last?.hash ?? auditChainStart,
    };
    await tx.insert(AuditEntryRow, {
      organisationId,
      sequence: unhashed.sequence,
      at: new Date(unhashed.at),
      actorKind: unhashed.actor.kind,
      actorId: unhashed.actor.id,
      actorName: unhashed.actor.name,
      actorRole: unhashed.actor.role,
      credential: unhashed.actor.credential,
      address: unhashed.address,
      operation,
      objectKind: change.object?.kind ?? null,
      objectId: change.object?.id ?? null,
      before: (change.before ?? null) as never,
      after: (change.after ?? null) as never,
      beforeSha256: unhashed.before_sha256,
      afterSha256: unhashed.after_sha256,
      requestId: unhashed.request_id,
      refusalCode: refused?.code ?? null,
      refusedAttempts: refused?.attempts ?? null,
      refusedUntil: refused?.until ?? null,
      previousHash: unhashed.previous_hash,
      hash: sha256(auditChainText(unhashed)),
    });
  }
}

/** A caller as the audit log names it. */
export function actorOf(principal: Principal | null): AuditEntry['actor'] {
  if (principal === null) {
    return { kind: 'system', id: null, name: null, role: null, credential: null };
  }
  if (principal.kind === 'device') {
    const id = idFromUuid('device', principal.deviceId);
    return { kind: 'device', id, name: null, role: principal.role, credential: null };
  }
  const { userId, name, role, credential } = principal;
  return credential.kind === 'session'
    ? {
        kind: 'person',
        id: idFromUuid('user', userId),
        name,
        role,
        credential: idFromUuid('session', credential.id),
      }
    : { kind: 'api-key', id: idFromUuid('apiKey', credential.id), name, role, credential: null };
}

function digestOf(value: unknown): string | null {
  return value === undefined || value === null ? null : sha256(canonicalJson(value));
}

export function sha256(text: string): string {
  return createHash('sha256').update(text).digest('hex');
}
