import { Column, Entity, ForeignKey, Index, PrimaryColumn } from 'typeorm';

/** One link of an organisation's chain. The app role may insert and read, and nothing else. */
@Entity('audit_entry')
@Index('audit_entry_object_ix', ['organisationId', 'objectId', 'sequence'])
@ForeignKey('organisation', ['organisationId'], ['id'], { name: 'audit_entry_organisation_fk' })
export class AuditEntryRow {
  @PrimaryColumn({ type: 'uuid', primaryKeyConstraintName: 'audit_entry_pk' })
  organisationId: string;

  /** From 1, without a gap. */
  @PrimaryColumn({ type: 'bigint', primaryKeyConstraintName: 'audit_entry_pk' })
  sequence: number;

  @Column({ type: 'timestamptz' })
  at: Date;

  @Column({ type: 'text' })
  actorKind: string;

  @Column({ type: 'text', nullable: true })
  actorId: string | null;

  @Column({ type: 'text', nullable: true })
  actorName: string | null;

  @Column({ type: 'text', nullable: true })
  actorRole: string | null;

  @Column({ type: 'text', nullable: true })
  credential: string | null;

  @Column({ type: 'text', nullable: true })
  address: string | null;

  @Column({ type: 'text' })
  operation: string;

  @Column({ type: 'text', nullable: true })
  objectKind: string | null;

  @Column({ type: 'text', nullable: true })
  objectId: string | null;

  @Column({ type: 'jsonb', nullable: true })
  before: unknown;

  @Column({ type: 'jsonb', nullable: true })
  after: unknown;

  @Column({ type: 'text', nullable: true })
  beforeSha256: string | null;

  @Column({ type: 'text', nullable: true })
  afterSha256: string | null;

  @Column({ type: 'text', nullable: true })
  requestId: string | null;

  /** The code of the problem that was answered; null for what was done. */
  @Column({ type: 'text', nullable: true })
  refusalCode: string | null;

  @Column({ type: 'integer', nullable: true })
  refusedAttempts: number | null;

  @Column({ type: 'timestamptz', nullable: true })
  refusedUntil: Date | null;

  @Column({ type: 'text' })
  previousHash: string;

  @Column({ type: 'text' })
  hash: string;
}
