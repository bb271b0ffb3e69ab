import type { OperationState, PartialFailure, Problem } from '@eyrie/contracts';
import { Check, Column, Entity, ForeignKey, Index, PrimaryColumn } from 'typeorm';
import type { Operation } from '../authorisation/operations.ts';
import type { Credential } from '../authorisation/principals.ts';

/** Whoever began an operation, and by what: the work is done with the rights this has when it runs. */
export interface OperationStarter {
  /** The API key's where one was shown, else the person's. UUID. */
  readonly actorId: string;
  readonly userId: string;
  readonly name: string;
  readonly credential: Credential;
  /** The entry of the table of rights that let it begin. */
  readonly right: Operation;
  readonly requestId: string;
  readonly address: string;
}

/** Work that takes longer than a request. */
@Entity('operation')
@Index('operation_finished_ix', ['organisationId', 'finishedAt'])
@Check('operation_state_ck', `state IN ('waiting', 'running', 'succeeded', 'failed', 'cancelled')`)
@Check('operation_finished_ck', `(finished_at IS NULL) = (state IN ('waiting', 'running'))`)
@ForeignKey('organisation', ['organisationId'], ['id'], { name: 'operation_organisation_fk' })
export class OperationRow {
  @PrimaryColumn({ type: 'uuid', primaryKeyConstraintName: 'operation_pk' })
  organisationId: string;

  @PrimaryColumn({ type: 'uuid', primaryKeyConstraintName: 'operation_pk' })
  id: string;

  @Column({ type: 'text' })
  kind: string;

  /** What was asked for, as its kind reads it. It is shown to nobody. */
  @Column({ type: 'jsonb' })
  input: unknown;

  @Column({ type: 'text', default: 'waiting' })
  state: OperationState;

  /** How often it was begun: whoever works at it under a lower number has lost it. */
  @Column({ type: 'integer', default: 0 })
  attempt: number;

  @Column({ type: 'text', nullable: true })
  step: string | null;

  @Column({ type: 'bigint', default: 0 })
  done: number;

  @Column({ type: 'bigint', nullable: true })
  total: number | null;

  @Column({ type: 'text', nullable: true })
  unit: string | null;

  /** Where the next attempt goes on, as its kind wrote it. */
  @Column({ type: 'jsonb', nullable: true })
  checkpoint: unknown;

  @Column({ type: 'jsonb', default: [] })
  partialFailures: PartialFailure[];

  @Column({ type: 'jsonb', nullable: true })
  result: Record<string, unknown> | null;

  @Column({ type: 'jsonb', nullable: true })
  error: Problem | null;

  @Column({ type: 'timestamptz', nullable: true })
  cancelRequestedAt: Date | null;

  @Column({ type: 'jsonb' })
  startedBy: OperationStarter;

  @Column({ type: 'timestamptz', default: () => 'now()' })
  createdAt: Date;

  @Column({ type: 'timestamptz', nullable: true })
  startedAt: Date | null;

  /** The last sign of life of who works at it. */
  @Column({ type: 'timestamptz', default: () => 'now()' })
  aliveAt: Date;

  @Column({ type: 'timestamptz', nullable: true })
  finishedAt: Date | null;
}
