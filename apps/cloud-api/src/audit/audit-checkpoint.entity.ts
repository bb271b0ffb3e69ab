import { Column, Entity, ForeignKey, Index, PrimaryColumn } from 'typeorm';

/** A signed head of an organisation's chain. The app role may insert and read, and nothing else. */
@Entity('audit_checkpoint')
@Index('audit_checkpoint_sequence_ix', ['organisationId', 'sequence'])
@ForeignKey('organisation', ['organisationId'], ['id'], {
  name: 'audit_checkpoint_organisation_fk',
})
export class AuditCheckpointRow {
  @PrimaryColumn({ type: 'uuid', primaryKeyConstraintName: 'audit_checkpoint_pk' })
  organisationId: string;

  @PrimaryColumn({ type: 'uuid', primaryKeyConstraintName: 'audit_checkpoint_pk' })
  id: string;

  /** Of the entry that was the last one. */
  @Column({ type: 'bigint' })
  sequence: number;

  @Column({ type: 'text' })
  hash: string;

  @Column({ type: 'timestamptz' })
  at: Date;

  /** The signing key's. */
  @Column({ type: 'text' })
  keyId: string;

  /** base64url. */
  @Column({ type: 'text' })
  signature: string;
}
