import { Check, Column, Entity, ForeignKey, PrimaryColumn, Unique } from 'typeorm';
import type { DeviceRole } from '@eyrie/contracts';

/** The right to enrol one device. The secret is shown once and kept as a hash. */
@Entity('provisioning_token')
@Unique('provisioning_token_secret_hash_uq', ['secretHash'])
@Check('provisioning_token_role_ck', `role IN ('coordinator', 'worker')`)
@ForeignKey('site', ['organisationId', 'siteId'], ['organisationId', 'id'], {
  name: 'provisioning_token_site_fk',
})
@ForeignKey('device', ['organisationId', 'usedByDeviceId'], ['organisationId', 'id'], {
  name: 'provisioning_token_device_fk',
})
@ForeignKey(
  'device',
  ['organisationId', 'siteId', 'replacesDeviceId'],
  ['organisationId', 'siteId', 'id'],
  { name: 'provisioning_token_replaces_fk' },
)
export class ProvisioningTokenRow {
  @PrimaryColumn({ type: 'uuid', primaryKeyConstraintName: 'provisioning_token_pk' })
  organisationId: string;

  @PrimaryColumn({ type: 'uuid', primaryKeyConstraintName: 'provisioning_token_pk' })
  id: string;

  @Column({ type: 'uuid' })
  siteId: string;

  @Column({ type: 'text' })
  role: DeviceRole;

  @Column({ type: 'text' })
  deviceName: string;

  /** SHA-256 of the secret, hexadecimal. */
  @Column({ type: 'text' })
  secretHash: string;

  @Column({ type: 'timestamptz' })
  expiresAt: Date;

  @Column({ type: 'timestamptz', nullable: true })
  revokedAt: Date | null;

  @Column({ type: 'timestamptz', nullable: true })
  usedAt: Date | null;

  @Column({ type: 'uuid', nullable: true })
  usedByDeviceId: string | null;

  /** The device whose place the new hardware takes; null: it is a new device. */
  @Column({ type: 'uuid', nullable: true })
  replacesDeviceId: string | null;

  @Column({ type: 'uuid' })
  createdByUserId: string;

  @Column({ type: 'timestamptz', default: () => 'now()' })
  createdAt: Date;
}
