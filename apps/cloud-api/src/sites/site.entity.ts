import { Check, Column, Entity, ForeignKey, Index, PrimaryColumn } from 'typeorm';
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

  /** Put away since then: in no list that does not ask for it. */
  @Column({ type: 'timestamptz', nullable: true })
  archivedAt: Date | null;

  @Column({ type: 'timestamptz', default: () => 'now()' })
  createdAt: Date;
}

/** A certificate authority of a site: of several generations one issues. */
@Entity('site_ca')
@Index('site_ca_issuing_ix', ['organisationId', 'siteId'], {
  unique: true,
  where: `state = 'issuing'`,
})
@Check('site_ca_state_ck', `state IN ('next', 'issuing', 'trusted', 'retired')`)
@Check('site_ca_key_ck', `(state = 'retired') = (sealed_private_key IS NULL)`)
@ForeignKey('site', ['organisationId', 'siteId'], ['organisationId', 'id'], {
  name: 'site_ca_site_fk',
})
export class SiteCaRow {
  @PrimaryColumn({ type: 'uuid', primaryKeyConstraintName: 'site_ca_pk' })
  organisationId: string;

  @PrimaryColumn({ type: 'uuid', primaryKeyConstraintName: 'site_ca_pk' })
  siteId: string;

  @PrimaryColumn({ type: 'integer', primaryKeyConstraintName: 'site_ca_pk', default: 1 })
  generation: number;

  /** `next` and `trusted` are trusted beside the one that issues. */
  @Column({ type: 'text', default: 'issuing' })
  state: 'next' | 'issuing' | 'trusted' | 'retired';

  /** PEM. */
  @Column({ type: 'text' })
  certificate: string;

  /** Gone when it is retired. */
  @Column({ type: 'text', nullable: true })
  sealedPrivateKey: string | null;

  @Column({ type: 'timestamptz', nullable: true })
  retiredAt: Date | null;

  @Column({ type: 'timestamptz', default: () => 'now()' })
  createdAt: Date;
}
