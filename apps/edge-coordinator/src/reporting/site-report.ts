import type { ReportedConfiguration, SiteManifest, SiteReport } from '@eyrie/contracts';
import type { RaftMetrics, RaftStatus } from '@eyrie/raft';

export interface SiteView {
  readonly manifest: SiteManifest;
  readonly status: RaftStatus;
  readonly peers: RaftMetrics['peers'];
  readonly connected: readonly string[];
  readonly reported: ReadonlyMap<string, ReportedConfiguration>;
  readonly uplinkBacklogRecords: number;
  readonly version: string;
  readonly at: Date;
}

/** The site as its leader sees it. */
export function siteReport(view: SiteView): SiteReport {
  const { manifest, status, peers } = view;
  const devices = new Set(manifest.devices.map(({ deviceId }) => deviceId));
  return {
    leaderNodeId: status.id,
    term: status.term,
    commitIndex: status.commitIndex,
    version: view.version,
    members: (manifest.foundingVoters ?? []).map(({ deviceId, nodeId }) => {
      if (nodeId === status.id) {
        const matchIndex = status.lastIndex;
        return { deviceId, nodeId, role: 'leader' as const, reachable: true, matchIndex };
      }
      const peer = peers[nodeId];
      return {
        deviceId,
        nodeId,
        role: 'follower' as const,
        reachable: peer?.active ?? false,
        matchIndex: peer?.match ?? 0,
      };
    }),
    connected: view.connected.filter((deviceId) => devices.has(deviceId)),
    reported: [...view.reported]
      .filter(([deviceId]) => devices.has(deviceId))
      .map(([deviceId, reported]) => ({ deviceId, ...reported })),
    uplinkBacklogRecords: view.uplinkBacklogRecords,
    at: view.at.toISOString(),
  };
}
