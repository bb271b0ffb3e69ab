import { setTimeout as delay } from 'node:timers/promises';
import {
  idFromUuid,
  type LongOperation,
  type OperationListQuery,
  uuidFromId,
} from '@eyrie/contracts';
import { Inject, Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import { Audit } from '../audit/index.ts';
import type { PersonPrincipal } from '../authorisation/index.ts';
import { accessOf, type Operation, operations, permits } from '../authorisation/operations.ts';
import { newUuid } from '../database/uuid.ts';
import { EventLog } from '../event-log/index.ts';
import { JobQueue, workQueues } from '../job-queue/index.ts';
import { type Page, pageStart, toPage } from '../paging/page-token.ts';
import { currentRequest } from '../request-context/request-context.ts';
import { Tenancy } from '../tenancy/index.ts';
import { operationEvent } from './operation-events.ts';
import { toOperation } from './operation-resource.ts';
import { OperationRow, type OperationStarter } from './operation.entity.ts';
import { OperationIsOver, OperationNotFound } from './operation.errors.ts';
import { OperationsRepository } from './operations.repository.ts';

const lookEveryMs = 500;

/** What an operation begins with. */
export interface NewOperation {
  /** A name that is in `OperationKinds`. */
  readonly kind: string;
  /** Fits the kind's `input`; shown to nobody. */
  readonly input: Readonly<Record<string, unknown>>;
  readonly total?: number | null;
  readonly unit?: string | null;
}

/** Long work: begun by a feature, looked at and cancelled by people. */
@Injectable()
export class OperationsService {
  constructor(
    @Inject(Tenancy) private readonly tenancy: Tenancy,
    @Inject(OperationsRepository) private readonly repository: OperationsRepository,
    @Inject(JobQueue) private readonly jobs: JobQueue,
    @Inject(EventLog) private readonly eventLog: EventLog,
    @Inject(Audit) private readonly audit: Audit,
  ) {}

  /**
   * Begins an operation in the transaction of the request that asks for it: it runs once that has
   * committed. The caller writes the audit record; what the work changes writes its own.
   */
  async begin(
    tx: EntityManager,
    person: PersonPrincipal,
    { kind, input, total = null, unit = null }: NewOperation,
  ): Promise<LongOperation> {
    const { organisationId } = person;
    const id = newUuid();
    await tx.insert(OperationRow, {
      organisationId,
      id,
      kind,
      input: input as never,
      total,
      unit,
      startedBy: starterOf(person) as never,
    });
    const data = { organisation_id: organisationId, operation_id: id };
    await this.jobs.send(tx, workQueues.operations, data, { group: organisationId });
    const row = await this.repository.find(tx, { organisationId, id });
    if (!row) throw new Error('A row that was inserted is there.');
    const operation = toOperation(row, new Date());
    await this.eventLog.append(tx, organisationId, [operationEvent(operation)]);
    return operation;
  }

  list(person: PersonPrincipal, query: OperationListQuery): Promise<Page<LongOperation>> {
    const { organisationId } = person;
    const { kind, state } = query;
    const bound = `operations ${kind ?? ''} ${state ?? ''}`;
    const before = pageStart(query, bound);
    return this.tenancy.transaction(organisationId, async (tx) => {
      const found = await this.repository.list(tx, organisationId, {
        kind,
        state,
        rights: rightsOf(person),
        actorId: person.siteIds === null ? null : actorIdOf(person),
        before,
        limit: query.page_size + 1,
      });
      const { rows, nextPageToken } = toPage(found, query, bound);
      const now = new Date();
      return { items: rows.map((row) => toOperation(row, now)), next_page_token: nextPageToken };
    });
  }

  /** Throws `OperationNotFound`. */
  get(person: PersonPrincipal, id: string): Promise<LongOperation> {
    const { organisationId } = person;
    const key = { organisationId, id: uuidFromId('operation', id) };
    return this.tenancy.transaction(organisationId, async (tx) =>
      toOperation(admit(person, await this.repository.find(tx, key)), new Date()),
    );
  }

  /** As `get`, once it is over or the time is. Throws `OperationNotFound`. */
  async wait(
    person: PersonPrincipal,
    id: string,
    { waitMs, signal }: { waitMs: number; signal: AbortSignal },
  ): Promise<LongOperation> {
    const until = Date.now() + waitMs;
    for (;;) {
      const operation = await this.get(person, id);
      const leftMs = until - Date.now();
      if (operation.done || leftMs <= 0 || signal.aborted) return operation;
      await delay(Math.min(lookEveryMs, leftMs), undefined, { signal }).catch(() => undefined);
    }
  }

  /**
   * What waits is over at once; what runs is told, and ends where it can be left. What it has done
   * stays done. Throws `OperationNotFound` and `OperationIsOver`.
   */
  cancel(person: PersonPrincipal, id: string): Promise<LongOperation> {
    const { organisationId } = person;
    const key = { organisationId, id: uuidFromId('operation', id) };
    return this.tenancy.transaction(organisationId, async (tx) => {
      const row = admit(person, await this.repository.lock(tx, key));
      if (row.finishedAt !== null) throw new OperationIsOver();
      const now = new Date();
      if (row.cancelRequestedAt === null) {
        await tx.update(OperationRow, key, {
          cancelRequestedAt: now,
          ...(row.state === 'waiting' ? { state: 'cancelled' as const, finishedAt: now } : {}),
        });
        await this.audit.record(tx, organisationId, {
          object: { kind: 'operation', id: idFromUuid('operation', row.id) },
          before: { kind: row.kind, state: row.state },
        });
      }
      const changed = toOperation(admit(person, await this.repository.find(tx, key)), now);
      await this.eventLog.append(tx, organisationId, [operationEvent(changed)]);
      return changed;
    });
  }
}

function starterOf({ userId, name, credential }: PersonPrincipal): OperationStarter {
  const request = currentRequest();
  if (!request?.operation) throw new Error('An operation is begun by a request.');
  const { requestId, address, operation } = request;
  const right = operation as Operation;
  const actorId = actorIdOf({ userId, credential });
  return { actorId, userId, name, credential, right, requestId, address };
}

function actorIdOf({ userId, credential }: Pick<PersonPrincipal, 'userId' | 'credential'>): string {
  return credential.kind === 'api-key' ? credential.id : userId;
}

/** The rights of the table by which this caller could have begun an operation. */
function rightsOf(person: PersonPrincipal): Operation[] {
  return (Object.keys(operations) as Operation[]).filter((right) =>
    permits(accessOf(right), person),
  );
}

/**
 * An operation is seen by whoever could have begun it; where his role is granted at some sites only, by
 * who did begin it. Throws `OperationNotFound`.
 */
function admit(person: PersonPrincipal, row: OperationRow | null): OperationRow {
  if (!row) throw new OperationNotFound();
  const { right, actorId } = row.startedBy;
  const isOwn = person.siteIds === null || actorId === actorIdOf(person);
  if (!isOwn || !rightsOf(person).includes(right)) throw new OperationNotFound();
  return row;
}
