import type { LoggerService } from '@nestjs/common';
import { pino, stdTimeFunctions, type DestinationStream, type Logger } from 'pino';

export type { Logger } from 'pino';

export const logLevels = ['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent'] as const;
export type LogLevel = (typeof logLevels)[number];

/**
 * JSON lines on standard output: `{"level":"info","time":"…","app":"edge-worker","event":"…",…}`.
 * Every line has a constant `event` name; values go into fields, never into the sentence alone.
 */
export function createLogger(
  options: { name: string; level: LogLevel },
  destination?: DestinationStream,
): Logger {
  const settings = {
    level: options.level,
    base: { app: options.name, pid: process.pid },
    timestamp: stdTimeFunctions.isoTime,
    formatters: { level: (label: string) => ({ level: label }) },
    redact: {
      paths: ['*.password', '*.token', '*.secret', '*.authorization', '*.cookie', 'req.headers'],
      censor: '[withheld]',
    },
  };
  return destination ? pino(settings, destination) : pino(settings);
}

/** NestJS's own messages, as one event name, in the same log. */
export class NestPinoLogger implements LoggerService {
  constructor(private readonly logger: Logger) {}

  log(message: unknown, ...context: unknown[]): void {
    this.write('debug', message, context);
  }
  error(message: unknown, ...context: unknown[]): void {
    this.write('error', message, context);
  }
  warn(message: unknown, ...context: unknown[]): void {
    this.write('warn', message, context);
  }
  debug(message: unknown, ...context: unknown[]): void {
    this.write('debug', message, context);
  }
  verbose(message: unknown, ...context: unknown[]): void {
    this.write('trace', message, context);
  }
  fatal(message: unknown, ...context: unknown[]): void {
    this.write('fatal', message, context);
  }

  private write(
    level: 'fatal' | 'error' | 'warn' | 'debug' | 'trace',
    message: unknown,
    context: unknown[],
  ): void {
    const where = context.filter((part) => typeof part === 'string').at(-1);
    const error = [message, ...context].find((part) => part instanceof Error);
    this.logger[level](
      {
        event: 'framework',
        ...(where ? { context: where } : {}),
        ...(error ? { err: error } : {}),
      },
      typeof message === 'string' ? message : undefined,
    );
  }
}
