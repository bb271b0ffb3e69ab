import { Check, Column, Entity, ForeignKey, Index, PrimaryColumn, Unique } from 'typeorm';
import type { DeviceRole, EnrolmentRequest } from '@eyrie/contracts';

@Entity('device')
@Unique('device_site_uq', ['organisationId', 'siteId', 'id'])
@Unique('device_node_uq', ['organisationId', 'siteId', 'nodeId'])
@Index('device_id_ix', ['id'])
@Check('device_role_ck', `role IN ('coordinator', 'worker')`)
@ForeignKey('site', ['organisationId', 'siteId'], ['organisationId', 'id'], {
  name: 'device_site_fk',
})
export class DeviceRow {
  @PrimaryColumn({ type: 'uuid', primaryKeyConstraintName: 'device_pk' })
  organisationId: string;

  @PrimaryColumn({ type: 'uuid', primaryKeyConstraintName: 'device_pk' })
  id: string;

  @Column({ type: 'uuid' })
  siteId: string;

  @Column({ type: 'text' })
  role: DeviceRole;

  @Column({ type: 'text' })
  name: string;

  @Column({ type: 'text', default: '' })
  notes: string;

  /** Grows with every change of what people set of it. */
  @Column({ type: 'integer', default: 1 })
  revision: number;

  /** Number in the site's Raft group; coordinators only. */
  @Column({ type: 'integer', nullable: true })
  nodeId: number | null;

  /** SubjectPublicKeyInfo, base64. */
  @Column({ type: 'text' })
  publicKey: string;

  /** PEM. */
  @Column({ type: 'text' })
  certificate: string;

  @Column({ type: 'text' })
  certificateSerial: string;

  /** SHA-256 of the certificate, hexadecimal. */
  @Column({ type: 'text' })
  certificateThumbprint: string;

  @Column({ type: 'timestamptz' })
  certificateExpiresAt: Date;

  @Column({ type: 'jsonb' })
  hardware: EnrolmentRequest['hardware'];

  /** A revoked device stays as a tombstone, so that it cannot come back under its old name. */
  @Column({ type: 'timestamptz', nullable: true })
  revokedAt: Date | null;

  @Column({ type: 'text', nullable: true })
  revokedReason: string | null;

  /** Revoked, and hidden from lists. */
  @Column({ type: 'timestamptz', nullable: true })
  decommissionedAt: Date | null;

  /** Seen twice at the same time: refused until a person has said which one is the device. */
  @Column({ type: 'timestamptz', nullable: true })
  quarantinedAt: Date | null;

  @Column({ type: 'text', nullable: true })
  quarantineReason: string | null;

  /** The key before the last renewal, until the new one has been used. */
  @Column({ type: 'text', nullable: true })
  previousPublicKey: string | null;

  /** Of the start of the device that was heard last; null before the first. Only its tokens are good. */
  @Column({ type: 'uuid', nullable: true })
  runId: string | null;

  /** How many starts its card has counted with that one. */
  @Column({ type: 'bigint', nullable: true })
  runStart: number | null;

  /** When it was heard first. */
  @Column({ type: 'timestamptz', nullable: true })
  runSince: Date | null;

  /** Starts before it, the last one last. */
  @Column({ type: 'uuid', array: true, default: () => "'{}'" })
  formerRuns: string[];

  /** When its count went back last. */
  @Column({ type: 'timestamptz', nullable: true })
  runContradictedAt: Date | null;

  @Column({ type: 'timestamptz', default: () => 'now()' })
  createdAt: Date;
}
