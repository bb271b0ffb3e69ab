import type { SiteManifest } from '@eyrie/contracts';
import { isSame, type Authorities, type Authority } from './authority.ts';
import type { Refused } from './refusal.ts';

/** A manifest whose founding voters are fixed: what a coordinator can run with. */
export type FoundedManifest = SiteManifest & {
  foundingVoters: NonNullable<SiteManifest['foundingVoters']>;
};

export type ManifestRefusal =
  'older' | 'other-site' | 'other-epoch' | 'other-founders' | 'other-authority';

export type AdoptionResult =
  { readonly type: 'adopted'; readonly version: number } | Refused<ManifestRefusal>;

interface Present {
  readonly siteId: string;
  readonly manifest: SiteManifest | null;
  readonly authorities: Authorities;
}

/** Why the site does not take on this manifest, which came from that cloud; null: it does. */
export function whyNotAdopt(
  { siteId, manifest: present, authorities: { current } }: Present,
  next: SiteManifest,
  from: Authority,
): ManifestRefusal | null {
  if (next.siteId !== siteId) return 'other-site';
  if (next.organisationId !== from.organisationId) return 'other-authority';
  if (current !== null && !isSame(current, from)) return 'other-authority';
  if (present === null) return null;
  // Each epoch is a Raft group of its own. In the log of an old one a manifest of the new epoch would
  // lend its old, high terms a fence that they must not have.
  if (next.siteEpoch !== present.siteEpoch) return 'other-epoch';
  if (next.version <= present.version) return 'older';
  // Within an epoch the voters are what the group was founded with: the log, not the cloud, moves them.
  const isSameFounding =
    JSON.stringify(next.foundingVoters) === JSON.stringify(present.foundingVoters);
  return isSameFounding ? null : 'other-founders';
}
