export { ConfigurationError, loadConfiguration, parsedText } from './configuration.ts';
export { DeviceSealBroken, openSealedForDevice, sealForDevice } from './device-seal.ts';
export { DomainError, type ErrorKind } from './errors.ts';
export { joinSignals, type JoinedSignal } from './joined-signal.ts';
export {
  createLogger,
  logLevels,
  NestPinoLogger,
  setLogLevel,
  tellMissed,
  type Logger,
  type LogLevel,
} from './logger.ts';
export { LogOutput } from './log-output.ts';
export { explainListenError, listen, PortUnavailable } from './listen.ts';
export { startOpsServer, type OpsServer, type OpsServerOptions } from './ops-server.ts';
export { runProcess, type Lifecycle } from './process.ts';
export { writeRuntimeFile } from './runtime-file.ts';
export { ServiceWatchdog, type LoopOptions, type WatchedLoop } from './service-watchdog.ts';
export { version } from './version.ts';
