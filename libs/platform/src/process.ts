import type { Logger } from './logger.ts';

/** What a process registers while it starts, so that it can end in the reverse order. */
export interface Lifecycle {
  /** Called once on SIGTERM or SIGINT, last registered first. */
  onStop(stop: () => void | Promise<void>): void;
  /** Ends the process in an orderly way with an exit code other than 0 and a last log line. */
  fail(error: unknown): void;
}

const stopMs = 10_000;

/**
 * Runs a process from its first to its last line. An error at start is one log line and exit code 1;
 * a signal runs the stop callbacks and exits 0, at the latest after ten seconds; an unhandled
 * rejection ends the process, since nobody knows what state it left behind.
 */
export function runProcess(logger: Logger, main: (lifecycle: Lifecycle) => Promise<void>): void {
  // Wherever somebody lets Node.js write diagnostic reports, the environment's secrets are not in them.
  process.report.excludeEnv = true;
  const stops: (() => void | Promise<void>)[] = [];
  let stopping = false;

  const stop = async (code: number, reason: string): Promise<void> => {
    if (stopping) return;
    stopping = true;
    logger.info({ event: 'process_stopping', reason }, 'Stopping.');
    setTimeout(() => {
      logger.error({ event: 'process_stop_timeout' }, 'Stopping took too long; ending at once.');
      process.exit(1);
    }, stopMs).unref();
    for (const callback of stops.reverse()) {
      try {
        await callback();
      } catch (error) {
        logger.error(
          { event: 'process_stop_failed', err: error },
          'A part could not stop cleanly.',
        );
      }
    }
    logger.flush();
    process.exit(code);
  };

  const fail = (error: unknown): void => {
    const message = error instanceof Error ? error.message : String(error);
    logger.fatal({ event: 'process_failed', err: error }, message);
    void stop(1, 'failed');
  };

  process.once('SIGTERM', () => void stop(0, 'SIGTERM'));
  process.once('SIGINT', () => void stop(0, 'SIGINT'));
  process.on('uncaughtException', fail);
  process.on('unhandledRejection', fail);

  main({
    onStop: (callback) => {
      stops.push(callback);
    },
    fail,
  }).catch(fail);
}
