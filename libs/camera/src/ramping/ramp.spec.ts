import { describe, expect, it } from '@jest/globals';
import { shutterCeilingUs, splitStops, stopsOf, type ExposureLimits } from './exposure-split.ts';
import { resume, step, type RampLimits, type RampState } from './ramp.ts';

const intervalMs = 10_000;
const limits: RampLimits = {
  shutterUsMin: 100,
  shutterUsMax: shutterCeilingUs(intervalMs, 1_000),
  gainMin: 1,
  gainMax: 8,
  target: 0.4,
  stopsPerFrameMax: 0.25,
  intervalMs,
};

/** A scene that wants so many stops to show 0.4, and a camera that answers as displays do. */
function shown(stops: number, wanted: number): number {
  return Math.min(1, Math.max(0.002, 0.4 * 2 ** ((stops - wanted) / 2)));
}

interface Shot {
  readonly luminance: number;
  readonly stops: number;
  readonly shutterUs: number;
  readonly gain: number;
}

function film(
  wantedAt: (frame: number) => number,
  frames: number,
  changes: Partial<RampLimits> = {},
) {
  let state: RampState | null = null;
  const within = { ...limits, ...changes };
  let told = splitStops(wantedAt(0), within);
  const shots: Shot[] = [];
  for (let frame = 0; frame < frames; frame += 1) {
    const luminance = shown(stopsOf(told), wantedAt(frame));
    shots.push({ luminance, stops: stopsOf(told), ...told });
    const measure = { atMs: 1e12 + frame * intervalMs, luminance, exposure: told };
    [state, told] = step(state, measure, within);
  }
  return { shots, state: state as RampState };
}

const jumps = (shots: readonly Shot[]): number[] =>
  shots.slice(1).map(({ luminance }, n) => Math.abs(luminance / shots[n]!.luminance - 1));

describe('the ramp', () => {
  it('follows twelve stops of dusk without a step that anybody sees', () => {
    const { shots } = film((frame) => -8 + 12 / (1 + Math.exp((300 - frame) / 60)), 600);
    expect(Math.max(...jumps(shots).slice(3))).toBeLessThan(0.01);
    for (const { luminance } of shots.slice(0, 450)) expect(luminance).toBeCloseTo(0.4, 1);
  });

  it('lengthens the exposure first and then raises the gain, and takes the same way back', () => {
    const wanted = (frame: number) => 2 + 6 * Math.sin((Math.PI * frame) / 400);
    const { shots } = film(wanted, 400);
    expect(Math.max(...shots.map(({ gain }) => gain))).toBe(8);
    for (const { shutterUs, gain } of shots) {
      expect(shutterUs).toBeLessThanOrEqual(limits.shutterUsMax);
      if (gain > 1) expect(shutterUs).toBe(limits.shutterUsMax);
    }
  });

  it('moves no further at once than it may', () => {
    const { shots } = film((frame) => (frame < 5 ? -6 : -2), 60, { stopsPerFrameMax: 0.1 });
    const moves = shots.slice(1).map(({ stops }, n) => Math.abs(stops - shots[n]!.stops));
    expect(Math.max(...moves)).toBeLessThan(0.101);
    expect(shots.at(-1)!.luminance).toBeCloseTo(0.4, 1);
  });

  it('rests while the light only flickers', () => {
    const flicker = (frame: number) => -6 + 0.02 * Math.sin(frame * 2.7);
    const { shots } = film(flicker, 100);
    expect(new Set(shots.slice(20).map(({ stops }) => stops)).size).toBe(1);
  });

  it.each([
    ['a flash', 1, 3],
    ['a passing headlight', 3, 1.2],
    ['a bird before the lens', 2, -2],
  ])('is not moved by %s', (_, frames, stops) => {
    const calm = film(() => 3, 80).shots;
    const lit = (frame: number) => 3 - (frame >= 40 && frame < 40 + frames ? stops : 0);
    const { shots } = film(lit, 80);
    shots.forEach((shot, n) => {
      expect(Math.abs(shot.stops - calm[n]!.stops)).toBeLessThan(0.01);
    });
  });

  it('believes a change that stays', () => {
    const { shots } = film((frame) => (frame < 20 ? -6 : -4), 60);
    expect(shots.at(-1)!.luminance).toBeCloseTo(0.4, 1);
  });

  it('goes on after a restart where it was, and meters anew after a night without power', () => {
    const { state } = film((frame) => -8 + frame / 40, 200);
    const kept = JSON.parse(JSON.stringify(state)) as RampState;
    expect(resume(kept, limits)).toEqual(splitStops(state.told, limits));
    const at = (hours: number) => ({
      atMs: state.atMs + hours * 3_600_000,
      luminance: 0.9,
      exposure: resume(kept, limits),
    });
    const [soon] = step(kept, { ...at(0), atMs: state.atMs + intervalMs }, limits);
    expect(soon.surprises).toBe(1);
    const [late] = step(kept, at(9), limits);
    expect(late.wanted).toBeLessThan(state.wanted - 1.5);
  });

  it('keeps the sum of light when a schedule with another interval takes over', () => {
    const { state } = film(() => 2, 100);
    const quick: ExposureLimits = { ...limits, shutterUsMax: shutterCeilingUs(3_000, 1_000) };
    const told = resume(state, quick);
    expect(told.shutterUs).toBe(2_000_000);
    expect(stopsOf(told)).toBeCloseTo(state.told, 4);
  });

  it('survives a clock that is set back', () => {
    const { state } = film(() => 2, 50);
    const back = { atMs: 1e11, luminance: 0.4, exposure: resume(state, limits) };
    const [next, told] = step(state, back, limits);
    expect(next.atMs).toBe(1e11);
    expect(Math.abs(stopsOf(told) - state.told)).toBeLessThan(0.1);
  });
});
