import { Column, Entity, ForeignKey, PrimaryColumn } from 'typeorm';

/** A serial that somebody expects at a site: a device with it needs no approval, once. */
@Entity('known_device')
@ForeignKey('site', ['organisationId', 'siteId'], ['organisationId', 'id'], {
  name: 'known_device_site_fk',
})
@ForeignKey(
  'device',
  ['organisationId', 'siteId', 'deviceId'],
  ['organisationId', 'siteId', 'id'],
  { name: 'known_device_device_fk' },
)
export class KnownDeviceRow {
  @PrimaryColumn({ type: 'uuid', primaryKeyConstraintName: 'known_device_pk' })
  organisationId: string;

  @PrimaryColumn({ type: 'uuid', primaryKeyConstraintName: 'known_device_pk' })
  siteId: string;

  @PrimaryColumn({ type: 'text', primaryKeyConstraintName: 'known_device_pk' })
  serial: string;

  /** The name that the device gets; null: as its token says. */
  @Column({ type: 'text', nullable: true })
  name: string | null;

  /** The device that came with it; another one with the same serial waits for a person. */
  @Column({ type: 'uuid', nullable: true })
  deviceId: string | null;

  @Column({ type: 'timestamptz', default: () => 'now()' })
  createdAt: Date;
}
