import type { CaptureControls } from '../capture-controls.ts';
import { colourGainsOf } from '../colour-temperature.ts';
import type { FrameExposure } from '../frame-exposure.ts';
import { clamp, gradientNoise, mix } from './noise.ts';

/** What the simulated sensor and lens can do. */
const SHUTTER_MIN_S = 1 / 8000;
const SHUTTER_MAX_S = 16;
const GAIN_MAX = 16;
/** As far as its automatic goes; beyond it there is only noise. */
const AUTO_GAIN_MAX = 12;
/** Display value per unit of radiance, second and gain: sets a sunny day at about 1/1000 s. */
const SENSITIVITY = 2600;
/** Of the light of a sunny day, which the sky counts as about 0.1. */
const LUX_PER_LIGHT = 2e5;
const DAYLIGHT_K = 5500;

export interface Exposed extends FrameExposure {
  /** Multiplies linear light to what the tone curve takes; per channel, with the white balance. */
  readonly factor: number;
  readonly factors: readonly [red: number, green: number, blue: number];
}

/** What the sensor sees of the scene before it exposes. */
export interface SceneLight {
  readonly mean: number;
  /** The scene's own inclination to darker or brighter, stops. */
  readonly ev: number;
  /** What an automatic white balance does to red, green and blue; it is in the light already. */
  readonly balance: readonly [number, number, number];
  readonly timeMs: number;
  readonly seed: number;
}

/** Obeys the controls as far as the sensor can, and meters what they leave open. */
export function expose(
  scene: SceneLight,
  controls: CaptureControls,
  automatic: 'steady' | 'camera',
): Exposed {
  const ev = scene.ev + (controls.ev ?? 0);
  const metered = meteredLight(scene.mean, ev) * (automatic === 'camera' ? erring(scene) : 1);
  const light = automatic === 'camera' ? inSteps(metered) : metered;
  const askedShutter = controls.shutterUs === undefined ? undefined : controls.shutterUs / 1e6;
  const shutter = clamp(
    askedShutter ?? Math.min(SHUTTER_MAX_S, light / (controls.gain ?? 1)),
    SHUTTER_MIN_S,
    SHUTTER_MAX_S,
  );
  const gain = clamp(controls.gain ?? Math.min(AUTO_GAIN_MAX, light / shutter), 1, GAIN_MAX);
  const factor = shutter * gain * SENSITIVITY;
  const auto = colourGainsOf(DAYLIGHT_K);
  const [red, green, blue] = scene.balance;
  const own: [number, number] = [(auto[0] * red) / green, (auto[1] * blue) / green];
  const colourGains = askedGains(controls) ?? own;
  return {
    shutterUs: Math.round(shutter * 1e6),
    gain: Math.round(gain * 100) / 100,
    ev,
    colourGains: [round3(colourGains[0]), round3(colourGains[1])],
    factor,
    factors: [(factor * colourGains[0]) / own[0], factor, (factor * colourGains[1]) / own[1]],
  };
}

export function luxOf(meanLight: number): number {
  const lux = meanLight * LUX_PER_LIGHT;
  return Number(lux.toPrecision(3));
}

/**
 * Seconds at base sensitivity. Meters as a camera does, and as one is set up for landscapes: dim
 * scenes are held darker than bright ones, so that a night still looks like a night.
 */
function meteredLight(mean: number, ev: number): number {
  const light = Math.max(1e-9, mean);
  const dimness = clamp(Math.log10(0.03 / light) / 4, 0, 1);
  const wanted = ((0.3 * (1 - dimness) ** 1.1 + 0.034 * dimness) * 2 ** ev) / light;
  return clamp(wanted / SENSITIVITY, SHUTTER_MIN_S, SHUTTER_MAX_S * AUTO_GAIN_MAX);
}

/** A meter that wanders: slowly by a third of a stop, and a little with every frame. */
function erring({ timeMs, seed }: SceneLight): number {
  const slow = gradientNoise(timeMs / 240_000, 0.5, seed + 71, 65_536) * 0.45;
  const quick = gradientNoise(timeMs / 37_000, 0.5, seed + 72, 65_536) * 0.25;
  const each = (mix(seed + Math.floor(timeMs / 100)) / 4294967296 - 0.5) * 0.2;
  return 2 ** (slow + quick + each);
}

function inSteps(light: number): number {
  const steps = 6;
  return 2 ** (Math.round(Math.log2(light) * steps) / steps);
}

function askedGains(controls: CaptureControls): readonly [number, number] | undefined {
  if (controls.colourGains) return controls.colourGains;
  const { colourTemperatureK: kelvin } = controls;
  return kelvin === undefined ? undefined : colourGainsOf(kelvin);
}

function round3(value: number): number {
  return Math.round(value * 1000) / 1000;
}

const STEPS = 4095;
const HIGHEST = 20;
const SCALE = STEPS / Math.sqrt(HIGHEST);

/** From exposed light to 0–255: a filmic curve (after Narkowicz's fit of ACES) and the sRGB gamma. */
const curve = Float32Array.from({ length: STEPS + 1 }, (_, i) => {
  const x = (i / SCALE) ** 2 * 0.72;
  const film = clamp((x * (2.51 * x + 0.03)) / (x * (2.43 * x + 0.59) + 0.14), 0, 1);
  const coded = film <= 0.0031308 ? film * 12.92 : 1.055 * film ** (1 / 2.4) - 0.055;
  return coded * 255;
});

export function toDisplay(exposed: number): number {
  const at = Math.sqrt(exposed) * SCALE;
  return curve[at >= STEPS ? STEPS : at | 0] ?? 255;
}
