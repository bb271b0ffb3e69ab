import { Check, Column, Entity, ForeignKey, PrimaryColumn, Unique } from 'typeorm';
import type { DeviceRole, ProvisioningToken } from '@eyrie/contracts';

/** The right to enrol devices of one role at one site. The secret is shown once and kept as a hash. */
@Entity('provisioning_token')
@Unique('provisioning_token_secret_hash_uq', ['secretHash'])
@Unique('provisioning_token_site_uq', ['organisationId', 'siteId', 'id'])
@Check('provisioning_token_role_ck', `role IN ('coordinator', 'worker')`)
@Check('provisioning_token_uses_ck', 'uses_max BETWEEN 1 AND 1000')
@Check(
  'provisioning_token_approval_ck',
  `approval = 'required' OR (approval = 'automatic' AND uses_max = 1)`,
)
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

  /** Of a token for several devices: what their names begin with. */
  @Column({ type: 'text' })
  deviceName: string;

  @Column({ type: 'integer', default: 1 })
  usesMax: number;

  /** `required`: devices wait for a person, unless their serial was known before. */
  @Column({ type: 'text', default: 'automatic' })
  approval: ProvisioningToken['approval'];

  /** SHA-256 of the secret, hexadecimal. */
  @Column({ type: 'text' })
  secretHash: string;

  @Column({ type: 'timestamptz' })
  expiresAt: Date;

  @Column({ type: 'timestamptz', nullable: true })
  revokedAt: Date | null;

  /** This and the next: of tokens without approval. */
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
