import { establish } from './authority.ts';
import type { SiteCommandOf } from './command.ts';
import { foundersAsCoordinators } from './coordinators.ts';
import { refused, type Moment, type Refused } from './refusal.ts';
import { decodeSnapshot, SnapshotUnreadable } from './site-snapshot.ts';
import type { SiteState } from './state.ts';

export type InheritanceResult =
  | { readonly type: 'inherited'; readonly commands: number }
  | Refused<'already-begun' | 'unreadable'>;

/**
 * The first thing a recovered site agrees on: what its survivor knew of the epoch before. Commands that
 * were accepted stay accepted, so that none is carried out twice, and the authority stays. Who takes
 * part begins anew with the survivor. Duties are claimed again: their leases count by the log time of
 * the old epoch.
 */
export function inherit(
  state: SiteState,
  { manifest, authority, snapshot }: SiteCommandOf<'inherit-state'>,
  { index }: Moment,
): [SiteState, InheritanceResult] {
  if (state.manifest !== null) return [state, refused('already-begun')];
  let before: SiteState;
  try {
    before = decodeSnapshot(Buffer.from(snapshot), state.siteId).state;
  } catch (error) {
    if (error instanceof SnapshotUnreadable) return [state, refused('unreadable')];
    throw error;
  }
  const { accepted } = before;
  // A card that had none of the site's decisions goes on with what its own enrolment says.
  const authorities = establish(before.authorities, authority);
  return [
    {
      ...state,
      manifest,
      coordinators: foundersAsCoordinators(manifest.foundingVoters, index),
      accepted,
      authorities,
    },
    { type: 'inherited', commands: accepted.length },
  ];
}
