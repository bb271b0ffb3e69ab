import {
  isInRange,
  type EnvironmentalUpdate,
  type Quantity,
  type SensorConfiguration,
} from '@eyrie/contracts';
import { joinSignals, type Logger } from '@eyrie/platform';
import type { Clock } from '../clock.ts';
import type { DeviceEvents } from '../records/device-events.ts';
import { type Reading, type Sensor, SensorFailure } from './sensor.ts';
import type { WeatherWatch } from './weather-watch.ts';

export interface SensorLoopOptions {
  readonly configuration: SensorConfiguration;
  readonly sensor: Sensor;
  readonly watch: Pick<WeatherWatch, 'look' | 'breakOff'>;
  readonly events: Pick<DeviceEvents, 'emit'>;
  readonly clock: Clock;
  readonly log: Logger;
}

const sliceMs = 1_000;
const patienceMsMax = 15_000;
/** A driver gets this long after its time is up to say so itself. */
const graceMs = 1_000;
/** One bad word of a radio is no failure; so many in a row are. */
const failuresToTell = 3;

/** Reads one sensor on the multiples of its interval. Whatever the sensor does, the loop goes on. */
export class SensorLoop {
  private readonly stopping = new AbortController();
  private running: Promise<void> | null = null;
  /** What was asked and has not come back: a driver that hangs is not asked a second time. */
  private asked: Promise<unknown> | null = null;
  private failures = 0;
  private lastAt = -Infinity;

  constructor(private readonly options: SensorLoopOptions) {}

  start(): void {
    this.running = this.run();
  }

  async stop(): Promise<void> {
    this.stopping.abort();
    await this.running;
    await this.options.sensor.close().catch((error: unknown) => {
      this.options.log.debug({ event: 'sensor_not_closed', err: error });
    });
  }

  private async run(): Promise<void> {
    const { clock, log, configuration } = this.options;
    while (!this.stopping.signal.aborted) {
      const everyMs = configuration.intervalSeconds * 1_000;
      const now = clock.now();
      const due = Math.floor(now / everyMs) * everyMs;
      // Another multiple than the last one, whichever way the clock was set.
      if (due !== this.lastAt) {
        this.lastAt = due;
        await this.turn(now).catch((error: unknown) => {
          const { name: sensor } = configuration;
          log.error({ event: 'sensor_turn_failed', sensor, err: error }, 'A reading is lost.');
        });
      }
      const rest = due + everyMs - clock.now();
      await clock.sleep(Math.min(sliceMs, Math.max(10, rest)), this.stopping.signal);
    }
  }

  private async turn(atMs: number): Promise<void> {
    try {
      const { good, rejected } = sorted(await this.read());
      if (good.size === 0) throw new SensorFailure('unreadable', sayRejected(rejected));
      await this.tellReading(good, rejected);
      await this.recovered();
      await this.options.watch.look(good, atMs);
    } catch (error) {
      // Being told to stop is no failure of the sensor.
      if (!this.stopping.signal.aborted) await this.failed(error);
    }
  }

  private async read(): Promise<Reading> {
    const { sensor, clock, configuration } = this.options;
    if (this.asked) throw new SensorFailure('silent', 'It has not answered the question before.');
    const timeoutMs = Math.min(patienceMsMax, Math.max(2_000, configuration.intervalSeconds * 500));
    const { stopping } = this;
    const limited = joinSignals([clock.timeout(timeoutMs), stopping.signal]);
    const done = new AbortController();
    const waiting = joinSignals([done.signal, stopping.signal]);
    const reading = sensor.read(limited.signal);
    const asked = reading.then(
      () => undefined,
      () => undefined,
    );
    this.asked = asked;
    void asked.then(() => (this.asked = null));
    const late = clock.sleep(timeoutMs + graceMs, waiting.signal).then(() => {
      throw new SensorFailure('silent', `It did not answer within ${timeoutMs / 1_000} s.`);
    });
    late.catch(() => undefined);
    try {
      return await Promise.race([reading, late]);
    } finally {
      done.abort();
      limited.release();
      waiting.release();
    }
  }

  private async tellReading(good: Reading, rejected: readonly Quantity[]): Promise<void> {
    const data: EnvironmentalUpdate = {
      sensor: this.options.configuration.name,
      quality: rejected.length === 0 ? 'good' : 'suspect',
      values: Object.fromEntries(good),
      rejected: [...rejected],
    };
    await this.options.events.emit({ type: 'environmental.update', priority: 'low', data });
  }

  private async failed(error: unknown): Promise<void> {
    const { configuration, events, watch, log } = this.options;
    const { name: sensor } = configuration;
    watch.breakOff();
    this.failures += 1;
    log.debug({ event: 'sensor_failed', sensor, failures: this.failures, err: error });
    if (this.failures !== failuresToTell) return;
    const reason = reasonOf(error);
    log.warn({ event: 'sensor_silent', sensor, reason }, 'A sensor gives no readings.');
    const data = { code: 'sensor.failed', sensor, reason };
    await events.emit({ type: 'system.warning', priority: 'high', data });
  }

  private async recovered(): Promise<void> {
    const wasTold = this.failures >= failuresToTell;
    this.failures = 0;
    if (!wasTold) return;
    const data = { code: 'sensor.well', sensor: this.options.configuration.name };
    await this.options.events.emit({ type: 'system.status', data });
  }
}

/** What can be, and what of it cannot. */
function sorted(reading: Reading): { good: Reading; rejected: Quantity[] } {
  const entries = [...reading];
  return {
    good: new Map(entries.filter(([quantity, value]) => isInRange(quantity, value))),
    rejected: entries
      .filter(([quantity, value]) => !isInRange(quantity, value))
      .map(([quantity]) => quantity),
  };
}

function sayRejected(rejected: readonly Quantity[]): string {
  return rejected.length === 0
    ? 'It said nothing that is known here.'
    : `What it says cannot be: ${rejected.join(', ')}.`;
}

function reasonOf(error: unknown): string {
  if (error instanceof DOMException && error.name === 'TimeoutError') {
    return 'It did not answer in time.';
  }
  return error instanceof Error ? error.message : String(error);
}
