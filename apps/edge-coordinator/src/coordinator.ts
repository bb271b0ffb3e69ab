import 'reflect-metadata';
import { join } from 'node:path';
import { NestFactory } from '@nestjs/core';
import type { CoordinatorStatus } from '@eyrie/contracts';
import { AccessTokens, DeviceIdentity, readHardware } from '@eyrie/identity';
import {
  NestPinoLogger,
  startOpsServer,
  version,
  writeRuntimeFile,
  type Lifecycle,
  type Logger,
} from '@eyrie/platform';
import { Registry } from 'prom-client';
import { CloudClient } from './cloud/cloud-client.ts';
import type { CoordinatorConfiguration } from './configuration.ts';
import { CoordinatorModule } from './coordinator.module.ts';
import { findFounding } from './enrolment/founding.ts';
import { RareLog } from './metrics/rare-log.ts';
import { SiteContext } from './site-context.ts';
import { coordinatorStatus } from './status/coordinator-status.ts';
import { StatusService } from './status/status.module.ts';

/** How far the process has come, for the status page. */
interface Progress {
  state: CoordinatorStatus['state'];
  reason: string | null;
  identity: DeviceIdentity | null;
  running: StatusService | null;
}

/**
 * A coordinator from its first line to its last: it enrols, waits until the site's founders are
 * known, and takes part. Resolves when it runs.
 */
export async function runCoordinator(
  configuration: CoordinatorConfiguration,
  log: Logger,
  lifecycle: Lifecycle,
): Promise<void> {
  const progress: Progress = {
    state: 'enrolling',
    reason: 'The coordinator enrols at the cloud.',
    identity: null,
    running: null,
  };
  const stopping = new AbortController();
  lifecycle.onStop(() => stopping.abort());
  const registry = new Registry();
  await openOperations(configuration, lifecycle, registry, progress);
  const wait = (reason: string): void => {
    if (progress.reason === reason) return;
    progress.reason = reason;
    log.info({ event: 'coordinator_waiting', state: progress.state, reason }, reason);
  };
  try {
    const identity = await enrol(configuration, stopping.signal, wait);
    progress.identity = identity;
    const { nodeId } = identity;
    if (nodeId === null)
      throw new Error('This device was enrolled as a worker, not a coordinator.');
    const cloud = new CloudClient(identity.cloudUrl, new AccessTokens(identity));
    lifecycle.onStop(() => cloud.close());
    progress.state = 'waiting-for-founders';
    wait('Asking the cloud who founds the site.');
    const founding = await findFounding({
      directory: join(configuration.EYRIE_DATA, 'site'),
      deviceId: identity.deviceId,
      cloud,
      signal: stopping.signal,
      onWaiting: wait,
    });
    const context = new SiteContext({
      configuration,
      identity,
      nodeId,
      founding,
      cloud,
      registry,
      log,
      rareLog: new RareLog(log),
      onFailed: (failure) => lifecycle.fail(failure),
    });
    progress.running = await takePart(context, lifecycle);
    progress.state = 'running';
    log.info(
      { event: 'coordinator_running', deviceId: identity.deviceId, nodeId },
      'The coordinator takes part in its site.',
    );
  } catch (error) {
    // The process was asked to stop while it waited.
    if (stopping.signal.aborted) return;
    progress.state = 'failed';
    progress.reason = error instanceof Error ? error.message : String(error);
    throw error;
  }
}

async function openOperations(
  configuration: CoordinatorConfiguration,
  lifecycle: Lifecycle,
  registry: Registry,
  progress: Progress,
): Promise<void> {
  const ops = await startOpsServer({
    host: '127.0.0.1',
    port: configuration.EYRIE_OPS_PORT,
    registry,
    isReady: () => (progress.running ? progress.running.whyNotReady() : progress.reason),
    status: () =>
      progress.running?.status() ??
      coordinatorStatus({
        version,
        state: progress.state,
        reason: progress.reason,
        identity: progress.identity,
        raft: null,
        siteVersion: 0,
        duties: null,
        fenced: false,
      }),
  });
  lifecycle.onStop(() => ops.close());
  lifecycle.onStop(writeRuntimeFile(configuration.EYRIE_DATA, ops.port));
}

async function enrol(
  configuration: CoordinatorConfiguration,
  signal: AbortSignal,
  onWaiting: (reason: string) => void,
): Promise<DeviceIdentity> {
  return DeviceIdentity.open({
    directory: join(configuration.EYRIE_DATA, 'identity'),
    provisionUrl: configuration.PROVISION_URL,
    provisionToken: configuration.PROVISION_TOKEN,
    provisionFile:
      configuration.EYRIE_PROVISION_FILE ?? join(configuration.EYRIE_DATA, 'provision.txt'),
    hardware: await readHardware(),
    onWaiting,
    signal,
  });
}

async function takePart(context: SiteContext, lifecycle: Lifecycle): Promise<StatusService> {
  const application = await NestFactory.createApplicationContext(
    CoordinatorModule.forSite(context),
    // The process's own lifecycle handles signals and failures; nothing is printed past its log.
    // eslint-disable-next-line @typescript-eslint/no-unsafe-class-instance-assignment -- Nest declares its options as a class that nobody makes.
    { logger: new NestPinoLogger(context.log), abortOnError: false },
  );
  lifecycle.onStop(() => application.close());
  return application.get(StatusService, { strict: false });
}
