import { randomFrom } from './noise.ts';

/** A reel of normal noise, standard deviation 1; read from a new place in every row and frame. */
export interface Grain {
  readonly reel: Float32Array;
}

/** Where a frame begins to read. */
export interface FrameNoise {
  readonly grain: Grain;
  readonly start: number;
}

export const REEL_MASK = 65_535;

export function makeGrain(seed: number): Grain {
  const random = randomFrom(seed + 901);
  const reel = Float32Array.from({ length: REEL_MASK + 1 }, () => {
    const radius = Math.sqrt(-2 * Math.log(1 - random()));
    return radius * Math.cos(2 * Math.PI * random());
  });
  return { reel };
}

/** Standard deviation, in levels of 255, of what the sensor adds: more at high gain. */
export function noiseLevel(gain: number): number {
  return 0.9 + 0.85 * Math.log2(Math.max(1, gain)) * 0.7;
}
