import { Check, Column, Entity, ForeignKey, PrimaryColumn } from 'typeorm';
import type { SiteManifest, SiteReport } from '@eyrie/contracts';

@Entity('site')
@Check('site_founding_coordinators_ck', 'founding_coordinators BETWEEN 1 AND 5')
@ForeignKey('organisation', ['organisationId'], ['id'], { name: 'site_organisation_fk' })
export class SiteRow {
  @PrimaryColumn({ type: 'uuid', primaryKeyConstraintName: 'site_pk' })
  organisationId: string;

  @PrimaryColumn({ type: 'uuid', primaryKeyConstraintName: 'site_pk' })
  id: string;

  @Column({ type: 'text' })
  name: string;

  @Column({ type: 'double precision' })
  latitude: number;

  @Column({ type: 'double precision' })
  longitude: number;

  @Column({ type: 'text' })
  timeZone: string;

  /** Given by the cloud when the site is founded; grows when it is recovered. */
  @Column({ type: 'integer', default: 1 })
  siteEpoch: number;

  @Column({ type: 'integer' })
  foundingCoordinators: number;

  /** Fixed once enough coordinators have enrolled. */
  @Column({ type: 'jsonb', nullable: true })
  foundingVoters: SiteManifest['foundingVoters'];

  /** By device id: the card that was given the right to found the present epoch. */
  @Column({ type: 'jsonb', default: {} })
  foundingCards: Record<string, string>;

  @Column({ type: 'integer', default: 1 })
  manifestVersion: number;

  /** The highest (epoch, term) that has spoken to the cloud; an older pair is refused. */
  @Column({ type: 'integer', default: 0 })
  fenceEpoch: number;

  @Column({ type: 'bigint', default: 0 })
  fenceTerm: number;

  @Column({ type: 'integer', default: 1 })
  nextNodeId: number;

  @Column({ type: 'text', default: '' })
  notes: string;

  /** Grows with every change of what people set of it. */
  @Column({ type: 'integer', default: 1 })
  revision: number;

  @Column({ type: 'jsonb', nullable: true })
  report: SiteReport | null;

  @Column({ type: 'timestamptz', nullable: true })
  reportAt: Date | null;

  @Column({ type: 'timestamptz', default: () => 'now()' })
  createdAt: Date;
}

@Entity('site_ca')
@ForeignKey('site', ['organisationId', 'siteId'], ['organisationId', 'id'], {
  name: 'site_ca_site_fk',
})
export class SiteCaRow {
  @PrimaryColumn({ type: 'uuid', primaryKeyConstraintName: 'site_ca_pk' })
  organisationId: string;

  @PrimaryColumn({ type: 'uuid', primaryKeyConstraintName: 'site_ca_pk' })
  siteId: string;

  /** PEM. */
  @Column({ type: 'text' })
  certificate: string;

  @Column({ type: 'text' })
  sealedPrivateKey: string;

  @Column({ type: 'timestamptz', default: () => 'now()' })
  createdAt: Date;
}
