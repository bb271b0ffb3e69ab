import { Inject, Injectable } from '@nestjs/common';
import { type CaRotationPhase, idFromUuid, streamEventTypes } from '@eyrie/contracts';
import { type EntityManager, Not } from 'typeorm';
import { Audit } from '../audit/index.ts';
import { CommandKeys } from '../commands/command-keys.ts';
import { EventLog } from '../event-log/index.ts';
import { SiteAuthorities } from '../sites/index.ts';
import { CaRotationRow } from './ca-rotation.entity.ts';
import { phaseAfter } from './rotation-phase.ts';
import { countsOf, TrustProgress } from './trust-progress.ts';

/** Takes a site from one authority to the next, as far as its devices are. */
@Injectable()
export class CaRotations {
  constructor(
    @Inject(SiteAuthorities) private readonly authorities: SiteAuthorities,
    @Inject(CommandKeys) private readonly commandKeys: CommandKeys,
    @Inject(TrustProgress) private readonly progress: TrustProgress,
    @Inject(EventLog) private readonly eventLog: EventLog,
    @Inject(Audit) private readonly audit: Audit,
  ) {}

  /** The one that is under way. */
  find(tx: EntityManager, organisationId: string, siteId: string): Promise<CaRotationRow | null> {
    return tx.findOneBy(CaRotationRow, { organisationId, siteId, phase: Not('done') });
  }

  /** Goes on where nobody is waited for any more. The caller holds the site's lock. */
  async advance(tx: EntityManager, rotation: CaRotationRow): Promise<void> {
    const counts = countsOf(await this.progress.devices(tx, rotation));
    const next = phaseAfter(rotation.phase, counts);
    if (next !== rotation.phase) await this.enter(tx, rotation, next);
  }

  /** Makes the phase the present one, with all that it means. The caller holds the site's lock. */
  async enter(tx: EntityManager, rotation: CaRotationRow, phase: CaRotationPhase): Promise<void> {
    const { organisationId, siteId, generation } = rotation;
    if (phase === 'renewing') {
      await this.authorities.promote(tx, organisationId, siteId, generation);
      await this.commandKeys.endorseAnew(tx, organisationId, siteId);
    } else if (phase === 'retiring') {
      await this.authorities.retireOthers(tx, organisationId, siteId);
    }
    await tx.update(
      CaRotationRow,
      { organisationId, siteId, generation },
      { phase, phaseAt: new Date() },
    );
    await this.tell(tx, rotation, phase);
    await this.audit.record(tx, organisationId, {
      object: { kind: 'site', id: idFromUuid('site', siteId) },
      before: { ca_generation: generation, phase: rotation.phase },
      after: { ca_generation: generation, phase, emergency: rotation.emergency },
    });
  }

  async tell(
    tx: EntityManager,
    { organisationId, siteId, generation, emergency }: CaRotationRow,
    phase: CaRotationPhase,
  ): Promise<void> {
    const data = { generation, phase, emergency };
    await this.eventLog.append(tx, organisationId, [
      { type: streamEventTypes.siteCaRotation, siteId, data },
    ]);
  }
}
