import type { Quantity } from '@eyrie/contracts';
import type { Clock } from '../clock.ts';
import { type Reading, type Sensor, SensorFailure } from './sensor.ts';
import { openSerialPort, type SerialPort } from './serial-port.ts';

export interface SerialSensorOptions {
  readonly device: string;
  readonly baud: number;
  /** What a line says; null where it is not about the weather, or not whole. */
  readonly readLine: (line: string) => Reading | null;
  /** What is older does not count any more. */
  readonly keptMs: number;
  readonly clock: Clock;
  readonly open?: typeof openSerialPort;
}

const lineBytesMax = 4_096;

/** A station that speaks by itself: it is listened to all the time, and asked for the last it said. */
export class SerialSensor implements Sensor {
  private port: SerialPort | null = null;
  private rest = '';
  private readonly heard = new Map<Quantity, { value: number; at: number }>();
  private waiting: (() => void)[] = [];
  private goneBecause: string | null = null;

  constructor(private readonly options: SerialSensorOptions) {}

  async read(signal: AbortSignal): Promise<Reading> {
    await this.listen();
    signal.throwIfAborted();
    const fresh = this.fresh();
    if (fresh.size > 0) return fresh;
    await this.nextValues(signal);
    const { device } = this.options;
    if (this.goneBecause !== null) throw new SensorFailure('unreachable', this.goneBecause);
    const now = this.fresh();
    if (now.size > 0) return now;
    throw new SensorFailure('silent', `Nothing about the weather has come from ${device}.`);
  }

  close(): Promise<void> {
    this.port?.close();
    this.port = null;
    return Promise.resolve();
  }

  private async listen(): Promise<void> {
    if (this.port) return;
    const { device, baud, open = openSerialPort } = this.options;
    this.goneBecause = null;
    this.rest = '';
    this.port = await open(device, baud, {
      onBytes: (bytes) => this.take(bytes.toString('latin1')),
      onGone: (error) => {
        this.port = null;
        this.goneBecause = `${device} has gone${error ? `: ${error.message}` : '.'}`;
        this.wake();
      },
    });
  }

  private take(text: string): void {
    const lines = (this.rest + text).split(/[\r\n]+/);
    // What never ends is noise, as of a wrong speed.
    this.rest = (lines.pop() ?? '').slice(-lineBytesMax);
    const at = this.options.clock.now();
    for (const line of lines) {
      for (const [quantity, value] of this.understood(line))
        this.heard.set(quantity, { value, at });
    }
    if (this.fresh().size > 0) this.wake();
  }

  /** A line that was cut off is no reason to give up the station. */
  private understood(line: string): Reading {
    try {
      return this.options.readLine(line) ?? new Map();
    } catch (error) {
      if (error instanceof SensorFailure) return new Map();
      throw error;
    }
  }

  private fresh(): Reading {
    const { clock, keptMs } = this.options;
    const now = clock.now();
    const values = new Map<Quantity, number>();
    for (const [quantity, { value, at }] of this.heard) {
      // The clock may have been set back meanwhile.
      if (Math.abs(now - at) <= keptMs) values.set(quantity, value);
      else this.heard.delete(quantity);
    }
    return values;
  }

  private wake(): void {
    for (const wake of this.waiting.splice(0)) wake();
  }

  private nextValues(signal: AbortSignal): Promise<void> {
    return new Promise((resolve) => {
      this.waiting.push(resolve);
      signal.addEventListener('abort', () => resolve(), { once: true });
    });
  }
}
