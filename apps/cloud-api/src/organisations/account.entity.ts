import { Check, Column, Entity, PrimaryColumn, Unique } from 'typeorm';

/**
 * What a person logs in with. Belongs to the person and to no organisation: reached only inside a
 * transaction that has entered the account. `email` is in lower case.
 */
@Entity('account')
@Unique('account_email_uq', ['email'])
@Check('account_email_ck', 'email = lower(email)')
@Check('account_password_ck', '(email IS NULL) = (password_hash IS NULL)')
export class Account {
  @PrimaryColumn({ type: 'uuid', primaryKeyConstraintName: 'account_pk' })
  id: string;

  /** Null, as the password is, for somebody whom an organisation's login provider brought. */
  @Column({ type: 'text', nullable: true })
  email: string | null;

  /** Argon2id, in PHC format. */
  @Column({ type: 'text', nullable: true })
  passwordHash: string | null;

  /** Grows when the password changes; sessions of an older version have ended. */
  @Column({ type: 'integer', default: 1 })
  credentialVersion: number;

  /** The secret of the second factor, sealed; pending until it is confirmed. */
  @Column({ type: 'text', nullable: true })
  totpSealed: string | null;

  @Column({ type: 'timestamptz', nullable: true })
  totpConfirmedAt: Date | null;

  /** Number of the last time step whose code was used: no code works twice. */
  @Column({ type: 'bigint', default: 0 })
  totpLastStep: number;

  /** Wrong codes in a row, and until when none is looked at. */
  @Column({ type: 'integer', default: 0 })
  totpFailures: number;

  @Column({ type: 'timestamptz', nullable: true })
  totpBlockedUntil: Date | null;

  /** SHA-256 of the recovery codes that are left. */
  @Column({ type: 'text', array: true, default: '{}' })
  recoveryCodeHashes: string[];

  @Column({ type: 'timestamptz', default: () => 'now()' })
  createdAt: Date;
}
