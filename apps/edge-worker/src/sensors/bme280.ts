import { setTimeout as sleep } from 'node:timers/promises';
import type { Quantity } from '@eyrie/contracts';
import { readCalibration, compensate, type Calibration } from './bme280-compensation.ts';
import type { I2cBus } from './i2c-bus.ts';
import { type Reading, type Sensor, SensorFailure } from './sensor.ts';

/** Registers of the data sheet BST-BME280-DS002, section 5.3. */
const register = {
  calibration: 0x88,
  chipId: 0xd0,
  humidityCalibration: 0xe1,
  controlHumidity: 0xf2,
  status: 0xf3,
  control: 0xf4,
  data: 0xf7,
} as const;
const chipId = 0x60;
/** One sample of each, forced mode: the chip measures once and sleeps again. */
const humidityOnce = 0b001;
const measureOnce = 0b001_001_01;
const statusMeasuring = 0b1000;
/** Section 9.1: at most 9.3 ms for one sample of each. */
const measuringMs = 10;
const looksMax = 10;
/** What the registers hold where nothing was measured. */
const nothing20 = 0x80000;
const nothing16 = 0x8000;

/** Temperature, pressure and humidity by Bosch's BME280. */
export class Bme280 implements Sensor {
  private calibration: Calibration | null = null;

  constructor(
    private readonly bus: I2cBus,
    private readonly address: number,
  ) {}

  async read(signal: AbortSignal): Promise<Reading> {
    try {
      this.calibration ??= await this.open();
      const data = await this.measure(signal);
      return readingOf(data, this.calibration);
    } catch (error) {
      // It may have been another chip's place, or have lost its power: it is looked at anew.
      this.calibration = null;
      throw error;
    }
  }

  close(): Promise<void> {
    return Promise.resolve();
  }

  private async open(): Promise<Calibration> {
    const [id] = await this.bus.transfer(this.address, [register.chipId], 1);
    if (id !== chipId) {
      const message = `The chip at 0x${this.address.toString(16)} is no BME280: it says 0x${id?.toString(16)}.`;
      throw new SensorFailure('unreadable', message);
    }
    const first = await this.bus.transfer(this.address, [register.calibration], 26);
    const second = await this.bus.transfer(this.address, [register.humidityCalibration], 7);
    return readCalibration(first, second);
  }

  private async measure(signal: AbortSignal): Promise<Uint8Array> {
    // Section 5.4.3: humidity's setting takes effect with the next write of the other.
    await this.bus.transfer(this.address, [register.controlHumidity, humidityOnce], 0);
    await this.bus.transfer(this.address, [register.control, measureOnce], 0);
    for (let look = 0; look < looksMax; look += 1) {
      await sleep(measuringMs, undefined, { signal });
      const [status = 0] = await this.bus.transfer(this.address, [register.status], 1);
      if ((status & statusMeasuring) === 0) {
        // All at once, or they would be of two measurements (section 4).
        return this.bus.transfer(this.address, [register.data], 8);
      }
    }
    throw new SensorFailure('silent', 'The BME280 does not get done measuring.');
  }
}

function readingOf(data: Uint8Array, calibration: Calibration): Reading {
  const [p0 = 0, p1 = 0, p2 = 0, t0 = 0, t1 = 0, t2 = 0, h0 = 0, h1 = 0] = data;
  const raw = {
    pressure: (p0 << 12) | (p1 << 4) | (p2 >> 4),
    temperature: (t0 << 12) | (t1 << 4) | (t2 >> 4),
    humidity: (h0 << 8) | h1,
  };
  if (raw.temperature === nothing20) {
    throw new SensorFailure('unreadable', 'The BME280 has measured nothing.');
  }
  const { temperatureC, pressurePa, humidityPercent } = compensate(raw, calibration);
  const reading = new Map<Quantity, number>([['temperature_c', temperatureC]]);
  if (raw.pressure !== nothing20 && pressurePa !== null) {
    reading.set('pressure_hpa', pressurePa / 100);
  }
  if (raw.humidity !== nothing16) reading.set('humidity_percent', humidityPercent);
  return reading;
}
