import type { MemberAnswer, SiteManifest } from '@eyrie/contracts';

export interface RosterEntry {
  readonly nodeId: number;
  readonly deviceId: string;
  readonly name: string;
}
export type VouchedRoster = MemberAnswer['roster'];

/** What the roster is read from, as the site's state has it now. */
export interface RosterSource {
  readonly manifest: SiteManifest;
}

const coordinatorsMax = 64;

/**
 * Who is a coordinator of this site, by the newest that this node knows: what the coordinators agreed
 * on, what the cloud told it while it was not among them, or what another coordinator vouched for. A
 * node that was away for long, or has just come, must know those who came meanwhile, or it would turn
 * its leader away.
 */
export class Roster {
  readonly #source: RosterSource;
  #told: VouchedRoster | null = null;
  #read: { readonly of: SiteManifest; readonly roster: VouchedRoster } | null = null;

  constructor(source: RosterSource) {
    this.#source = source;
  }

  /** From the cloud, at a node that no leader tells. */
  learnManifest(manifest: SiteManifest): void {
    this.learn(rosterOf(manifest));
  }

  /** From a coordinator that proved to be one. An older one, or of another epoch, is passed over. */
  learn(told: VouchedRoster): void {
    const { siteEpoch, version } = this.current;
    if (told.siteEpoch === siteEpoch && told.version > version) this.#told = told;
  }

  get current(): VouchedRoster {
    const { manifest } = this.#source;
    if (this.#read?.of !== manifest) this.#read = { of: manifest, roster: rosterOf(manifest) };
    const { roster } = this.#read;
    return this.#told && this.#told.version > roster.version ? this.#told : roster;
  }

  find(nodeId: number): RosterEntry | null {
    return this.current.coordinators.find((entry) => entry.nodeId === nodeId) ?? null;
  }

  /** Does the roster say that this certificate's name is that node's? */
  isCoordinator(commonName: string, nodeId: number): boolean {
    return this.find(nodeId)?.deviceId === commonName;
  }
}

function rosterOf({ siteEpoch, version, devices }: SiteManifest): VouchedRoster {
  const coordinators = devices.flatMap(({ nodeId, deviceId, name, role }) =>
    role === 'coordinator' && nodeId !== null ? [{ nodeId, deviceId, name }] : [],
  );
  return { siteEpoch, version, coordinators: coordinators.slice(0, coordinatorsMax) };
}
