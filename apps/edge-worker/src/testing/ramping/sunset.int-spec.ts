import { describe, expect, it } from '@jest/globals';
import { film, neighbourDifferences, percentile, sunsets } from './sunset.ts';

const [sunset] = sunsets;
const intervalMs = 20_000;

/** The short form of `npm run ramping`: the steepest half hour of one evening. */
describe('a sunset with clouds', () => {
  it('is even from frame to frame when ramped, and flickers with a plain automatic', async () => {
    const sets = Date.parse('2026-06-21T19:27:00Z');
    const span = { fromMs: sets - 10 * 60_000, toMs: sets + 20 * 60_000 };
    const ramped = await film(sunset!, 'ramped', intervalMs, span);
    const automatic = await film(sunset!, 'automatic', intervalMs, span);
    const [ours, theirs] = [ramped, automatic].map((frames) =>
      percentile(neighbourDifferences(frames), 0.95),
    );
    expect(ours).toBeLessThan(0.02);
    expect(theirs).toBeGreaterThan(0.04);
    const stops = ramped.map(({ shutterUs, gain }) => Math.log2(shutterUs * gain));
    expect(stops.at(-1)! - stops[0]!).toBeGreaterThan(3);
    for (const { shutterUs } of ramped) expect(shutterUs).toBeLessThan(intervalMs * 1000);
  });
});
