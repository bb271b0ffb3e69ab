import { describe, expect, it } from '@jest/globals';
import { expose, type SceneLight } from './exposure.ts';

const noon: SceneLight = { mean: 0.1, ev: 0, balance: [1, 1, 1], timeMs: 1e12, seed: 7 };
const night: SceneLight = { ...noon, mean: 2e-6 };

describe('the simulated sensor', () => {
  it('does as it is told, as far as it can', () => {
    const told = { shutterUs: 2_000, gain: 3, colourGains: [2, 1.5] as const };
    expect(expose(noon, told, 'steady')).toMatchObject({ ...told, factor: 2e-3 * 3 * 2600 });
    const beyond = expose(noon, { shutterUs: 60e6, gain: 0.2 }, 'steady');
    expect(beyond).toMatchObject({ shutterUs: 16e6, gain: 1 });
  });

  it('finds the gain for a shutter, and the shutter for a gain', () => {
    const free = expose(night, {}, 'steady');
    const quick = expose(night, { shutterUs: free.shutterUs }, 'steady');
    expect(quick.factor).toBeCloseTo(free.factor, -2);
    const base = expose(noon, { gain: 2 }, 'steady');
    expect(base.shutterUs / expose(noon, {}, 'steady').shutterUs).toBeCloseTo(0.5, 1);
  });

  it('makes red of too high a gain for red, and of too low a temperature blue', () => {
    const auto = expose(noon, {}, 'steady');
    const [red, green] = expose(noon, { colourGains: [6, auto.colourGains![1]] }, 'steady').factors;
    expect(red).toBeGreaterThan(green * 1.5);
    const cold = expose(noon, { colourTemperatureK: 2500 }, 'steady').factors;
    expect(cold[2]).toBeGreaterThan(cold[0] * 2);
  });

  it('has an automatic that errs as those of real cameras do, in steps and from frame to frame', () => {
    const lights = Array.from({ length: 200 }, (_, n) =>
      Math.log2(expose({ ...noon, timeMs: 1e12 + n * 10_000 }, {}, 'camera').factor),
    );
    const steps = lights.slice(1).map((light, n) => Math.abs(light - lights[n]!));
    const changed = steps.filter((step) => step > 0.01);
    expect(changed.length).toBeGreaterThan(40);
    for (const step of changed) expect(step * 6).toBeCloseTo(Math.round(step * 6), 3);
    expect(Math.max(...lights) - Math.min(...lights)).toBeLessThan(1.5);
  });
});
