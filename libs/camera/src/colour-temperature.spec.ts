import { describe, expect, it } from '@jest/globals';
import { colourGainsOf, colourTemperatureOf } from './colour-temperature.ts';

describe('colour gains by temperature', () => {
  it('take red up and blue down, evenly, as the light turns bluer', () => {
    let [red, blue] = colourGainsOf(2000);
    for (let kelvin = 2025; kelvin <= 12_000; kelvin += 25) {
      const next = colourGainsOf(kelvin);
      expect(next[0]).toBeGreaterThan(red);
      expect(next[1]).toBeLessThan(blue);
      expect(next[0] / red).toBeLessThan(1.02);
      expect(blue / next[1]).toBeLessThan(1.02);
      [red, blue] = next;
    }
  });

  it('end where the curve ends, and lead back to the temperature', () => {
    expect(colourGainsOf(500)).toEqual(colourGainsOf(2000));
    expect(colourGainsOf(40_000)).toEqual(colourGainsOf(12_000));
    for (const kelvin of [2100, 3200, 5500, 6500, 11_000]) {
      expect(Math.abs(colourTemperatureOf(colourGainsOf(kelvin)) - kelvin)).toBeLessThan(3);
    }
  });
});
