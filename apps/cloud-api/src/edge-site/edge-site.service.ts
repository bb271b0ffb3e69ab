import { Inject, Injectable } from '@nestjs/common';
import {
  idFromUuid,
  type SiteManifest,
  type SiteReport,
  streamEventTypes,
  uuidFromId,
} from '@eyrie/contracts';
import { type EntityManager, IsNull } from 'typeorm';
import type { DevicePrincipal } from '../authorisation/index.ts';
import { LayersRepository } from '../configurations/layers.repository.ts';
import { CameraRow } from '../cameras/camera.entity.ts';
import { withSealedPassword } from '../cameras/camera-password.ts';
import { DevicesRepository } from '../devices/index.ts';
import { EventLog } from '../event-log/index.ts';
import { type Fence, FencingService } from '../fencing/index.ts';
import { LockedRangesRepository } from '../locked-ranges/index.ts';
import { InvalidRequest } from '../problems/index.ts';
import { Quarantine } from '../revocations/index.ts';
import { Sealing } from '../sealing/index.ts';
import { SitesRepository } from '../sites/index.ts';
import { SiteRow } from '../sites/site.entity.ts';
import { Tenancy } from '../tenancy/index.ts';
import { toSiteManifest } from './site-manifest.ts';

@Injectable()
export class EdgeSiteService {
  constructor(
    @Inject(Tenancy) private readonly tenancy: Tenancy,
    @Inject(SitesRepository) private readonly sites: SitesRepository,
    @Inject(DevicesRepository) private readonly devices: DevicesRepository,
    @Inject(FencingService) private readonly fencing: FencingService,
    @Inject(EventLog) private readonly eventLog: EventLog,
    @Inject(LayersRepository) private readonly layers: LayersRepository,
    @Inject(LockedRangesRepository) private readonly lockedRanges: LockedRangesRepository,
    @Inject(Quarantine) private readonly quarantine: Quarantine,
    @Inject(Sealing) private readonly sealing: Sealing,
  ) {}

  /** What a manifest of this moment would be numbered. */
  manifestVersion({
    organisationId,
    siteId,
  }: DevicePrincipal): Promise<Pick<SiteManifest, 'siteEpoch' | 'version'>> {
    return this.tenancy.transaction(organisationId, async (tx) => {
      const { siteEpoch, manifestVersion } = await this.sites.get(tx, organisationId, siteId);
      return { siteEpoch, version: manifestVersion };
    });
  }

  manifest({ organisationId, siteId }: DevicePrincipal): Promise<SiteManifest> {
    return this.tenancy.transaction(organisationId, async (tx) => {
      // The site first: what is read after it may be newer than its version, never older.
      const site = await this.sites.get(tx, organisationId, siteId);
      const devices = await this.devices.listOfSite(tx, organisationId, siteId);
      const rows = await tx.find(CameraRow, {
        where: { organisationId, siteId, archivedAt: IsNull() },
        order: { id: 'ASC' },
      });
      const keys = new Map(devices.map(({ id, publicKey }) => [id, publicKey]));
      const cameras = rows.map((row) => ({
        deviceId: row.deviceId,
        configuration: withSealedPassword(row, this.sealing, keys.get(row.deviceId)),
      }));
      const ids = devices.map(({ id }) => id);
      const versions = await this.devices.desiredVersions(tx, organisationId, ids);
      const layers = await this.layers.read(tx, organisationId, [
        { siteId, deviceId: null },
        ...ids.map((deviceId) => ({ siteId, deviceId })),
      ]);
      const revokedSerials = await this.devices.revokedSerials(tx, organisationId, ids);
      const lockedRanges = await this.lockedRanges.ofDevices(tx, organisationId, siteId);
      return toSiteManifest({
        site,
        devices,
        cameras,
        versions,
        layers,
        lockedRanges,
        revokedSerials,
      });
    });
  }

  /** Takes the leader's view of its site. Throws `SiteFenced`. */
  report(device: DevicePrincipal, fence: Fence, report: SiteReport): Promise<void> {
    if (report.term !== fence.term) {
      throw new InvalidRequest([{ pointer: '/term', message: 'must be the term of the header' }]);
    }
    const { organisationId, siteId } = device;
    return this.tenancy.transaction(organisationId, async (tx) => {
      await this.fencing.check(tx, device, fence);
      const clones = report.clones ?? [];
      await this.quarantine.begin(
        tx,
        device,
        clones.map((id) => uuidFromId('device', id)),
      );
      await tx.update(SiteRow, { organisationId, id: siteId }, { report, reportAt: new Date() });
      await this.keepDeviceStates(tx, device, report);
      await this.eventLog.append(tx, organisationId, [
        {
          type: streamEventTypes.siteReport,
          siteId,
          deviceId: device.deviceId,
          data: toEventData(device, fence, report),
        },
      ]);
    });
  }

  /**
   * What the leader says of each device. Devices of other sites in a report are passed over: the
   * condition on the site is in the statement, not in trust in the sender.
   */
  private async keepDeviceStates(
    tx: EntityManager,
    { organisationId, siteId, deviceId }: DevicePrincipal,
    report: SiteReport,
  ): Promise<void> {
    const members = report.members.map((member) => ({
      device_id: uuidFromId('device', member.deviceId),
      raft_role: member.role,
      // The reporting leader reaches itself by definition.
      reachable: member.reachable || uuidFromId('device', member.deviceId) === deviceId,
      match_index: member.matchIndex,
      standing: member.standing ?? null,
      incarnation: member.incarnation ?? null,
      lag: member.lagEntries ?? null,
      version: member.version ?? null,
    }));
    const reported = report.reported.map((one) => ({
      device_id: uuidFromId('device', one.deviceId),
      version: one.version,
      desired_version: one.desiredVersion,
      reason: one.applied ? null : one.reason,
    }));
    const connected = report.connected.map((id) => uuidFromId('device', id));
    await tx.query(
      `UPDATE device_state st SET
         connected = st.device_id = ANY($3::uuid[]),
         raft_role = m.raft_role,
         raft_reachable = coalesce(m.reachable, false),
         match_index = coalesce(m.match_index, st.match_index),
         last_seen_at = CASE WHEN m.reachable THEN now() ELSE st.last_seen_at END,
         raft_standing = m.standing,
         raft_incarnation = m.incarnation,
         raft_lag = m.lag,
         version = CASE WHEN st.device_id = $6 THEN $7 ELSE coalesce(m.version, st.version) END,
         reported_version = coalesce(r.version, st.reported_version),
         reported_desired_version = coalesce(r.desired_version, st.reported_desired_version),
         reported_reason = CASE WHEN r.device_id IS NULL THEN st.reported_reason ELSE r.reason END
       FROM device d
       LEFT JOIN json_to_recordset($4::json)
         AS m(device_id uuid, raft_role text, reachable boolean, match_index bigint,
              standing text, incarnation text, lag bigint, version text)
         ON m.device_id = d.id
       LEFT JOIN json_to_recordset($5::json) AS r(device_id uuid, version integer,
         desired_version integer, reason text)
         ON r.device_id = d.id
       WHERE d.organisation_id = $1 AND d.site_id = $2
         AND st.organisation_id = d.organisation_id AND st.device_id = d.id`,
      [
        organisationId,
        siteId,
        connected,
        JSON.stringify(members),
        JSON.stringify(reported),
        deviceId,
        report.version,
      ],
    );
  }
}

function toEventData(device: DevicePrincipal, fence: Fence, report: SiteReport) {
  return {
    leader_device_id: idFromUuid('device', device.deviceId),
    leader_node_id: report.leaderNodeId,
    site_epoch: fence.siteEpoch,
    term: report.term,
    commit_index: report.commitIndex,
    uplink_backlog_records: report.uplinkBacklogRecords,
    connected: report.connected,
    members: report.members.map((member) => ({
      device_id: member.deviceId,
      node_id: member.nodeId,
      role: member.role,
      reachable: member.reachable,
      match_index: member.matchIndex,
      standing: member.standing ?? null,
      incarnation: member.incarnation ?? null,
      lag_entries: member.lagEntries ?? null,
    })),
  };
}
