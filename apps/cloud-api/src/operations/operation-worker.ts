import { DomainError, type Logger } from '@eyrie/platform';
import { Inject, Injectable, type OnApplicationBootstrap } from '@nestjs/common';
import type { PersonPrincipal } from '../authorisation/index.ts';
import { accessOf, permits } from '../authorisation/operations.ts';
import { EventLog } from '../event-log/index.ts';
import {
  deadLetterQueues,
  JobQueue,
  ProcessEnding,
  type WorkJob,
  workQueues,
} from '../job-queue/index.ts';
import { LOGGER } from '../logger.ts';
import { toProblem } from '../problems/problem.ts';
import { runInRequest } from '../request-context/request-context.ts';
import { CrossTenant, Tenancy } from '../tenancy/index.ts';
import type { EntityManager } from 'typeorm';
import { operationEvent } from './operation-events.ts';
import { OperationKinds } from './operation-kinds.ts';
import { toOperation } from './operation-resource.ts';
import { Cancelled, mayPass, OperationRun } from './operation-run.ts';
import type { OperationRow } from './operation.entity.ts';
import { OperationLost, OperationStarterGone } from './operation.errors.ts';
import {
  type AttemptKey,
  type OperationEnd,
  type OperationKey,
  OperationsRepository,
} from './operations.repository.ts';

const touchEveryMs = 3_000;

/** Works at operations, on whichever replica the queue gives them to. */
@Injectable()
export class OperationWorker implements OnApplicationBootstrap {
  constructor(
    @Inject(JobQueue) private readonly jobs: JobQueue,
    @Inject(OperationKinds) private readonly kinds: OperationKinds,
    @Inject(OperationsRepository) private readonly repository: OperationsRepository,
    @Inject(Tenancy) private readonly tenancy: Tenancy,
    @Inject(CrossTenant) private readonly crossTenant: CrossTenant,
    @Inject(EventLog) private readonly eventLog: EventLog,
    @Inject(LOGGER) private readonly logger: Logger,
  ) {}

  async onApplicationBootstrap(): Promise<void> {
    await this.jobs.take(workQueues.operations, (job) => this.work(job));
    await this.jobs.take(deadLetterQueues.operations, (job) => this.bury(job));
  }

  /** Its job died each time, however far it came: whoever waits for the operation is told. */
  private async bury({ data }: WorkJob): Promise<void> {
    const { organisation_id: organisationId, operation_id: id } = data;
    if (organisationId === undefined || id === undefined) return;
    await this.tenancy.transaction(organisationId, async (tx) => {
      const row = await this.repository.find(tx, { organisationId, id });
      if (!row || row.finishedAt !== null) return;
      const { body: error } = toProblem(new OperationLost(), row.startedBy.requestId);
      const key = { organisationId, id, attempt: row.attempt };
      await this.end(tx, key, { state: 'failed', result: null, error });
    });
    this.logger.error(
      { event: 'operation_dead', operationId: id },
      'An operation was given up: its job failed each time.',
    );
  }

  /** One attempt. Rejects where another one shall be made. */
  private async work({ data, signal, isLastAttempt }: WorkJob): Promise<void> {
    const { organisation_id: organisationId = '', operation_id: id = '' } = data;
    const key: OperationKey = { organisationId, id };
    const begun = await this.tenancy.transaction(organisationId, async (tx) => {
      const attempt = await this.repository.begin(tx, key);
      const row = attempt === null ? null : await this.repository.find(tx, key);
      return row === null || attempt === null ? null : { row, attempt };
    });
    if (begun === null) return;
    const attemptKey = { ...key, attempt: begun.attempt };
    const fields = { kind: begun.row.kind, operationId: id, attempt: begun.attempt };
    this.logger.info({ event: 'operation_begun', ...fields }, 'An attempt at an operation begins.');
    try {
      const result = await this.attempt(begun.row, attemptKey, signal);
      await this.finish(attemptKey, { state: 'succeeded', result, error: null });
    } catch (error) {
      if (error instanceof Cancelled) {
        await this.finish(attemptKey, { state: 'cancelled', result: null, error: null });
        return;
      }
      // The process ends: that is nobody's fault, and no attempt.
      if (signal.reason instanceof ProcessEnding) throw error;
      if ((signal.aborted || mayPass(error)) && !isLastAttempt) throw error;
      const { body, unexpected } = toProblem(error, begun.row.startedBy.requestId);
      if (unexpected) {
        const fields = { event: 'operation_failed', kind: begun.row.kind, operationId: id };
        this.logger.error({ ...fields, err: error }, 'An operation failed.');
      }
      await this.finish(attemptKey, { state: 'failed', result: null, error: body });
    }
  }

  private async attempt(
    row: OperationRow,
    key: AttemptKey,
    jobSignal: AbortSignal,
  ): Promise<Record<string, unknown> | null> {
    const kind = this.kinds.find(row.kind);
    // A newer version began it, and its replicas are the ones to do it.
    if (!kind) throw new UnknownKind(row.kind);
    const input = kind.input.parse(row.input);
    const person = await this.starterOf(row);
    const stop = new AbortController();
    const watch = setInterval(() => void this.watch(key, stop), touchEveryMs);
    const signal = AbortSignal.any([jobSignal, stop.signal]);
    const { requestId, address, right } = row.startedBy;
    const parts = { tenancy: this.tenancy, repository: this.repository, eventLog: this.eventLog };
    const run = new OperationRun(parts, key, person, row.checkpoint, signal);
    try {
      return await runInRequest({ requestId, address, operation: right, principal: person }, () =>
        kind.run(input, run),
      );
    } catch (error) {
      throw stop.signal.reason instanceof Cancelled ? stop.signal.reason : error;
    } finally {
      clearInterval(watch);
    }
  }

  /** Shows that somebody works at it, and hears whether that shall go on. */
  private async watch(key: AttemptKey, stop: AbortController): Promise<void> {
    try {
      const standing = await this.tenancy.transaction(key.organisationId, (tx) =>
        this.repository.touch(tx, key),
      );
      if (standing === 'cancelled') stop.abort(new Cancelled());
      if (standing === 'lost')
        stop.abort(new Error('The operation is not this attempt’s any more.'));
    } catch {
      // Postgres is away: the next look tells.
    }
  }

  /** Throws `OperationStarterGone`: nobody works with rights that were taken away meanwhile. */
  private async starterOf({ organisationId, startedBy }: OperationRow): Promise<PersonPrincipal> {
    const { userId, name, credential, right } = startedBy;
    const rights =
      credential.kind === 'api-key'
        ? (await this.crossTenant.listApiKeys([credential.id]))[0]
        : await this.tenancy.transaction(organisationId, (tx) =>
            this.repository.findRights(tx, organisationId, userId),
          );
    if (!rights) throw new OperationStarterGone();
    const { role, siteIds } = rights;
    if (!permits(accessOf(right), { role, siteIds, credential })) throw new OperationStarterGone();
    return { kind: 'person', organisationId, userId, name, role, siteIds, credential };
  }

  private async finish(key: AttemptKey, end: OperationEnd): Promise<void> {
    await this.tenancy.transaction(key.organisationId, (tx) => this.end(tx, key, end));
  }

  private async end(tx: EntityManager, key: AttemptKey, end: OperationEnd): Promise<void> {
    if (!(await this.repository.finish(tx, key, end))) return;
    const row = await this.repository.find(tx, key);
    if (!row) return;
    const event = operationEvent(toOperation(row, new Date()));
    await this.eventLog.append(tx, key.organisationId, [event]);
  }
}

class UnknownKind extends DomainError {
  readonly kind = 'unavailable';
  readonly code = 'operation.unknown_kind';

  constructor(name: string) {
    super('This version of the cloud does not know how to do it.', { name });
  }
}
