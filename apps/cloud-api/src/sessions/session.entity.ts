import { Column, Entity, ForeignKey, Index, PrimaryColumn, Unique } from 'typeorm';

/** A log-in. The token itself is only in the browser's cookie. */
@Entity('session')
@Unique('session_token_hash_uq', ['tokenHash'])
@Index('session_user_ix', ['organisationId', 'userId'])
@ForeignKey('app_user', ['organisationId', 'userId'], ['organisationId', 'id'], {
  name: 'session_user_fk',
  onDelete: 'CASCADE',
})
export class SessionRow {
  @PrimaryColumn({ type: 'uuid', primaryKeyConstraintName: 'session_pk' })
  organisationId: string;

  @PrimaryColumn({ type: 'uuid', primaryKeyConstraintName: 'session_pk' })
  id: string;

  @Column({ type: 'uuid' })
  userId: string;

  /** SHA-256 of the token, hexadecimal. */
  @Column({ type: 'text' })
  tokenHash: string;

  @Column({ type: 'timestamptz' })
  expiresAt: Date;

  /** That of the account at the log-in: a changed password ends all that have an older one. */
  @Column({ type: 'integer', default: 1 })
  credentialVersion: number;

  /** As the browser names itself; for the person's own list. */
  @Column({ type: 'text', default: '' })
  userAgent: string;

  /** Where the log-in came from. */
  @Column({ type: 'text', default: '' })
  address: string;

  /** Opened by the organisation's login provider: then it is good for that organisation alone. */
  @Column({ type: 'boolean', default: false })
  throughProvider: boolean;

  @Column({ type: 'timestamptz', default: () => 'now()' })
  lastSeenAt: Date;

  @Column({ type: 'timestamptz', default: () => 'now()' })
  createdAt: Date;
}
