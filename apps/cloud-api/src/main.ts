import 'reflect-metadata';
import {
  createLogger,
  logLevels,
  runProcess,
  startOpsServer,
  version,
  writeRuntimeFile,
} from '@eyrie/platform';
import { readConfiguration } from './configuration.ts';
import { startCloud } from './http/start-cloud.ts';
import { traceFields } from './request-context/request-context.ts';

const level = logLevels.find((one) => one === process.env['EYRIE_LOG_LEVEL']) ?? 'info';
const logger = createLogger({ name: 'cloud-api', level, fields: traceFields });

runProcess(logger, async (lifecycle) => {
  const configuration = readConfiguration(process.env);
  const cloud = await startCloud(configuration, logger);
  lifecycle.onStop(() => cloud.close());
  const ops = await startOpsServer({
    host: configuration.opsHost,
    port: configuration.opsPort,
    registry: cloud.registry,
    isReady: () => cloud.isReady(),
    status: () => ({ kind: 'cloud', version, url: cloud.url, publicUrl: configuration.publicUrl }),
  });
  lifecycle.onStop(() => ops.close());
  lifecycle.onStop(writeRuntimeFile(configuration.dataDirectory, ops.port));
  logger.info(
    { event: 'cloud_listening', url: cloud.url, opsPort: ops.port, version },
    `The cloud listens on ${cloud.url}.`,
  );
});
