import { Inject, Injectable } from '@nestjs/common';
import {
  type FoundingAnswer,
  type FoundingClaim,
  idFromUuid,
  type SiteRecovery,
  streamEventTypes,
} from '@eyrie/contracts';
import type { EntityManager } from 'typeorm';
import type { DevicePrincipal } from '../authorisation/index.ts';
import { DevicesRepository } from '../devices/index.ts';
import { EventLog } from '../event-log/index.ts';
import { SitesRepository } from '../sites/index.ts';
import { SiteRow } from '../sites/site.entity.ts';
import { Tenancy } from '../tenancy/index.ts';
import { foundingRight } from './founding-rights.ts';
import { SiteEpochDiffers, SiteStillLed } from './founding.errors.ts';

/** Three reports that did not come: a leader tells of itself every five seconds. */
const silentMsMin = 15_000;

/** Who may begin a site epoch: the founders the first one, a survivor the next. */
@Injectable()
export class SiteFoundingService {
  constructor(
    @Inject(Tenancy) private readonly tenancy: Tenancy,
    @Inject(SitesRepository) private readonly sites: SitesRepository,
    @Inject(DevicesRepository) private readonly devices: DevicesRepository,
    @Inject(EventLog) private readonly eventLog: EventLog,
  ) {}

  /** Gives one card of each founding voter the right to found. Throws `SiteEpochDiffers`. */
  claim(device: DevicePrincipal, claim: FoundingClaim): Promise<FoundingAnswer> {
    const { organisationId, siteId } = device;
    const deviceId = idFromUuid('device', device.deviceId);
    return this.tenancy.transaction(organisationId, async (tx) => {
      // Locked: of two cards of one device that ask at once, one founds.
      const site = await this.sites.lock(tx, organisationId, siteId);
      if (site.siteEpoch !== claim.siteEpoch) throw new SiteEpochDiffers(site.siteEpoch);
      const may = foundingRight(site, deviceId, claim.card);
      if (may === 'found' && site.foundingCards[deviceId] === undefined) {
        const foundingCards = { ...site.foundingCards, [deviceId]: claim.card };
        await tx.update(SiteRow, { organisationId, id: siteId }, { foundingCards });
      }
      return { may };
    });
  }

  /**
   * Begins the next epoch with the survivor as its only founder; from this moment on the old group is
   * fenced. Throws `SiteEpochDiffers` and `SiteStillLed`.
   */
  recover(device: DevicePrincipal, recovery: SiteRecovery): Promise<void> {
    const { organisationId, siteId } = device;
    return this.tenancy.transaction(organisationId, async (tx) => {
      const site = await this.sites.lock(tx, organisationId, siteId);
      const deviceId = idFromUuid('device', device.deviceId);
      const isDone =
        site.siteEpoch === recovery.fromEpoch + 1 && site.foundingCards[deviceId] === recovery.card;
      if (isDone) return;
      if (site.siteEpoch !== recovery.fromEpoch) throw new SiteEpochDiffers(site.siteEpoch);
      const silentMs = site.reportAt ? Date.now() - site.reportAt.getTime() : Infinity;
      if (silentMs < silentMsMin) throw new SiteStillLed(Math.round(silentMs / 1000));
      await this.begin(tx, site, device, recovery);
    });
  }

  private async begin(
    tx: EntityManager,
    site: SiteRow,
    { organisationId, siteId, deviceId: uuid }: DevicePrincipal,
    { fromEpoch, card, lastIndex, lostDeviceIds }: SiteRecovery,
  ): Promise<void> {
    const survivor = await this.devices.get(tx, organisationId, uuid);
    const deviceId = idFromUuid('device', uuid);
    const nodeId = survivor.nodeId ?? 0;
    await tx.update(
      SiteRow,
      { organisationId, id: siteId },
      {
        siteEpoch: fromEpoch + 1,
        foundingVoters: [{ deviceId, nodeId }],
        foundingCards: { [deviceId]: card },
      },
    );
    await this.sites.touchManifest(tx, organisationId, siteId);
    await this.eventLog.append(tx, organisationId, [
      {
        type: streamEventTypes.siteRecovered,
        siteId,
        deviceId: uuid,
        data: {
          from_epoch: fromEpoch,
          to_epoch: fromEpoch + 1,
          last_index: lastIndex,
          lost_device_ids: lostDeviceIds,
          name: site.name,
        },
      },
    ]);
  }
}
