import { Check, Column, Entity, ForeignKey, Index, PrimaryColumn, Unique } from 'typeorm';
import type { EnrolmentRequest, PendingEnrolment } from '@eyrie/contracts';

/** A device that asked to be let in by a token which needs approval, by the key that asked. */
@Entity('enrolment_request')
@Unique('enrolment_request_key_uq', ['organisationId', 'tokenId', 'publicKey'])
@Index('enrolment_request_pending_ix', ['organisationId', 'id'], { where: `state = 'pending'` })
@Check('enrolment_request_state_ck', `state IN ('pending', 'approved', 'rejected')`)
@ForeignKey(
  'provisioning_token',
  ['organisationId', 'siteId', 'tokenId'],
  ['organisationId', 'siteId', 'id'],
  { name: 'enrolment_request_token_fk' },
)
@ForeignKey(
  'device',
  ['organisationId', 'siteId', 'deviceId'],
  ['organisationId', 'siteId', 'id'],
  { name: 'enrolment_request_device_fk' },
)
export class EnrolmentRequestRow {
  @PrimaryColumn({ type: 'uuid', primaryKeyConstraintName: 'enrolment_request_pk' })
  organisationId: string;

  @PrimaryColumn({ type: 'uuid', primaryKeyConstraintName: 'enrolment_request_pk' })
  id: string;

  @Column({ type: 'uuid' })
  siteId: string;

  @Column({ type: 'uuid' })
  tokenId: string;

  /** SubjectPublicKeyInfo, base64. */
  @Column({ type: 'text' })
  publicKey: string;

  @Column({ type: 'jsonb' })
  hardware: EnrolmentRequest['hardware'];

  /** The name that the device gets unless a person gives another. */
  @Column({ type: 'text' })
  deviceName: string;

  @Column({ type: 'text', nullable: true })
  address: string | null;

  @Column({ type: 'boolean' })
  knownSerial: boolean;

  /** A rejected one stays, so that its key is not asked about again. */
  @Column({ type: 'text', default: 'pending' })
  state: PendingEnrolment['state'];

  @Column({ type: 'uuid', nullable: true })
  deviceId: string | null;

  @Column({ type: 'text', nullable: true })
  decidedByName: string | null;

  @Column({ type: 'timestamptz', nullable: true })
  decidedAt: Date | null;

  @Column({ type: 'text', nullable: true })
  reason: string | null;

  @Column({ type: 'timestamptz', default: () => 'now()' })
  askedAt: Date;

  @Column({ type: 'timestamptz', default: () => 'now()' })
  createdAt: Date;
}
