import { DomainError } from '@eyrie/platform';
import type { EntityManager } from 'typeorm';
import type { PersonPrincipal } from '../authorisation/index.ts';
import { EventLog } from '../event-log/index.ts';
import { Tenancy } from '../tenancy/index.ts';
import { operationEvent } from './operation-events.ts';
import { toOperation } from './operation-resource.ts';
import type { AttemptKey, OperationsRepository, OperationUpdate } from './operations.repository.ts';

/** More often nobody looks. */
const tellEveryMs = 1_000;

/** Another replica has the operation, or it is over: this attempt must leave it alone. */
export class OperationTaken extends Error {
  override readonly name = 'OperationTaken';
}

/** Somebody has cancelled it: the reason of its signal. */
export class Cancelled extends Error {
  override readonly name = 'Cancelled';
}

export interface RunParts {
  readonly tenancy: Tenancy;
  readonly repository: OperationsRepository;
  readonly eventLog: EventLog;
}

/** One attempt at an operation: what its kind works with. */
export class OperationRun {
  private toldAt = 0;

  constructor(
    private readonly parts: RunParts,
    private readonly key: AttemptKey,
    /** Whoever began it, with the rights of this moment. Transactions are narrowed to his sites. */
    readonly person: PersonPrincipal,
    /** What an attempt before this one had saved; null for the first. */
    readonly checkpoint: unknown,
    /** Is told when somebody cancels it, and when this replica must let it go. */
    readonly signal: AbortSignal,
  ) {}

  /**
   * Whether another attempt will come and go on where this one was, after `error`: what it needs is to be
   * left lying there.
   */
  goesOnAfter(error: unknown): boolean {
    if (this.signal.aborted) return !(this.signal.reason instanceof Cancelled);
    return error instanceof OperationTaken || mayPass(error);
  }

  /** UUID. */
  get organisationId(): string {
    return this.key.organisationId;
  }

  /** How often it was begun, this time included. */
  get attempt(): number {
    return this.key.attempt;
  }

  /** UUID of the operation. */
  get id(): string {
    return this.key.id;
  }

  /** Tells how far it is, as often as one likes: at most once a second it is written down. */
  async progress(update: Omit<OperationUpdate, 'failures' | 'checkpoint'>): Promise<void> {
    this.signal.throwIfAborted();
    if (Date.now() - this.toldAt < tellEveryMs) return;
    await this.parts.tenancy.transaction(this.organisationId, (tx) => this.save(tx, update));
  }

  /**
   * Writes down how far it is in the transaction that did it: so a step that is counted has happened,
   * and one that is not has not. Throws `OperationTaken`, which undoes the step.
   */
  async save(tx: EntityManager, update: OperationUpdate): Promise<void> {
    const { repository, eventLog } = this.parts;
    if (!(await repository.update(tx, this.key, update))) throw new OperationTaken();
    const now = new Date();
    if (now.getTime() - this.toldAt < tellEveryMs) return;
    this.toldAt = now.getTime();
    const row = await repository.find(tx, this.key);
    if (row)
      await eventLog.append(tx, this.organisationId, [operationEvent(toOperation(row, now))]);
  }
}

/** What may be gone by itself: it is worth another attempt. */
export function mayPass(error: unknown): boolean {
  return error instanceof DomainError && error.kind === 'unavailable';
}
