import type { SiteManifest } from '@eyrie/contracts';

type FoundingVoters = SiteManifest['foundingVoters'];

/**
 * Who founds a site's Raft group: the first n coordinators, fixed at the moment the n-th enrols and
 * never changed, since two different lists would make two groups.
 */
export function foundingVoters(
  fixed: FoundingVoters,
  wanted: number,
  coordinators: readonly { deviceId: string; nodeId: number }[],
): FoundingVoters {
  if (fixed !== null) return fixed;
  if (coordinators.length < wanted) return null;
  return [...coordinators].sort((one, other) => one.nodeId - other.nodeId).slice(0, wanted);
}
