import { describe, expect, it } from '@jest/globals';
import { skyColour, solarAltitudeDeg } from './solar-altitude.ts';

describe('the sun band', () => {
  it('has the sun where it stands, to half a degree', () => {
    // Zürich at local solar noon of the June solstice: 90 − 47.38 + 23.44 = 66.06 degrees.
    const noon = solarAltitudeDeg(47.38, 8.54, Date.UTC(2026, 5, 21, 11, 28));
    expect(Math.abs(noon - 66.06)).toBeLessThan(0.5);
    // Quito on the equinox, an hour before midnight UTC: the sun is just setting.
    expect(Math.abs(solarAltitudeDeg(-0.18, -78.47, Date.UTC(2026, 2, 20, 23, 20)))).toBeLessThan(
      1,
    );
  });

  it('goes from night over red to blue', () => {
    expect(skyColour(-40)).toBe('rgb(12 18 40)');
    expect(skyColour(1)).toBe('rgb(243 160 104)');
    expect(skyColour(80)).toBe('rgb(84 148 222)');
  });
});
