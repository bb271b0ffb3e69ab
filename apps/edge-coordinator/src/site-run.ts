import { NestFactory } from '@nestjs/core';
import type { INestApplicationContext } from '@nestjs/common';
import type { DeviceIdentity } from '@eyrie/identity';
import { NestPinoLogger, type Logger, type ServiceWatchdog } from '@eyrie/platform';
import type { NodeFailed } from '@eyrie/raft';
import type { Registry } from 'prom-client';
import { SiteAdmin } from './admin/site-admin.ts';
import type { CloudClient } from './cloud/cloud-client.ts';
import type { CoordinatorConfiguration } from './configuration.ts';
import { CoordinatorModule } from './coordinator.module.ts';
import { findFounding, markBegun } from './enrolment/founding.ts';
import { RareLog } from './metrics/rare-log.ts';
import { SiteContext } from './site-context.ts';
import { StatusService } from './status/status.module.ts';

/** What can be asked of a coordinator that takes part. */
export interface RunningSite {
  readonly status: StatusService;
  readonly admin: SiteAdmin;
}

export interface SiteRunOptions {
  readonly configuration: CoordinatorConfiguration;
  readonly identity: DeviceIdentity;
  readonly nodeId: number;
  readonly cloud: CloudClient;
  readonly registry: Registry;
  readonly log: Logger;
  readonly watchdog: ServiceWatchdog;
  readonly signal: AbortSignal;
  readonly onFailed: (failure: NodeFailed | Error) => void;
  readonly onWaiting: (reason: string) => void;
  readonly onRunning: (running: RunningSite) => void;
}

/** This coordinator's part in its site, through one site epoch after the other. */
export class SiteRun {
  readonly #options: SiteRunOptions;
  #application: INestApplicationContext | null = null;
  #renewing: Promise<void> = Promise.resolve();

  constructor(options: SiteRunOptions) {
    this.#options = options;
  }

  /** Resolves when it takes part. @throws the signal's reason, and what keeps it from taking part. */
  async start(): Promise<void> {
    const { configuration, identity, cloud, signal, onWaiting, registry } = this.#options;
    const dataDirectory = configuration.EYRIE_DATA;
    onWaiting('Asking the cloud who founds the site.');
    const { deviceId } = identity;
    const founding = await findFounding({ dataDirectory, deviceId, cloud, signal, onWaiting });
    // Counters and gauges of an earlier epoch would be registered twice.
    registry.clear();
    const { onFailed, onRunning, log, nodeId } = this.#options;
    const context = new SiteContext({
      configuration,
      identity,
      nodeId,
      founding: founding.manifest,
      mayFound: founding.mayFound,
      inheritance: founding.inheritance,
      isTakenOut: founding.isTakenOut,
      onEpochEnded: (afterwards) => this.#renew(afterwards),
      cloud,
      registry,
      log,
      rareLog: new RareLog(log),
      watchdog: this.#options.watchdog,
      onFailed,
    });
    this.#application = await NestFactory.createApplicationContext(
      CoordinatorModule.forSite(context),
      // The process's own lifecycle handles signals and failures; nothing is printed past its log.
      // eslint-disable-next-line @typescript-eslint/no-unsafe-class-instance-assignment -- Nest declares its options as a class that nobody makes.
      { logger: new NestPinoLogger(log), abortOnError: false },
    );
    await markBegun(dataDirectory);
    onRunning({
      status: this.#application.get(StatusService, { strict: false }),
      admin: this.#application.get(SiteAdmin, { strict: false }),
    });
    log.info(
      {
        event: 'coordinator_running',
        deviceId,
        nodeId,
        siteEpoch: founding.manifest.siteEpoch,
        mayFound: founding.mayFound,
      },
      'The coordinator takes part in its site.',
    );
  }

  async stop(): Promise<void> {
    await this.#renewing.catch(() => undefined);
    await this.#application?.close();
  }

  /** This part in the site is over, and how the next one begins is on disk. */
  #renew(afterwards: () => Promise<void> = () => Promise.resolve()): void {
    const { signal, onFailed } = this.#options;
    this.#renewing = this.#renewing.then(async () => {
      if (signal.aborted) return;
      const ended = this.#application;
      this.#application = null;
      await ended?.close();
      await afterwards();
      await this.start();
    });
    this.#renewing.catch((error: unknown) => {
      if (!signal.aborted) onFailed(error instanceof Error ? error : new Error(String(error)));
    });
  }
}
