import { Column, Entity, ForeignKey, PrimaryColumn, Unique } from 'typeorm';

/** The right of whoever has the link to set an account's password, once. */
@Entity('password_reset')
@Unique('password_reset_token_hash_uq', ['tokenHash'])
@ForeignKey('account', ['accountId'], ['id'], {
  name: 'password_reset_account_fk',
  onDelete: 'CASCADE',
})
export class PasswordResetRow {
  @PrimaryColumn({ type: 'uuid', primaryKeyConstraintName: 'password_reset_pk' })
  accountId: string;

  @PrimaryColumn({ type: 'uuid', primaryKeyConstraintName: 'password_reset_pk' })
  id: string;

  /** SHA-256 of the token in the link, hexadecimal. */
  @Column({ type: 'text' })
  tokenHash: string;

  /** That of the account when the link was made: a changed password ends the link. */
  @Column({ type: 'integer' })
  credentialVersion: number;

  /** Whose owner was shown the link; null where it was mailed to the account's address. */
  @Column({ type: 'uuid', nullable: true })
  shownInOrganisationId: string | null;

  @Column({ type: 'timestamptz' })
  expiresAt: Date;

  @Column({ type: 'timestamptz', default: () => 'now()' })
  createdAt: Date;
}
