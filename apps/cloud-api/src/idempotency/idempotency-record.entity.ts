import { Column, Entity, ForeignKey, Index, PrimaryColumn } from 'typeorm';

/** What was answered to a request that its sender gave a name. */
@Entity('idempotency_record')
@Index('idempotency_record_created_ix', ['organisationId', 'createdAt'])
@ForeignKey('organisation', ['organisationId'], ['id'], {
  name: 'idempotency_record_organisation_fk',
})
export class IdempotencyRow {
  @PrimaryColumn({ type: 'uuid', primaryKeyConstraintName: 'idempotency_record_pk' })
  organisationId: string;

  /** The API key, or the person. */
  @PrimaryColumn({ type: 'text', primaryKeyConstraintName: 'idempotency_record_pk' })
  actor: string;

  /** Method and path. */
  @PrimaryColumn({ type: 'text', primaryKeyConstraintName: 'idempotency_record_pk' })
  route: string;

  @PrimaryColumn({ type: 'text', primaryKeyConstraintName: 'idempotency_record_pk' })
  key: string;

  /** SHA-256 of query and body, hexadecimal. */
  @Column({ type: 'text' })
  requestSha256: string;

  /** Sealed, since some answers show a secret that is kept nowhere else. */
  @Column({ type: 'text' })
  sealedAnswer: string;

  @Column({ type: 'timestamptz', default: () => 'now()' })
  createdAt: Date;
}
