import { Column, Entity, ForeignKey, PrimaryColumn } from 'typeorm';

/** A nonce that an enrolment came with, kept until it would have expired anyway. */
@Entity('used_enrolment_nonce')
@ForeignKey('organisation', ['organisationId'], ['id'], {
  name: 'used_enrolment_nonce_organisation_fk',
})
export class UsedEnrolmentNonce {
  @PrimaryColumn({ type: 'uuid', primaryKeyConstraintName: 'used_enrolment_nonce_pk' })
  organisationId: string;

  /** SHA-256, hexadecimal. */
  @PrimaryColumn({ type: 'text', primaryKeyConstraintName: 'used_enrolment_nonce_pk' })
  nonceHash: string;

  /** SHA-256 of what was signed with it, hexadecimal: the same may be asked once more. */
  @Column({ type: 'text' })
  requestHash: string;

  @Column({ type: 'timestamptz' })
  expiresAt: Date;
}
