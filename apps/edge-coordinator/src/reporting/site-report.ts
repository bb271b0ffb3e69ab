import type { ReportedConfiguration, SiteManifest, SiteMember, SiteReport } from '@eyrie/contracts';
import type { RaftStatus } from '@eyrie/raft';

export interface SiteView {
  readonly manifest: SiteManifest;
  readonly status: Pick<RaftStatus, 'id' | 'term' | 'commitIndex'>;
  readonly members: readonly SiteMember[];
  readonly connected: readonly string[];
  readonly reported: ReadonlyMap<string, ReportedConfiguration>;
  readonly clones: readonly string[];
  readonly uplinkBacklogRecords: number;
  readonly version: string;
  readonly at: Date;
}

/** The site as its leader sees it. */
export function siteReport(view: SiteView): SiteReport {
  const { manifest, status } = view;
  const clones = view.clones.filter((deviceId) =>
    manifest.devices.some((device) => device.deviceId === deviceId),
  );
  const devices = new Set(manifest.devices.map(({ deviceId }) => deviceId));
  return {
    leaderNodeId: status.id,
    term: status.term,
    commitIndex: status.commitIndex,
    version: view.version,
    // The cloud knows devices: one that it does not list any more is none of its business.
    members: view.members.flatMap((member) => {
      const { deviceId } = member;
      return deviceId !== null && devices.has(deviceId) ? [reportOf({ ...member, deviceId })] : [];
    }),
    connected: view.connected.filter((deviceId) => devices.has(deviceId)),
    reported: [...view.reported]
      .filter(([deviceId]) => devices.has(deviceId))
      .map(([deviceId, reported]) => ({ deviceId, ...reported })),
    ...(clones.length === 0 ? {} : { clones }),
    uplinkBacklogRecords: view.uplinkBacklogRecords,
    at: view.at.toISOString(),
  };
}

function reportOf(
  member: SiteMember & { readonly deviceId: string },
): SiteReport['members'][number] {
  return {
    deviceId: member.deviceId,
    nodeId: member.nodeId,
    role: member.role ?? (member.standing === 'learner' ? 'learner' : 'follower'),
    reachable: member.reachable,
    matchIndex: member.matchIndex ?? 0,
    standing: member.standing,
    incarnation: member.incarnation,
    ...(member.lagEntries === null ? {} : { lagEntries: member.lagEntries }),
    version: member.version,
  };
}
