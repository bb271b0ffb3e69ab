import type { CaptureControls, ExposureControls } from '../capture-controls.ts';
import type { FrameExposure } from '../frame-exposure.ts';
import { shutterCeilingUs, splitStops, stopsOf, stopsRange } from '../ramping/exposure-split.ts';
import { resume, step, type RampState } from '../ramping/ramp.ts';
import { byLux, onCurve } from './curve.ts';
import type { Profile } from './profile.ts';

/** What a camera's profile has learned, as plain data: it outlives edges of schedules and restarts. */
export interface ExposureMemory {
  readonly version: 1;
  readonly ramp: RampState | null;
  /** log10 of the scene's lux, smoothed; null until a frame told. */
  readonly logLux: number | null;
  /** White balance of the next frame, kelvin; null until one was wanted. */
  readonly kelvin: number | null;
}

export const noMemory: ExposureMemory = { version: 1, ramp: null, logLux: null, kelvin: null };

/** What is known when a frame is about to be taken. */
export interface ComingFrame {
  readonly sunAltitudeDeg: number;
  /** Time to the slot after it; null for a frame out of turn. */
  readonly intervalMs: number | null;
}

/** A frame that was taken and found good. */
export interface TakenFrame extends ComingFrame {
  readonly atMs: number;
  readonly exposure: FrameExposure;
  /** Mean displayed luminance in the profile's region, 0 to 1. */
  readonly luminance: number;
  readonly lux?: number | undefined;
}

/** The sensor needs this long after the exposure to be read out and ready again. */
const READOUT_MS = 1_000;
const SHUTTER_US_MIN = 100;
/** Kelvin move by no more from frame to frame, in millionths of a reciprocal: what eyes see as equal. */
const MIREDS_PER_FRAME_MAX = 1.5;
const LUX_WEIGHT = 0.2;
const STOPS_PER_LUMINANCE = 2;

/**
 * The controls of the coming frame. All of them, each time: what one profile says cannot stay for the
 * next. The first ramped frame is metered by the camera itself.
 */
export function controlsFor(
  profile: Profile,
  memory: ExposureMemory,
  coming: ComingFrame,
): CaptureControls {
  const { exposure, focus, look } = profile;
  const usual = exposureControls(profile, memory, coming);
  return {
    ...usual,
    ...bracketControls(exposure, usual, coming),
    ...whiteBalanceControls(profile, memory),
    metering: exposure.metering,
    focus,
    ...look,
  };
}

/** What a good frame teaches for the next one. */
export function learnFrom(
  profile: Profile,
  memory: ExposureMemory,
  taken: TakenFrame,
): ExposureMemory {
  const logLux = learnLux(memory.logLux, taken);
  const lux = 10 ** logLux;
  return {
    version: 1,
    logLux,
    ramp: profile.exposure.mode === 'ramped' ? ramped(profile, memory.ramp, taken, lux) : null,
    kelvin: nextKelvin(profile, memory.kelvin, lux),
  };
}

function ramped(
  { exposure }: Profile,
  state: RampState | null,
  taken: TakenFrame,
  lux: number,
): RampState {
  const points = exposure.luminanceBySun.map(({ altitudeDeg: x, luminance: y }) => ({ x, y }));
  const ev = exposure.ev + byLux(exposure.evByLux, 'ev', lux);
  const target = onCurve(points, taken.sunAltitudeDeg) * 2 ** (ev / STOPS_PER_LUMINANCE);
  const [next] = step(state, taken, {
    ...limitsOf(exposure, taken.intervalMs),
    target: Math.min(0.8, Math.max(0.02, target)),
    stopsPerFrameMax: exposure.stopsPerFrameMax,
    intervalMs: taken.intervalMs ?? 0,
  });
  return next;
}

function exposureControls(
  { exposure }: Profile,
  memory: ExposureMemory,
  coming: ComingFrame,
): CaptureControls {
  const limits = limitsOf(exposure, coming.intervalMs);
  switch (exposure.mode) {
    case 'fixed': {
      const { shutterUs = SHUTTER_US_MIN, gain = 1 } = exposure;
      // A shutter that the interval has no time for gives its light to the gain.
      const wide = { ...limits, shutterUsMax: Math.min(shutterUs, limits.shutterUsMax) };
      const most = { ...wide, shutterUsMin: Math.min(shutterUs, SHUTTER_US_MIN), gainMin: gain };
      return splitStops(stopsOf({ shutterUs, gain }), { ...most, gainMax: Math.max(gain, 64) });
    }
    case 'automatic':
      return { ev: automaticEv(exposure, memory) };
    case 'ramped':
      return memory.ramp ? resume(memory.ramp, limits) : { ev: automaticEv(exposure, memory) };
  }
}

/** The usual exposure in the middle, the others so many stops beside it, as far as the limits go. */
function bracketControls(
  exposure: Profile['exposure'],
  usual: CaptureControls,
  coming: ComingFrame,
): CaptureControls {
  if (!exposure.bracket) return {};
  const { shots, stepEv } = exposure.bracket;
  const { shutterUs, gain, ev = 0 } = usual;
  const steps = Array.from({ length: shots }, (_, shot) => (shot - (shots - 1) / 2) * stepEv);
  const limits = limitsOf(exposure, coming.intervalMs);
  const bracket = steps.map((step): ExposureControls => {
    if (step === 0) return { shutterUs, gain, ev: usual.ev };
    if (shutterUs === undefined || gain === undefined) return { ev: ev + step };
    const stops = stopsOf({ shutterUs, gain }) + step;
    return splitStops(stops, { ...limits, gainMax: Math.max(gain, limits.gainMax) });
  });
  return { bracket };
}

function automaticEv(exposure: Profile['exposure'], { logLux }: ExposureMemory): number {
  const byLight = logLux === null ? 0 : byLux(exposure.evByLux, 'ev', 10 ** logLux);
  return Math.min(4, Math.max(-4, exposure.ev + byLight));
}

function limitsOf(exposure: Profile['exposure'], intervalMs: number | null) {
  const shots = exposure.bracket?.shots ?? 1;
  // All exposures of a bracket share the time there is, and each is read out.
  const ceiling =
    intervalMs === null
      ? Infinity
      : Math.max(intervalMs * 500, shutterCeilingUs(intervalMs, READOUT_MS * shots)) / shots;
  return {
    shutterUsMin: SHUTTER_US_MIN,
    shutterUsMax: Math.max(SHUTTER_US_MIN, Math.min(exposure.shutterUsMax, Math.floor(ceiling))),
    gainMin: 1,
    gainMax: exposure.gainMax,
  };
}

function whiteBalanceControls(
  { whiteBalance }: Profile,
  { kelvin }: ExposureMemory,
): CaptureControls {
  switch (whiteBalance.mode) {
    case 'automatic':
      return {};
    case 'fixed':
      return { colourTemperatureK: whiteBalance.kelvin };
    case 'adaptive':
      return kelvin === null ? {} : { colourTemperatureK: Math.round(kelvin) };
  }
}

function nextKelvin({ whiteBalance }: Profile, last: number | null, lux: number): number | null {
  if (whiteBalance.mode === 'automatic') return null;
  const wanted =
    whiteBalance.mode === 'fixed'
      ? whiteBalance.kelvin
      : byLux(whiteBalance.kelvinByLux, 'kelvin', lux);
  if (last === null || whiteBalance.mode === 'fixed') return wanted;
  const gap = 1e6 / wanted - 1e6 / last;
  const move = Math.min(MIREDS_PER_FRAME_MAX, Math.max(-MIREDS_PER_FRAME_MAX, gap));
  return 1e6 / (1e6 / last + move);
}

/** By the camera's meter, else by the exposure that the picture needed: a sunny day at f/2. */
function learnLux(last: number | null, { lux, exposure, luminance }: TakenFrame): number {
  const [low, high] = stopsRange({
    shutterUsMin: 1,
    shutterUsMax: 1e9,
    gainMin: 1,
    gainMax: 1e3,
  });
  const stops = Math.min(high, Math.max(low, stopsOf(exposure)));
  const byExposure = (luminance / 0.42) ** STOPS_PER_LUMINANCE * 10 * 2 ** -stops;
  const seen = Math.log10(Math.max(1e-4, lux ?? byExposure));
  if (last === null) return seen;
  // A flash is a thousand times as bright and gone at once: one frame counts for no more than a tenth.
  return last + Math.min(0.1, Math.max(-0.1, (seen - last) * LUX_WEIGHT));
}
