import type { SiteManifest } from '@eyrie/contracts';
import type { SiteCommand } from './command.ts';

/** What the coordinators of a site agree on. */
export interface SiteState {
  readonly siteId: string;
  /** What the cloud wants the site to be; null until the first leader has proposed it. */
  readonly manifest: SiteManifest | null;
  /** Commands that this version does not know or cannot read: a newer one proposed them. */
  readonly ignoredCommands: number;
}

export type AdoptionResult =
  | { readonly type: 'adopted'; readonly version: number }
  | { readonly type: 'refused'; readonly reason: 'older' | 'other-site' | 'other-founders' }
  | { readonly type: 'ignored' };

export function emptySiteState(siteId: string): SiteState {
  return { siteId, manifest: null, ignoredCommands: 0 };
}

/** One step of the replicated state machine: the same at every coordinator. */
export function applyCommand(
  state: SiteState,
  command: SiteCommand | null,
): [SiteState, AdoptionResult] {
  if (command === null) {
    return [{ ...state, ignoredCommands: state.ignoredCommands + 1 }, { type: 'ignored' }];
  }
  const refusal = whyNotAdopt(state, command.manifest);
  if (refusal) return [state, { type: 'refused', reason: refusal }];
  return [
    { ...state, manifest: command.manifest },
    { type: 'adopted', version: command.manifest.version },
  ];
}

/** Whether proposing this manifest would change anything. */
export function isNews(state: SiteState, manifest: SiteManifest): boolean {
  return whyNotAdopt(state, manifest) === null;
}

function whyNotAdopt(
  { siteId, manifest: present }: SiteState,
  next: SiteManifest,
): 'older' | 'other-site' | 'other-founders' | null {
  if (next.siteId !== siteId) return 'other-site';
  if (present === null) return null;
  if (next.siteEpoch < present.siteEpoch) return 'older';
  if (next.siteEpoch > present.siteEpoch) return null;
  if (next.version <= present.version) return 'older';
  // Within an epoch the voters are what the group was founded with: the log, not the cloud, moves them.
  const same = JSON.stringify(next.foundingVoters) === JSON.stringify(present.foundingVoters);
  return same ? null : 'other-founders';
}
