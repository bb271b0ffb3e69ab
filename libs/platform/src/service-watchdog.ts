import { execFile } from 'node:child_process';
import type { Logger } from './logger.ts';

/** A loop that does the work of the process. */
export interface WatchedLoop {
  /** At each turn of it. */
  beat(): void;
  /** It has ended in good order. */
  end(): void;
}

export interface LoopOptions {
  readonly name: string;
  /** So long a turn may take. */
  readonly limitMs: number;
  /** Whether it may take longer at present, for a reason that a restart does not mend. */
  readonly mayWait?: () => boolean;
}

/**
 * Tells systemd that the process works (sd_notify, `WatchdogSec=`), for as long as each loop that does
 * the work has turned lately: a timer alone goes on when all that matters has stopped. Where the loop
 * of events hangs nothing is told either. Node has no datagrams on Unix sockets, so that systemd's own
 * program sends them: a unit needs `Type=notify` and `NotifyAccess=all`.
 */
export class ServiceWatchdog {
  private readonly loops = new Set<{ options: LoopOptions; lastMs: number }>();
  private timer: NodeJS.Timeout | null = null;
  private isHungry = false;

  private constructor(
    private readonly everyMs: number | null,
    private readonly notify: (message: string) => void,
    private readonly log: Logger,
  ) {}

  /** Does nothing where systemd does not listen. */
  static start(
    variables: Readonly<Record<string, string | undefined>>,
    log: Logger,
    notify: (message: string) => void = tellSystemd(log),
  ): ServiceWatchdog {
    const listens = variables['NOTIFY_SOCKET'] !== undefined;
    const limitMs = Number(variables['WATCHDOG_USEC']) / 1000;
    // systemd asks for half of it; a third leaves room for one that is late.
    const everyMs = listens && limitMs > 0 ? limitMs / 3 : null;
    const watchdog = new ServiceWatchdog(everyMs, listens ? notify : () => undefined, log);
    watchdog.feed();
    return watchdog;
  }

  /** From now on this loop has to turn. */
  watch(options: LoopOptions): WatchedLoop {
    const loop = { options, lastMs: performance.now() };
    this.loops.add(loop);
    return {
      beat: () => {
        loop.lastMs = performance.now();
      },
      end: () => this.loops.delete(loop),
    };
  }

  /** The process does its work. */
  ready(): void {
    this.notify('READY=1');
  }

  stop(): void {
    if (this.timer) clearTimeout(this.timer);
    this.timer = null;
    this.notify('STOPPING=1');
  }

  private feed(): void {
    if (this.everyMs === null) return;
    const late = this.lateLoop();
    if (late === null) this.notify('WATCHDOG=1');
    else if (!this.isHungry) {
      this.log.fatal({ event: 'loop_hangs', loop: late }, 'A loop hangs; the watchdog is not fed.');
    }
    this.isHungry = late !== null;
    this.timer = setTimeout(() => this.feed(), this.everyMs);
    this.timer.unref();
  }

  private lateLoop(): string | null {
    const now = performance.now();
    for (const { options, lastMs } of this.loops) {
      if (now - lastMs > options.limitMs && options.mayWait?.() !== true) return options.name;
    }
    return null;
  }
}

function tellSystemd(log: Logger): (message: string) => void {
  return (message) => {
    execFile('systemd-notify', [message], { timeout: 5_000 }, (error) => {
      if (error)
        log.warn({ event: 'systemd_not_told', message, err: error }, 'systemd-notify failed.');
    });
  };
}
