import { Check, Column, Entity, ForeignKey, PrimaryColumn } from 'typeorm';
import type { CaRotationPhase } from '@eyrie/contracts';

/** How a site came, or comes, to trust the authority of that generation, and it alone. */
@Entity('ca_rotation')
@Check('ca_rotation_phase_ck', `phase IN ('distributing', 'renewing', 'retiring', 'done')`)
@ForeignKey(
  'site_ca',
  ['organisationId', 'siteId', 'generation'],
  ['organisationId', 'siteId', 'generation'],
  { name: 'ca_rotation_authority_fk' },
)
export class CaRotationRow {
  @PrimaryColumn({ type: 'uuid', primaryKeyConstraintName: 'ca_rotation_pk' })
  organisationId: string;

  @PrimaryColumn({ type: 'uuid', primaryKeyConstraintName: 'ca_rotation_pk' })
  siteId: string;

  @PrimaryColumn({ type: 'integer', primaryKeyConstraintName: 'ca_rotation_pk' })
  generation: number;

  @Column({ type: 'text' })
  phase: CaRotationPhase;

  /** The authority of before was dropped at once, without waiting for anybody. */
  @Column({ type: 'boolean' })
  emergency: boolean;

  @Column({ type: 'text', nullable: true })
  reason: string | null;

  @Column({ type: 'text' })
  startedByName: string;

  @Column({ type: 'timestamptz', default: () => 'now()' })
  startedAt: Date;

  @Column({ type: 'timestamptz', default: () => 'now()' })
  phaseAt: Date;
}
