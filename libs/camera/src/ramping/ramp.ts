import { splitStops, stopsOf, stopsRange } from './exposure-split.ts';
import type { ExposureLimits, ShutterAndGain } from './exposure-split.ts';

/** What is known of a frame that was taken. */
export interface RampMeasure {
  /** When it was taken, epoch milliseconds. */
  readonly atMs: number;
  /** Its mean displayed luminance in the region that counts, 0 to 1. */
  readonly luminance: number;
  /** The exposure it truly had. */
  readonly exposure: ShutterAndGain;
}

export interface RampLimits extends ExposureLimits {
  /** The displayed luminance that the next frame shall have, 0 to 1. */
  readonly target: number;
  /** The exposure may move by so many stops from one frame to the next. */
  readonly stopsPerFrameMax: number;
  /** Time to the next frame. */
  readonly intervalMs: number;
}

/** Plain data, kept over restarts. Stops are log2(seconds × gain). */
export interface RampState {
  readonly version: 1;
  readonly atMs: number;
  /** The exposure that the scene wants at `atMs`, smoothed, and how fast that changes. */
  readonly wanted: number;
  readonly stopsPerSecond: number;
  /** What the next frame is told. */
  readonly told: number;
  /** Whether the exposure follows, or rests until the error is worth it. */
  readonly isMoving: boolean;
  /** Frames in a row that were nothing like what was foreseen. */
  readonly surprises: number;
}

/** Displayed luminance follows light by about the root: so many stops of light are in one of it. */
const STOPS_PER_LUMINANCE = 2;
/** How much a frame counts against the forecast, for the value and for its slope. */
const ALPHA = 0.45;
const BETA = 0.08;
/** A frame that is off by more stops is a flash or a headlight, until it has company. */
const SURPRISE_STOPS = 0.6;
const SURPRISES_MAX = 5;
/** The exposure rests while it is off by less, and follows until it is off by hardly anything. */
const REST_STOPS = 0.025;
const ARRIVED_STOPS = 0.005;
/** After a pause as long as this the scene is another one: what is seen then is believed at once. */
const STALE_MS = 15 * 60_000;
const STALE_INTERVALS = 20;
/** Light changes by a stop in two minutes at the fastest, where the sun sets steeply. */
const SLOPE_MAX = 1 / 60;

/**
 * One step of the day-to-night ramp: what the frame before says, and what the next one is told. Pure:
 * the same state, measure and limits give the same answer. Without a state it begins at the frame's
 * own exposure.
 */
export function step(
  state: RampState | null,
  measure: RampMeasure,
  limits: RampLimits,
): [RampState, ShutterAndGain] {
  const was = stopsOf(measure.exposure);
  const error = Math.log2(limits.target / Math.max(1 / 1024, measure.luminance));
  const seen = was + clamp(error * STOPS_PER_LUMINANCE, -4, 4);
  const learned = state ? learn(state, measure.atMs, seen, limits) : begin(measure.atMs, seen, was);
  const seconds = limits.intervalMs / 1000;
  const [low, high] = stopsRange(limits);
  const ahead = clamp(learned.wanted + learned.stopsPerSecond * seconds, low, high);
  const gap = ahead - learned.told;
  const isMoving = Math.abs(gap) > (learned.isMoving ? ARRIVED_STOPS : REST_STOPS);
  const most = limits.stopsPerFrameMax;
  const told = clamp(learned.told + (isMoving ? clamp(gap, -most, most) : 0), low, high);
  return [{ ...learned, isMoving, told }, splitStops(told, limits)];
}

/** What the next frame is told when nothing was learned since: after a restart, or a frame that failed. */
export function resume(state: RampState, limits: ExposureLimits): ShutterAndGain {
  const [low, high] = stopsRange(limits);
  return splitStops(clamp(state.told, low, high), limits);
}

function begin(atMs: number, seen: number, was: number): RampState {
  return {
    version: 1,
    atMs,
    wanted: seen,
    stopsPerSecond: 0,
    told: was,
    isMoving: true,
    surprises: 0,
  };
}

/** An alpha-beta filter: value and slope of what the scene wants, corrected by what was seen. */
function learn(state: RampState, atMs: number, seen: number, limits: RampLimits): RampState {
  const elapsedMs = atMs - state.atMs;
  // A clock that was set back tells nothing about how long ago the last frame was.
  const seconds = Math.max(0.05, elapsedMs > 0 ? elapsedMs / 1000 : limits.intervalMs / 1000);
  if (elapsedMs > Math.max(STALE_MS, STALE_INTERVALS * limits.intervalMs)) {
    return { ...begin(atMs, seen, state.told) };
  }
  const foreseen = state.wanted + state.stopsPerSecond * seconds;
  const surprise = seen - foreseen;
  const isSurprising = Math.abs(surprise) > SURPRISE_STOPS;
  if (isSurprising && state.surprises + 1 < SURPRISES_MAX) {
    return { ...state, atMs, wanted: foreseen, surprises: state.surprises + 1 };
  }
  const weight = isSurprising ? 1 : ALPHA;
  const slope = state.stopsPerSecond + (isSurprising ? 0 : (BETA * surprise) / seconds);
  return {
    ...state,
    atMs,
    wanted: foreseen + weight * surprise,
    stopsPerSecond: clamp(slope, -SLOPE_MAX, SLOPE_MAX),
    surprises: 0,
  };
}

function clamp(value: number, low: number, high: number): number {
  return Math.min(high, Math.max(low, value));
}
