import { Column, Entity, Index, PrimaryColumn } from 'typeorm';

/**
 * What limits have counted, where Postgres counts for all replicas. Belongs to no tenant: its keys are
 * hashes. The table is not logged: a crash of Postgres forgets it, which costs a limit its memory and
 * nothing else.
 */
@Entity('limit_counter')
@Index('limit_counter_expires_ix', ['expiresAt'])
export class LimitCounterRow {
  @PrimaryColumn({ type: 'text', primaryKeyConstraintName: 'limit_counter_pk' })
  key: string;

  /** Whose part it is of what is counted; empty where nobody has parts. */
  @PrimaryColumn({ type: 'text', primaryKeyConstraintName: 'limit_counter_pk', default: '' })
  holder: string;

  @Column({ type: 'bigint' })
  amount: number;

  @Column({ type: 'timestamptz', nullable: true })
  blockedUntil: Date | null;

  @Column({ type: 'timestamptz' })
  expiresAt: Date;
}
