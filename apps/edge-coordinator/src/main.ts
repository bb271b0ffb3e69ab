import { createLogger, loadConfiguration, logLevels, runProcess } from '@eyrie/platform';
import { configurationSchema } from './configuration.ts';
import { runCoordinator } from './coordinator.ts';

// The log must work before the configuration was found to be right, to say that it is not.
const level = logLevels.find((name) => name === process.env['EYRIE_LOG_LEVEL']) ?? 'info';
const log = createLogger({ name: 'edge-coordinator', level, isAdjustable: true });

runProcess(log, (lifecycle) =>
  runCoordinator(loadConfiguration(configurationSchema, process.env), log, lifecycle),
);
