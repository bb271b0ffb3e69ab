import 'reflect-metadata';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { CoordinatorStatus } from '@eyrie/contracts';
import {
  AccessTokens,
  DeviceIdentity,
  keepCertificate,
  readBoard,
  readHardware,
} from '@eyrie/identity';
import {
  startOpsServer,
  version,
  writeRuntimeFile,
  ServiceWatchdog,
  type Lifecycle,
  type Logger,
} from '@eyrie/platform';
import { Registry } from 'prom-client';
import { AdminDoor } from './admin/admin-door.ts';
import { keepPacketMemorySmall } from './broker/small-packets.ts';
import { CloudClient } from './cloud/cloud-client.ts';
import type { CoordinatorConfiguration } from './configuration.ts';
import { SiteRun, type RunningSite } from './site-run.ts';
import { coordinatorStatus } from './status/coordinator-status.ts';
import { statusOutside } from './status/site-status.ts';

/** How far the process has come, for the status page. */
interface Progress {
  state: CoordinatorStatus['state'];
  reason: string | null;
  identity: DeviceIdentity | null;
  running: RunningSite | null;
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
  keepPacketMemorySmall();
  const progress: Progress = {
    state: 'enrolling',
    reason: 'The coordinator enrols at the cloud.',
    identity: null,
    running: null,
  };
  const stopping = new AbortController();
  lifecycle.onStop(() => stopping.abort());
  const watchdog = ServiceWatchdog.start(process.env, log);
  lifecycle.onStop(() => watchdog.stop());
  const registry = new Registry();
  await openOperations(configuration, lifecycle, registry, progress);
  await openAdminDoor(configuration, log, lifecycle, progress);
  const wait = (reason: string): void => {
    if (progress.reason === reason) return;
    progress.reason = reason;
    log.info({ event: 'coordinator_waiting', state: progress.state, reason }, reason);
  };
  try {
    const identity = await enrol(configuration, log, stopping.signal, wait);
    progress.identity = identity;
    const { nodeId } = identity;
    if (nodeId === null)
      throw new Error('This device was enrolled as a worker, not a coordinator.');
    const tokens = new AccessTokens(identity);
    const cloud = new CloudClient(identity.cloudUrl, tokens);
    lifecycle.onStop(() => cloud.close());
    const keeping = keepIdentity(identity, tokens, log, stopping.signal);
    lifecycle.onStop(() => {
      // It ends with the signal, which comes after this otherwise.
      stopping.abort();
      return keeping;
    });
    const site = new SiteRun({
      watchdog,
      configuration,
      identity,
      nodeId,
      cloud,
      registry,
      log,
      signal: stopping.signal,
      onFailed: (failure) => lifecycle.fail(failure),
      onWaiting: (reason) => {
        progress.state = 'waiting-for-founders';
        progress.running = null;
        wait(reason);
      },
      onRunning: (running) => {
        progress.running = running;
        progress.state = 'running';
      },
    });
    lifecycle.onStop(() => site.stop());
    watchdog.ready();
    await site.start();
  } catch (error) {
    // The process was asked to stop while it waited.
    if (stopping.signal.aborted) return;
    progress.state = 'failed';
    progress.reason = error instanceof Error ? error.message : String(error);
    throw error;
  }
}

/** Renews the certificate when it is due; what is open goes on with the old one. */
function keepIdentity(
  identity: DeviceIdentity,
  tokens: AccessTokens,
  log: Logger,
  signal: AbortSignal,
): Promise<void> {
  const clock = {
    now: () => Date.now(),
    sleep: (ms: number) => sleep(ms, undefined, { signal }).catch(() => undefined),
  };
  return keepCertificate(
    {
      identity,
      tokens,
      clock,
      onRenewed: (untilMs) =>
        log.info(
          { event: 'certificate_renewed', until: new Date(untilMs).toISOString() },
          'The certificate was renewed.',
        ),
      onTrustChanged: () =>
        log.info({ event: 'site_trust_changed' }, 'The authorities of the site have changed.'),
      onFailure: (error, delayMs) =>
        log.warn({ event: 'certificate_not_renewed', delayMs, err: error }, String(error)),
    },
    signal,
  );
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
    isReady: () => (progress.running ? progress.running.status.whyNotReady() : progress.reason),
    status: () =>
      progress.running?.status.status() ??
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

async function openAdminDoor(
  { EYRIE_DATA: dataDirectory }: CoordinatorConfiguration,
  log: Logger,
  lifecycle: Lifecycle,
  progress: Progress,
): Promise<void> {
  try {
    const door = await AdminDoor.open({
      dataDirectory,
      admin: () => progress.running?.admin ?? null,
      outside: () => statusOutside(progress.identity, progress.reason),
      log,
    });
    lifecycle.onStop(() => door.close());
  } catch (error) {
    // A path that is too long for a socket must not keep a camera from working.
    log.error({ event: 'admin_door_closed', err: error }, 'The admin socket cannot be made.');
  }
}

async function enrol(
  configuration: CoordinatorConfiguration,
  log: Logger,
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
    board: await readBoard(),
    onNotKept: (error) =>
      log.warn({ event: 'starts_not_counted', err: error }, 'The card keeps no count of starts.'),
    onWaiting,
    signal,
  });
}
