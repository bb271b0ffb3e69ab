import { Column, Entity, Index, PrimaryColumn } from 'typeorm';

/** A key of the installation that signs tokens. Belongs to no tenant. */
@Entity('signing_key')
@Index('signing_key_purpose_ix', ['purpose', 'signsFrom'])
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

  /** Published before, so that whoever keeps the published keys knows it in time. */
  @Column({ type: 'timestamptz', default: () => 'now()' })
  signsFrom: Date;

  /** Worth nothing since: what it signed is refused. */
  @Column({ type: 'timestamptz', nullable: true })
  droppedAt: Date | null;
}
