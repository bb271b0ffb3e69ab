import type { Terrain } from './terrain.ts';
import type { View } from './view.ts';

/** What a pixel of the land is made of. */
export const material = { rock: 0, forest: 1, meadow: 2, water: 3, tree: 4 } as const;

/** A lit window in the valley. */
export interface LitWindow {
  readonly x: number;
  readonly y: number;
  readonly strength: number;
  readonly warmth: number;
}

/**
 * The land as the camera sees it: per pixel from row `top` down what light meets there. It never
 * changes, so it is drawn once; a frame only lights it.
 */
export interface Landscape {
  readonly view: View;
  readonly terrain: Terrain;
  readonly top: number;
  /** First row of land per column, with its fraction: the skyline is drawn smooth. */
  readonly skyline: Float32Array;
  readonly kind: Uint8Array;
  /** Unevenness of the surface's brightness, 128 is even. */
  readonly grain: Uint8Array;
  /** Likelihood of snow, 0 to 255: height, steepness, drift. */
  readonly snow: Uint8Array;
  readonly normalX: Int8Array;
  readonly normalY: Int8Array;
  readonly normalZ: Int8Array;
  /** Distance, 255 steps of `distanceOf`. */
  readonly far: Uint8Array;
  /** Height above the lake in steps of 12 m. */
  readonly height: Uint8Array;
  readonly windows: readonly LitWindow[];
}

export const NEAR = 22;
export const FAR = 31_000;
export const LOG_SPAN = Math.log(FAR / NEAR);

/** Metres for a step of `far`. */
export function distanceOf(step: number): number {
  return NEAR * Math.exp((step / 255) * LOG_SPAN);
}
