import type { CameraEnvironment } from '@eyrie/camera';
import type { Directory } from '@eyrie/discovery';
import type { TlsIdentity } from '@eyrie/identity';
import type { Logger, ServiceWatchdog } from '@eyrie/platform';
import type { Clock } from './clock.ts';
import type { RecentLog } from './recent-log.ts';

/** As the class of the same name, before it is one: NestJS injects by class. */
export type WorkerContextParts = { readonly [Part in keyof WorkerContext]: WorkerContext[Part] };

/** What every part of a worker that is enrolled may know. */
export class WorkerContext {
  readonly dataFolder: string;
  readonly siteId: string;
  readonly organisationId: string;
  readonly deviceId: string;
  /** Another one after each renewal of the certificate: read it for each connection. */
  readonly tls: TlsIdentity;
  /** Told when the site's leader does not take the device for one of the site. */
  readonly onTurnedAway: () => void;
  /** Drawn anew at each start of the process. */
  readonly bootEpoch: string;
  readonly directory: Directory;
  readonly diskReserveBytes: number;
  /** A folder that lies in memory, and how much may be kept there while the disk is not well. */
  readonly memoryFolder: string;
  readonly memoryBytes: number;
  /** What reboots the machine; null where it must not be. */
  readonly rebootCommand: string | null;
  /** Programs and folders of the camera drivers. */
  readonly cameraEnvironment: Partial<CameraEnvironment>;
  readonly clock: Clock;
  readonly recentLog: RecentLog;
  /** What tells the supervisor that the process works. */
  readonly watchdog: ServiceWatchdog;
  readonly log: Logger;
  /** Ends the process in good order; whoever keeps it running starts it again. */
  readonly restart: () => void;

  constructor(parts: WorkerContextParts) {
    this.dataFolder = parts.dataFolder;
    this.siteId = parts.siteId;
    this.organisationId = parts.organisationId;
    this.deviceId = parts.deviceId;
    this.tls = parts.tls;
    this.onTurnedAway = parts.onTurnedAway;
    this.bootEpoch = parts.bootEpoch;
    this.directory = parts.directory;
    this.diskReserveBytes = parts.diskReserveBytes;
    this.memoryFolder = parts.memoryFolder;
    this.memoryBytes = parts.memoryBytes;
    this.rebootCommand = parts.rebootCommand;
    this.cameraEnvironment = parts.cameraEnvironment;
    this.clock = parts.clock;
    this.recentLog = parts.recentLog;
    this.watchdog = parts.watchdog;
    this.log = parts.log;
    this.restart = parts.restart;
  }
}
