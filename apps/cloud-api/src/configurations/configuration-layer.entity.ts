import { Check, Column, Entity, ForeignKey, Index, PrimaryColumn } from 'typeorm';
import type { ConfigurationScope, SettingsLayer } from '@eyrie/contracts';

/** What an organisation, a site or a device says now. Its row is the lock of its versions. */
@Entity('configuration_layer')
@Check('configuration_layer_scope_ck', `scope IN ('organisation', 'site', 'device')`)
@Check('configuration_layer_target_ck', `target_id = coalesce(device_id, site_id, organisation_id)`)
@Index('configuration_layer_site_ix', ['organisationId', 'siteId'])
@ForeignKey('organisation', ['organisationId'], ['id'], {
  name: 'configuration_layer_organisation_fk',
})
@ForeignKey('site', ['organisationId', 'siteId'], ['organisationId', 'id'], {
  name: 'configuration_layer_site_fk',
})
@ForeignKey(
  'device',
  ['organisationId', 'siteId', 'deviceId'],
  ['organisationId', 'siteId', 'id'],
  { name: 'configuration_layer_device_fk' },
)
export class ConfigurationLayerRow {
  @PrimaryColumn({ type: 'uuid', primaryKeyConstraintName: 'configuration_layer_pk' })
  organisationId: string;

  /** The organisation, the site or the device. */
  @PrimaryColumn({ type: 'uuid', primaryKeyConstraintName: 'configuration_layer_pk' })
  targetId: string;

  @Column({ type: 'text' })
  scope: ConfigurationScope;

  /** Of a site's and a device's layer. */
  @Column({ type: 'uuid', nullable: true })
  siteId: string | null;

  @Column({ type: 'uuid', nullable: true })
  deviceId: string | null;

  /** 0 while nothing was ever set. */
  @Column({ type: 'integer', default: 0 })
  version: number;

  @Column({ type: 'jsonb', default: {} })
  settings: SettingsLayer;
}

/** One version of a layer: written once, never changed. */
@Entity('configuration_version')
@ForeignKey('configuration_layer', ['organisationId', 'targetId'], ['organisationId', 'targetId'], {
  name: 'configuration_version_layer_fk',
})
export class ConfigurationVersionRow {
  @PrimaryColumn({ type: 'uuid', primaryKeyConstraintName: 'configuration_version_pk' })
  organisationId: string;

  @PrimaryColumn({ type: 'uuid', primaryKeyConstraintName: 'configuration_version_pk' })
  targetId: string;

  @PrimaryColumn({ type: 'integer', primaryKeyConstraintName: 'configuration_version_pk' })
  version: number;

  /** For the grants of some sites, as in the layer. */
  @Column({ type: 'uuid', nullable: true })
  siteId: string | null;

  @Column({ type: 'jsonb' })
  settings: SettingsLayer;

  @Column({ type: 'text' })
  reason: string;

  @Column({ type: 'integer', nullable: true })
  rolledBackTo: number | null;

  @Column({ type: 'uuid' })
  changedByUserId: string;

  /** As it was then: the e-mail address, or the name of an API key. */
  @Column({ type: 'text' })
  changedBy: string;

  @Column({ type: 'timestamptz', default: () => 'now()' })
  changedAt: Date;
}
