import type { SiteManifest } from '@eyrie/contracts';
import type { AcceptedCommands } from './accepted-commands.ts';
import { noAuthorities, type Authorities } from './authority.ts';
import type { Coordinators } from './coordinators.ts';
import type { Duties } from './duties.ts';

/** What the coordinators of a site agree on. Never changed in place. */
export interface SiteState {
  readonly siteId: string;
  /** What the cloud wants the site to be; null until the first leader has proposed it. */
  readonly manifest: SiteManifest | null;
  readonly coordinators: Coordinators;
  readonly duties: Duties;
  readonly accepted: AcceptedCommands;
  readonly authorities: Authorities;
}

export function emptySiteState(siteId: string): SiteState {
  return {
    siteId,
    manifest: null,
    coordinators: new Map(),
    duties: new Map(),
    accepted: [],
    authorities: noAuthorities,
  };
}
