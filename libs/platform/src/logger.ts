import type { LoggerService } from '@nestjs/common';
import {
  levels,
  pino,
  stdTimeFunctions,
  type DestinationStream,
  type Logger,
  type LoggerOptions,
} from 'pino';

import { LogOutput } from './log-output.ts';

export type { Logger } from 'pino';

export const logLevels = ['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent'] as const;
export type LogLevel = (typeof logLevels)[number];

/** What an adjustable logger and all its children let through; found through their prototypes. */
const threshold = Symbol('threshold');

interface Adjustable {
  [threshold]?: { readonly initial: number; minimum: number };
}

const numberOf = (level: LogLevel): number =>
  level === 'silent' ? Infinity : (levels.values[level] ?? 0);

/**
 * JSON lines on standard output: `{"level":"info","time":"…","app":"edge-worker","event":"…",…}`.
 * Every line has a constant `event` name; values go into fields, never into the sentence alone.
 * The level of an adjustable one, and of its children, can be changed with `setLogLevel`.
 */
export function createLogger(
  options: {
    name: string;
    level: LogLevel;
    isAdjustable?: boolean;
    /** Fields of the work at hand, which are in each line. */
    fields?: () => Record<string, unknown>;
  },
  destination: DestinationStream = new LogOutput(),
): Logger {
  const initial = numberOf(options.level);
  const filter = { initial, minimum: initial };
  const { fields } = options;
  const settings: LoggerOptions = {
    ...(fields ? { mixin: () => fields() } : {}),
    // A child keeps the level that its parent had when it was made: so all let everything through,
    // and one filter decides.
    level: options.isAdjustable ? 'trace' : options.level,
    ...(options.isAdjustable
      ? {
          hooks: {
            logMethod(args, method, level) {
              if (level >= filter.minimum) method.apply(this, args);
            },
          },
        }
      : {}),
    base: { app: options.name, pid: process.pid },
    timestamp: stdTimeFunctions.isoTime,
    formatters: { level: (label: string) => ({ level: label }) },
    redact: {
      paths: ['*.password', '*.token', '*.secret', '*.authorization', '*.cookie', 'req.headers'],
      censor: '[withheld]',
    },
  };
  const logger = pino(settings, destination);
  if (destination instanceof LogOutput) tellMissed(destination, logger);
  return options.isAdjustable ? Object.assign(logger, { [threshold]: filter }) : logger;
}

/** Has an output say in the log itself how many lines it could not hold. */
export function tellMissed(output: LogOutput, logger: Logger): void {
  output.onMissed = (count) => {
    logger.warn(
      { event: 'log_lines_missed', count },
      `${count} lines of this log are missing here: nobody took them.`,
    );
  };
}

/**
 * Changes how much an adjustable logger writes, with all its children; null goes back to the level
 * that it was made with. For any other logger it does nothing.
 */
export function setLogLevel(logger: Logger, level: LogLevel | null): void {
  const filter = (logger as Adjustable)[threshold];
  if (filter) filter.minimum = level === null ? filter.initial : numberOf(level);
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
