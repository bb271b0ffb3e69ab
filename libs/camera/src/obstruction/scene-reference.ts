import { edgeSquare, normalised } from './phase-correlation.ts';
import { scalesOf, ZONES, zoneKeys, zoneMapOf, type ZoneMap } from './zone-map.ts';
import type { SmallPicture } from '../small-picture.ts';

/** What a camera usually sees, learned slowly from its own good frames; plain data. */
export interface SceneReference {
  readonly version: 2;
  /** Frames that it was learned from. */
  readonly frames: number;
  /** Per zone: the mean of each measure, and how far frames usually are from it. */
  readonly mean: Readonly<Record<keyof ZoneMap, readonly number[]>>;
  readonly spread: Readonly<Record<keyof ZoneMap, readonly number[]>>;
  /** Its edges, of mean 0 and length 1. */
  readonly edges: readonly number[];
}

/** What is seen of one frame, computed once. */
export interface SceneView {
  readonly map: ZoneMap;
  readonly edges: Float32Array;
}

/** Before so many frames nothing is said of a lens. */
export const framesToLearn = 12;
/** A frame counts for a sixtieth in the end: a scene of some hours, whatever the interval. */
const WEIGHT_MIN = 1 / 60;

export function viewOf(picture: SmallPicture): SceneView {
  const scales = scalesOf(picture);
  return { map: zoneMapOf(picture, scales), edges: edgeSquare(scales[1]) };
}

/** With a frame that was found clear. */
export function learnScene(reference: SceneReference | null, view: SceneView): SceneReference {
  const { map, edges } = view;
  if (!reference) {
    const each = (value: (key: keyof ZoneMap) => number[]) =>
      Object.fromEntries(zoneKeys.map((key) => [key, value(key)])) as Record<
        keyof ZoneMap,
        number[]
      >;
    return {
      version: 2,
      frames: 1,
      mean: each((key) => rounded(map[key])),
      spread: each(() => new Array<number>(ZONES).fill(0.15)),
      edges: rounded(edges),
    };
  }
  const weight = Math.max(WEIGHT_MIN, 1 / (reference.frames + 1));
  const mean: Partial<Record<keyof ZoneMap, number[]>> = {};
  const spread: Partial<Record<keyof ZoneMap, number[]>> = {};
  for (const key of zoneKeys) {
    const [had, wide] = [reference.mean[key], reference.spread[key]];
    const away = had.map((value, zone) => (map[key][zone] ?? 0) - value);
    mean[key] = rounded(had.map((value, zone) => value + weight * (away[zone] ?? 0)));
    spread[key] = rounded(
      wide.map((value, zone) => value + weight * (Math.abs(away[zone] ?? 0) - value)),
    );
  }
  const blended = Float32Array.from(reference.edges, (value, i) => {
    return value + weight * ((edges[i] ?? 0) - value);
  });
  return {
    version: 2,
    frames: reference.frames + 1,
    mean: mean as SceneReference['mean'],
    spread: spread as SceneReference['spread'],
    edges: rounded(normalised(blended)),
  };
}

/** Four digits are enough, and half the file. */
function rounded(values: ArrayLike<number>): number[] {
  return Array.from(values, (value) => Math.round(value * 1e4) / 1e4);
}
