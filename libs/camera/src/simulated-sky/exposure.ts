import type { FrameExposure } from '../frame-exposure.ts';
import { clamp } from './noise.ts';

/** What the simulated sensor and lens can do. */
const SHUTTER_MIN_S = 1 / 8000;
const SHUTTER_MAX_S = 16;
const GAIN_MAX = 12;
/** Display value per unit of radiance, second and gain: sets a sunny day at about 1/1000 s. */
const SENSITIVITY = 2600;

export interface Exposed extends FrameExposure {
  /** Multiplies linear light to what the tone curve takes. */
  readonly factor: number;
}

/**
 * Meters as a camera does, and as one is set up for landscapes: dim scenes are held darker than
 * bright ones, so that a night still looks like a night.
 */
export function expose(meanLight: number, ev: number): Exposed {
  const dimness = clamp(Math.log10(0.03 / Math.max(1e-9, meanLight)) / 4, 0, 1);
  const wanted =
    ((0.3 * (1 - dimness) ** 1.1 + 0.034 * dimness) * 2 ** ev) / Math.max(1e-9, meanLight);
  const light = clamp(wanted / SENSITIVITY, SHUTTER_MIN_S, SHUTTER_MAX_S * GAIN_MAX);
  const shutter = Math.min(light, SHUTTER_MAX_S);
  const gain = light / shutter;
  return {
    shutterUs: Math.round(shutter * 1e6),
    gain: Math.round(gain * 100) / 100,
    ev,
    factor: light * SENSITIVITY,
  };
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
