import { Column, Entity, PrimaryColumn, Unique } from 'typeorm';

/** A key of the installation that signs access tokens. Belongs to no tenant. */
@Entity('signing_key')
@Unique('signing_key_purpose_uq', ['purpose'])
export class SigningKeyRow {
  @PrimaryColumn({ type: 'text', primaryKeyConstraintName: 'signing_key_pk' })
  id: string;

  @Column({ type: 'text' })
  purpose: string;

  /** PEM. */
  @Column({ type: 'text' })
  publicKey: string;

  @Column({ type: 'text' })
  sealedPrivateKey: string;

  @Column({ type: 'timestamptz', default: () => 'now()' })
  createdAt: Date;
}
