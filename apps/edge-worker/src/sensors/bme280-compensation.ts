/** Each chip's own numbers, by their names in the data sheet (BST-BME280-DS002, table 16). */
export interface Calibration {
  readonly t: readonly [t1: number, t2: number, t3: number];
  /** p1 to p9. */
  readonly p: readonly number[];
  /** h1 to h6. */
  readonly h: readonly [number, number, number, number, number, number];
}

export interface RawMeasurement {
  readonly temperature: number;
  readonly pressure: number;
  readonly humidity: number;
}

export interface Measurement {
  readonly temperatureC: number;
  /** Null where the calibration is empty. */
  readonly pressurePa: number | null;
  readonly humidityPercent: number;
}

/** Out of 26 bytes from 0x88 and 7 from 0xe1. */
export function readCalibration(first: Uint8Array, second: Uint8Array): Calibration {
  const low = new DataView(first.buffer, first.byteOffset, first.byteLength);
  const high = new DataView(second.buffer, second.byteOffset, second.byteLength);
  const signed = (at: number): number => low.getInt16(at, true);
  const unsigned = (at: number): number => low.getUint16(at, true);
  // Of two numbers of twelve bits each has one nibble of the byte in the middle.
  const shared = high.getUint8(4);
  return {
    t: [unsigned(0), signed(2), signed(4)],
    p: [unsigned(6), ...[8, 10, 12, 14, 16, 18, 20, 22].map(signed)],
    h: [
      low.getUint8(25),
      high.getInt16(0, true),
      high.getUint8(2),
      (high.getInt8(3) << 4) | (shared & 0x0f),
      (high.getInt8(5) << 4) | (shared >> 4),
      high.getInt8(6),
    ],
  };
}

/** The formulas in floating point of the data sheet's appendix 8.1. */
export function compensate(raw: RawMeasurement, { t, p, h }: Calibration): Measurement {
  const fine = fineTemperature(raw.temperature, t);
  return {
    temperatureC: fine / 5120,
    pressurePa: pressure(raw.pressure, fine, p),
    humidityPercent: humidity(raw.humidity, fine, h),
  };
}

/** In parts of 1/5120 °C; the other two depend on it. */
function fineTemperature(raw: number, [t1, t2, t3]: Calibration['t']): number {
  const first = (raw / 16_384 - t1 / 1_024) * t2;
  const second = (raw / 131_072 - t1 / 8_192) ** 2 * t3;
  return first + second;
}

function pressure(raw: number, fine: number, p: Calibration['p']): number | null {
  const [p1 = 0, p2 = 0, p3 = 0, p4 = 0, p5 = 0, p6 = 0, p7 = 0, p8 = 0, p9 = 0] = p;
  const half = fine / 2 - 64_000;
  const offset = ((half * half * p6) / 32_768 + half * p5 * 2) / 4 + p4 * 65_536;
  const slope = ((p3 * half * half) / 524_288 + p2 * half) / 524_288;
  const scale = (1 + slope / 32_768) * p1;
  if (scale === 0) return null;
  const linear = ((1_048_576 - raw - offset / 4_096) * 6_250) / scale;
  const bent = (p9 * linear * linear) / 2_147_483_648 + (linear * p8) / 32_768;
  return linear + (bent + p7) / 16;
}

function humidity(raw: number, fine: number, [h1, h2, h3, h4, h5, h6]: Calibration['h']): number {
  const warm = fine - 76_800;
  const slope = (h2 / 65_536) * (1 + (h6 / 67_108_864) * warm * (1 + (h3 / 67_108_864) * warm));
  const linear = (raw - (h4 * 64 + (h5 / 16_384) * warm)) * slope;
  const value = linear * (1 - (h1 * linear) / 524_288);
  return Math.min(100, Math.max(0, value));
}
