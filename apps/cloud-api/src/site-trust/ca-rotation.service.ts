import { X509Certificate } from 'node:crypto';
import { Inject, Injectable } from '@nestjs/common';
import { idFromUuid, type SiteTrustView, uuidFromId } from '@eyrie/contracts';
import type { EntityManager } from 'typeorm';
import { Audit } from '../audit/index.ts';
import type { PersonPrincipal } from '../authorisation/index.ts';
import { fingerprintOf, SiteAuthorities, SitesRepository } from '../sites/index.ts';
import { Tenancy } from '../tenancy/index.ts';
import { CaRotationRow } from './ca-rotation.entity.ts';
import { CaRotationUnderWay, NoCaRotation } from './ca-rotation.errors.ts';
import { CaRotations } from './ca-rotations.ts';
import { phaseWithoutMissing } from './rotation-phase.ts';
import { countsOf, missingIn, TrustProgress } from './trust-progress.ts';

const missingMax = 100;

/** What people see and want of a site's authority. */
@Injectable()
export class CaRotationService {
  constructor(
    @Inject(Tenancy) private readonly tenancy: Tenancy,
    @Inject(SitesRepository) private readonly sites: SitesRepository,
    @Inject(SiteAuthorities) private readonly authorities: SiteAuthorities,
    @Inject(CaRotations) private readonly rotations: CaRotations,
    @Inject(TrustProgress) private readonly progress: TrustProgress,
    @Inject(Audit) private readonly audit: Audit,
  ) {}

  /** Throws `SiteNotFound`. */
  read({ organisationId }: PersonPrincipal, site: string): Promise<SiteTrustView> {
    const siteId = uuidFromId('site', site);
    return this.tenancy.transaction(organisationId, async (tx) => {
      await this.sites.get(tx, organisationId, siteId);
      return this.show(tx, organisationId, siteId);
    });
  }

  /**
   * Makes the next authority. In an emergency the present one is dropped at once; one that is under
   * way becomes such. Throws `SiteNotFound`, `CaRotationUnderWay`.
   */
  start(
    { organisationId, name }: PersonPrincipal,
    site: string,
    { emergency, reason }: { emergency: boolean; reason: string | null },
  ): Promise<SiteTrustView> {
    const siteId = uuidFromId('site', site);
    return this.tenancy.transaction(organisationId, async (tx) => {
      await this.sites.lock(tx, organisationId, siteId);
      const present = await this.rotations.find(tx, organisationId, siteId);
      if (present && (!emergency || present.emergency)) throw new CaRotationUnderWay();
      const rotation = present ?? (await this.begin(tx, { organisationId, siteId, reason, name }));
      if (emergency) await this.hurry(tx, rotation);
      else await this.rotations.tell(tx, rotation, rotation.phase);
      await this.audit.record(tx, organisationId, {
        object: { kind: 'site', id: site },
        after: { ca_generation: rotation.generation, phase: rotation.phase, emergency, reason },
      });
      return this.show(tx, organisationId, siteId);
    });
  }

  /** The next phase, without those that are missing. Throws `SiteNotFound`, `NoCaRotation`. */
  proceed({ organisationId }: PersonPrincipal, site: string): Promise<SiteTrustView> {
    const siteId = uuidFromId('site', site);
    return this.tenancy.transaction(organisationId, async (tx) => {
      await this.sites.lock(tx, organisationId, siteId);
      const rotation = await this.rotations.find(tx, organisationId, siteId);
      if (!rotation) throw new NoCaRotation();
      await this.rotations.enter(tx, rotation, phaseWithoutMissing(rotation.phase));
      return this.show(tx, organisationId, siteId);
    });
  }

  private async begin(
    tx: EntityManager,
    {
      organisationId,
      siteId,
      reason,
      name,
    }: { organisationId: string; siteId: string; reason: string | null; name: string },
  ): Promise<CaRotationRow> {
    const { generation } = await this.authorities.prepare(tx, organisationId, siteId);
    const of = { organisationId, siteId, generation };
    await tx.insert(CaRotationRow, {
      ...of,
      phase: 'distributing',
      emergency: false,
      reason,
      startedByName: name,
    });
    return tx.findOneByOrFail(CaRotationRow, of);
  }

  /** Without waiting for anybody: devices get the new authority and its certificate in one answer. */
  private async hurry(tx: EntityManager, rotation: CaRotationRow): Promise<void> {
    const { organisationId, siteId, generation } = rotation;
    const of = { organisationId, siteId, generation };
    await tx.update(CaRotationRow, of, { emergency: true });
    for (const phase of ['renewing', 'retiring'] as const) {
      const present = await tx.findOneByOrFail(CaRotationRow, of);
      const isAhead = present.phase === phase || present.phase === 'retiring';
      if (!isAhead) await this.rotations.enter(tx, present, phase);
    }
  }

  private async show(
    tx: EntityManager,
    organisationId: string,
    siteId: string,
  ): Promise<SiteTrustView> {
    const [issuing] = await this.authorities.trusted(tx, organisationId, siteId);
    if (!issuing) throw new Error('A site without an authority.');
    const rotation = await tx.findOne(CaRotationRow, {
      where: { organisationId, siteId },
      order: { generation: 'DESC' },
    });
    const { validToDate } = new X509Certificate(issuing.certificate);
    return {
      site_id: idFromUuid('site', siteId),
      authority: {
        generation: issuing.generation,
        fingerprint: fingerprintOf(issuing.certificate),
        created_at: issuing.createdAt.toISOString(),
        expires_at: validToDate.toISOString(),
      },
      rotation: rotation === null ? null : await this.showRotation(tx, rotation),
    };
  }

  private async showRotation(
    tx: EntityManager,
    rotation: CaRotationRow,
  ): Promise<NonNullable<SiteTrustView['rotation']>> {
    const devices = await this.progress.devices(tx, rotation);
    const counts = countsOf(devices);
    return {
      generation: rotation.generation,
      phase: rotation.phase,
      emergency: rotation.emergency,
      reason: rotation.reason,
      started_by: rotation.startedByName,
      started_at: rotation.startedAt.toISOString(),
      phase_at: rotation.phaseAt.toISOString(),
      devices_total: counts.devices,
      devices_trusting: counts.trusting,
      devices_renewed: counts.renewed,
      devices_settled: counts.settled,
      waiting_for: missingIn(rotation.phase, devices)
        .slice(0, missingMax)
        .map(({ id, name }) => ({ device_id: idFromUuid('device', id), name })),
    };
  }
}
