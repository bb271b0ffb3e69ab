import 'reflect-metadata';
import { createHash, randomUUID } from 'node:crypto';
import { mkdir } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { NestFactory } from '@nestjs/core';
import type { WorkerStatus } from '@eyrie/contracts';
import { keepPictureMemorySmall } from '@eyrie/camera';
import { createDirectory } from '@eyrie/discovery';
import {
  loadConfiguration,
  NestPinoLogger,
  ServiceWatchdog,
  startOpsServer,
  writeRuntimeFile,
  type Lifecycle,
  type Logger,
} from '@eyrie/platform';
import { systemClock } from './clock.ts';
import { CloudAccess } from './cloud-access.ts';
import { cameraEnvironmentOf } from './capture/camera-environment.ts';
import { environmentSchema, type Environment } from './configuration.ts';
import { enrolledIdentity } from './enrolled-identity.ts';
import { LeaderRelay } from './link/leader-relay.ts';
import type { RecentLog } from './recent-log.ts';
import { Settings } from './settings/settings.ts';
import { enrollingStatus, RunningStatus } from './status/running-status.ts';
import { WorkerMetrics } from './status/worker-metrics.ts';
import { WorkerContext } from './worker-context.ts';
import { WorkerModule } from './worker.module.ts';

const opsHost = '127.0.0.1';
const memoryBytesMax = 128 * 1024 * 1024;

/** The worker's life: operations port first, so that it can always be asked what it waits for. */
export async function runWorker(
  variables: Readonly<Record<string, string | undefined>>,
  { log, recentLog }: { log: Logger; recentLog: RecentLog },
  lifecycle: Lifecycle,
): Promise<void> {
  const environment = loadConfiguration(environmentSchema, variables);
  keepPictureMemorySmall();
  const bootEpoch = randomUUID();
  const watchdog = ServiceWatchdog.start(variables, log);
  lifecycle.onStop(() => watchdog.stop());
  const metrics = new WorkerMetrics();
  let status = (): WorkerStatus => enrollingStatus(bootEpoch, 'enrolling', null);

  // On a disk that takes no writes it is there already, or nothing can be done at all.
  await mkdir(environment.EYRIE_DATA, { recursive: true });
  const ops = await startOpsServer({
    host: opsHost,
    port: environment.EYRIE_OPS_PORT,
    registry: metrics.registry,
    isReady: () => (status().state === 'running' ? null : (status().reason ?? status().state)),
    status: () => status(),
  });
  lifecycle.onStop(() => ops.close());
  lifecycle.onStop(tellWhereToAsk(environment.EYRIE_DATA, ops.port, log));

  const stopping = new AbortController();
  lifecycle.onStop(() => stopping.abort());
  const identity = await enrolledIdentity(
    environment,
    systemClock,
    log,
    (state, reason) => {
      status = () => enrollingStatus(bootEpoch, state, reason);
    },
    stopping.signal,
  ).catch((error: unknown) => {
    if (stopping.signal.aborted) return null;
    throw error;
  });
  if (!identity) return;

  const { deviceId, siteId, organisationId } = identity;
  const access = new CloudAccess(identity, systemClock, log);
  const keeping = access.keepCertificate(stopping.signal);
  lifecycle.onStop(() => {
    // It ends with the signal, which comes after this otherwise.
    stopping.abort();
    return keeping;
  });
  const directory = openDirectory(environment, siteId, log);
  lifecycle.onStop(() => directory.close());
  const context = new WorkerContext({
    dataFolder: environment.EYRIE_DATA,
    siteId,
    organisationId,
    deviceId,
    tls: identity.liveTls(),
    onTurnedAway: () => access.turnedAway(),
    bootEpoch,
    directory,
    diskReserveBytes: environment.EYRIE_DISK_RESERVE_BYTES,
    memoryFolder: environment.EYRIE_MEMORY_FOLDER ?? memoryFolderOf(environment.EYRIE_DATA),
    memoryBytes:
      environment.EYRIE_MEMORY_BYTES ?? Math.min(memoryBytesMax, Math.floor(os.totalmem() / 8)),
    rebootCommand: environment.EYRIE_REBOOT_COMMAND ?? null,
    cameraEnvironment: cameraEnvironmentOf(environment),
    clock: systemClock,
    recentLog,
    watchdog,
    log: log.child({ deviceId }),
    restart: () => process.kill(process.pid, 'SIGTERM'),
  });
  const application = await NestFactory.createApplicationContext(
    WorkerModule.forDevice(context, metrics),
    // eslint-disable-next-line @typescript-eslint/no-unsafe-class-instance-assignment -- Nest declares its options as a class that nobody makes.
    { logger: new NestPinoLogger(log), abortOnError: false },
  );
  lifecycle.onStop(() => application.close());
  const running = application.get(RunningStatus, { strict: false });
  status = () => access.shown(running.read());
  const relay = application.get(LeaderRelay, { strict: false });
  const settings = application.get(Settings, { strict: false });
  identity.onRenewed(() => {
    relay.renewIdentity();
    void settings.rekeyed();
  });
  watchdog.ready();
  log.info({ event: 'worker_started', deviceId, siteId, bootEpoch }, 'The worker has started.');
}

/** Whoever looks for the worker finds it by this file; without it the worker does its work as well. */
function tellWhereToAsk(folder: string, opsPort: number, log: Logger): () => void {
  try {
    return writeRuntimeFile(folder, opsPort);
  } catch (error) {
    log.warn({ event: 'runtime_file_not_written', opsPort, err: error }, 'Nobody finds the port.');
    return () => undefined;
  }
}

/** Two workers of one machine do not share it. */
function memoryFolderOf(dataFolder: string): string {
  const name = createHash('sha256').update(path.resolve(dataFolder)).digest('hex').slice(0, 16);
  return path.join('/dev/shm', `eyrie-worker-${name}`);
}

function openDirectory(
  environment: Environment,
  siteId: string,
  log: Logger,
): ReturnType<typeof createDirectory> {
  const { EYRIE_MDNS_INTERFACE: address, EYRIE_MDNS_PORT: port } = environment;
  return createDirectory({
    siteId,
    mdns: {
      ...(address === undefined ? {} : { interface: address }),
      ...(port === undefined ? {} : { port }),
    },
    static: environment.EYRIE_STATIC_COORDINATORS,
    onMdnsState: (state) => log.info({ event: 'mdns_state', ...state }, 'mDNS.'),
  });
}
