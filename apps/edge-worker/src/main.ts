import {
  createLogger,
  logLevels,
  LogOutput,
  runProcess,
  tellMissed,
  type LogLevel,
} from '@eyrie/platform';
import { RecentLog } from './recent-log.ts';
import { runWorker } from './worker-process.ts';

const wanted = process.env['EYRIE_LOG_LEVEL'];
// A level that is none is reported with all other mistakes, once there is a log to report them in.
const level: LogLevel = logLevels.find((known) => known === wanted) ?? 'info';
const output = new LogOutput();
const recentLog = new RecentLog(output);
const log = createLogger({ name: 'edge-worker', level, isAdjustable: true }, recentLog);
tellMissed(output, log);

runProcess(log, (lifecycle) => runWorker(process.env, { log, recentLog }, lifecycle));
