import { atTime, type SiteState } from '../site-state/site-state.ts';
import { counter, gauge, type Family } from './family.ts';

export interface SiteSources {
  readonly state: SiteState;
  /** By which leases expire. */
  readonly logTimeMs: number;
  readonly sessions: number;
  readonly ignoredCommands: number;
  /** Of what is in force, agreed on or founded with. */
  readonly version: number;
  readonly siteEpoch: number;
}

/** What the coordinators agreed on, as applied here, in numbers. */
export function siteFamilies(sources: SiteSources): Family[] {
  const { state, logTimeMs, sessions, ignoredCommands, version, siteEpoch } = sources;
  const { duties } = atTime(state, logTimeMs);
  const { current } = state.authorities;
  return [
    gauge('eyrie_site_version', 'Version of the manifest in force.', version),
    gauge('eyrie_site_epoch', 'Site epoch.', siteEpoch),
    gauge('eyrie_site_coordinators', 'Coordinators that the site knows.', state.coordinators.size),
    gauge('eyrie_site_leases', 'Duty leases held, without the uplink.', duties.size),
    gauge('eyrie_site_commands', 'Accepted commands that are remembered.', state.accepted.length),
    gauge(
      'eyrie_site_command_sequence',
      'Highest sequence of the commands of the present authority.',
      current?.highestSequence ?? 0,
    ),
    gauge('eyrie_site_sessions', 'Open sessions of coordinators.', sessions),
    counter(
      'eyrie_site_ignored_commands',
      'Entries of the log that this version does not know or cannot read.',
      ignoredCommands,
    ),
  ];
}
