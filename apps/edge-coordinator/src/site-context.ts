import type { DeviceIdentity } from '@eyrie/identity';
import type { Logger, ServiceWatchdog } from '@eyrie/platform';
import type { NodeFailed } from '@eyrie/raft';
import type { Registry } from 'prom-client';
import type { CloudClient } from './cloud/cloud-client.ts';
import type { CoordinatorConfiguration } from './configuration.ts';
import type { Inheritance } from './consensus/inheritance.ts';
import type { RareLog } from './metrics/rare-log.ts';
import type { FoundedManifest } from './site-state/manifest.ts';

interface SiteContextParts {
  readonly configuration: CoordinatorConfiguration;
  readonly identity: DeviceIdentity;
  readonly nodeId: number;
  readonly founding: FoundedManifest;
  /** See `Founding`. */
  readonly mayFound: boolean;
  readonly inheritance: Inheritance | null;
  readonly isTakenOut: boolean;
  /**
   * This node's part in the epoch ends here; how it begins anew has been written down. `afterwards` is
   * done in between, when the log is closed.
   */
  readonly onEpochEnded: (afterwards?: () => Promise<void>) => void;
  readonly cloud: CloudClient;
  readonly registry: Registry;
  readonly log: Logger;
  readonly rareLog: RareLog;
  /** Where something supervises the process. */
  readonly watchdog?: ServiceWatchdog;
  /** The Raft node stopped for good: so must the process. */
  readonly onFailed: (failure: NodeFailed) => void;
}

/** What is known once the site is founded: everything else of the running coordinator builds on it. */
export class SiteContext implements SiteContextParts {
  readonly configuration: CoordinatorConfiguration;
  readonly identity: DeviceIdentity;
  readonly nodeId: number;
  readonly founding: FoundedManifest;
  readonly mayFound: boolean;
  readonly inheritance: Inheritance | null;
  readonly isTakenOut: boolean;
  readonly onEpochEnded: (afterwards?: () => Promise<void>) => void;
  readonly cloud: CloudClient;
  readonly registry: Registry;
  readonly log: Logger;
  readonly rareLog: RareLog;
  readonly watchdog?: ServiceWatchdog;
  readonly onFailed: (failure: NodeFailed) => void;

  constructor(parts: SiteContextParts) {
    this.configuration = parts.configuration;
    this.identity = parts.identity;
    this.nodeId = parts.nodeId;
    this.founding = parts.founding;
    this.mayFound = parts.mayFound;
    this.inheritance = parts.inheritance;
    this.isTakenOut = parts.isTakenOut;
    this.onEpochEnded = parts.onEpochEnded;
    this.cloud = parts.cloud;
    this.registry = parts.registry;
    this.log = parts.log;
    this.rareLog = parts.rareLog;
    if (parts.watchdog) this.watchdog = parts.watchdog;
    this.onFailed = parts.onFailed;
  }

  /** Where Raft, broker and relay listen: on the loopback where the node is not to be reached from elsewhere. */
  get listenHost(): string {
    const { EYRIE_LISTEN, EYRIE_HOST } = this.configuration;
    return EYRIE_LISTEN ?? (isLoopback(EYRIE_HOST) ? '127.0.0.1' : '0.0.0.0');
  }
}

function isLoopback(host: string | undefined): boolean {
  return host === 'localhost' || (host?.startsWith('127.') ?? false);
}
