import { describe, expect, it } from '@jest/globals';
import { Bme280 } from './bme280.ts';
import { compensate, readCalibration } from './bme280-compensation.ts';
import type { I2cBus } from './i2c-bus.ts';

const calibration = {
  t: [27_504, 26_435, -1_000],
  p: [36_477, -10_685, 3_024, 2_855, 140, -7, 15_500, -14_600, 6_000],
  h: [75, 362, 0, 321, 50, 30],
} as const;

/** The chip as its bus shows it: registers, and a measurement that takes two looks. */
class Chip implements I2cBus {
  readonly registers = new Uint8Array(256);
  measuringLooks = 2;
  private busyLooks = 0;

  constructor(raw: { temperature: number; pressure: number; humidity: number }) {
    const { t, p, h } = calibration;
    const view = new DataView(this.registers.buffer);
    [...t, ...p].forEach((value, at) => view.setInt16(0x88 + at * 2, value, true));
    view.setUint8(0xa1, h[0]);
    view.setInt16(0xe1, h[1], true);
    view.setUint8(0xe3, h[2]);
    view.setInt8(0xe4, h[3] >> 4);
    view.setUint8(0xe5, (h[3] & 0x0f) | ((h[4] & 0x0f) << 4));
    view.setInt8(0xe6, h[4] >> 4);
    view.setInt8(0xe7, h[5]);
    view.setUint8(0xd0, 0x60);
    const twenty = (value: number) => [value >> 12, (value >> 4) & 0xff, (value & 0x0f) << 4];
    this.measured = [
      ...twenty(raw.pressure),
      ...twenty(raw.temperature),
      raw.humidity >> 8,
      raw.humidity & 0xff,
    ];
    this.registers.set([0x80, 0, 0, 0x80, 0, 0, 0x80, 0], 0xf7);
  }
  private readonly measured: number[];

  transfer(_: number, [from = 0, ...values]: readonly number[], bytes: number) {
    if (values.length > 0) {
      this.registers.set(values, from);
      // Forced mode: it measures, if humidity was switched on before.
      if (from === 0xf4 && (values[0]! & 0b11) === 0b01 && this.registers[0xf2] === 1) {
        this.busyLooks = this.measuringLooks;
        this.registers.set(this.measured, 0xf7);
      }
    }
    if (from === 0xf3) this.registers[0xf3] = this.busyLooks-- > 0 ? 0b1000 : 0;
    return Promise.resolve(this.registers.slice(from, from + bytes));
  }
}

/** The data sheet's other way to the same number, in 32 bits of whole numbers (section 4.2.3). */
function humidityInIntegers(raw: number, fine: number): number {
  const [h1, h2, h3, h4, h5, h6] = calibration.h;
  const warm = fine - 76_800;
  const left = (((raw << 14) - (h4 << 20) - h5 * warm + 16_384) | 0) >> 15;
  const bent = (((((warm * h6) >> 10) * (((warm * h3) >> 11) + 32_768)) >> 10) + 2_097_152) | 0;
  const right = (bent * h2 + 8_192) >> 14;
  let value = Math.imul(left, right);
  value -= ((((value >> 15) * (value >> 15)) >> 7) * h1) >> 4;
  return Math.min(419_430_400, Math.max(0, value)) / 4_096 / 1_024;
}

describe('the BME280', () => {
  const raw = { temperature: 519_888, pressure: 415_148, humidity: 28_000 };

  it('has the temperature and pressure of the data sheet’s example', () => {
    const { temperatureC, pressurePa } = compensate(raw, calibration);
    expect(temperatureC).toBeCloseTo(25.08, 2);
    expect(pressurePa).toBeCloseTo(100_653.27, 0);
  });

  it.each([22_000, 26_500, 28_000, 31_000, 34_000])(
    'has the humidity that the data sheet’s whole numbers give (%s)',
    (humidity) => {
      const { temperatureC, humidityPercent } = compensate({ ...raw, humidity }, calibration);
      const other = humidityInIntegers(humidity, Math.round(temperatureC * 5_120));
      expect(Math.abs(humidityPercent - other)).toBeLessThan(0.05);
      if (humidity === 28_000) expect(humidityPercent).toBeGreaterThan(20);
    },
  );

  it('reads its calibration out of the registers, nibbles and signs and all', () => {
    const { registers } = new Chip(raw);
    const read = readCalibration(registers.slice(0x88, 0xa2), registers.slice(0xe1, 0xe8));
    expect(read).toEqual(calibration);
    const cold = registers.slice(0xe1, 0xe8);
    cold.set([0xff, 0x0f, 0xf0], 3);
    expect(readCalibration(registers.slice(0x88, 0xa2), cold).h.slice(3, 5)).toEqual([-1, -256]);
  });

  it('is woken for one measurement, waited for, and read at once', async () => {
    const reading = await new Bme280(new Chip(raw), 0x76).read(AbortSignal.timeout(5_000));
    expect(Object.fromEntries(reading)).toEqual({
      temperature_c: expect.closeTo(25.08, 2),
      pressure_hpa: expect.closeTo(1_006.53, 1),
      humidity_percent: expect.any(Number),
    });
  });

  it('is not taken for another chip, nor for one that never gets done', async () => {
    const other = new Chip(raw);
    other.registers[0xd0] = 0x58;
    const read = (chip: Chip) => new Bme280(chip, 0x76).read(AbortSignal.timeout(5_000));
    await expect(read(other)).rejects.toThrow('is no BME280: it says 0x58');
    const stuck = new Chip(raw);
    stuck.measuringLooks = 100;
    await expect(read(stuck)).rejects.toThrow('does not get done');
    const empty = new Chip({ ...raw, temperature: 0x80000 });
    await expect(read(empty)).rejects.toThrow('has measured nothing');
  });
});
