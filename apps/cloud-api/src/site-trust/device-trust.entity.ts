import { Column, Entity, ForeignKey, PrimaryColumn } from 'typeorm';

/** What a device says that it trusts, and which certificate it uses. */
@Entity('device_trust')
@ForeignKey('device', ['organisationId', 'deviceId'], ['organisationId', 'id'], {
  name: 'device_trust_device_fk',
})
export class DeviceTrustRow {
  @PrimaryColumn({ type: 'uuid', primaryKeyConstraintName: 'device_trust_pk' })
  organisationId: string;

  @PrimaryColumn({ type: 'uuid', primaryKeyConstraintName: 'device_trust_pk' })
  deviceId: string;

  /** SHA-256 of the certificates, hexadecimal, sorted. */
  @Column({ type: 'text', array: true })
  authorities: string[];

  /** Of its own certificate, hexadecimal, small letters. */
  @Column({ type: 'text' })
  serial: string;

  @Column({ type: 'timestamptz', default: () => 'now()' })
  reportedAt: Date;
}
