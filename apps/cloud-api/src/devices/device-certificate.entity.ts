import { Column, Entity, ForeignKey, PrimaryColumn } from 'typeorm';

/** A certificate that was given to a device. All of them are good until their end or revocation. */
@Entity('device_certificate')
@ForeignKey('device', ['organisationId', 'deviceId'], ['organisationId', 'id'], {
  name: 'device_certificate_device_fk',
})
export class DeviceCertificateRow {
  @PrimaryColumn({ type: 'uuid', primaryKeyConstraintName: 'device_certificate_pk' })
  organisationId: string;

  @PrimaryColumn({ type: 'uuid', primaryKeyConstraintName: 'device_certificate_pk' })
  deviceId: string;

  @PrimaryColumn({ type: 'text', primaryKeyConstraintName: 'device_certificate_pk' })
  serial: string;

  /** SHA-256 of the certificate, hexadecimal. */
  @Column({ type: 'text' })
  thumbprint: string;

  /** Generation of the site's authority that issued it. */
  @Column({ type: 'integer', default: 1 })
  authority: number;

  /** SubjectPublicKeyInfo, base64. */
  @Column({ type: 'text' })
  publicKey: string;

  @Column({ type: 'timestamptz', default: () => 'now()' })
  issuedAt: Date;

  @Column({ type: 'timestamptz' })
  expiresAt: Date;

  /** Turned away by the site from then on, though the device itself goes on with another. */
  @Column({ type: 'timestamptz', nullable: true })
  revokedAt: Date | null;
}
