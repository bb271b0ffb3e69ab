import { Column, Entity, ForeignKey, PrimaryColumn, Unique } from 'typeorm';

/** A log-in. The token itself is only in the browser's cookie. */
@Entity('session')
@Unique('session_token_hash_uq', ['tokenHash'])
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

  @Column({ type: 'timestamptz', default: () => 'now()' })
  createdAt: Date;
}
