import { shiftBetween, type Shift } from './phase-correlation.ts';
import type { SceneReference, SceneView } from './scene-reference.ts';
import { ZONE_COLUMNS, ZONE_ROWS, ZONES, zoneKeys, type ZoneMap } from './zone-map.ts';
import { leastWindow, meanAround, meanWithin, patchesOf } from './zone-patches.ts';

/** How a frame differs from its camera's reference, in figures that do not depend on the scene. */
export interface SceneDifference {
  readonly features: readonly number[];
  readonly shift: Shift;
}

/** What white noise keeps of its Laplacian when a picture is halved twice is a quarter; grain is coarser. */
const NOISE_LEFT = 0.35;

type Zones = Record<keyof ZoneMap, Float32Array>;

export function differenceFrom(reference: SceneReference, view: SceneView): SceneDifference {
  const away = eachKey((key) =>
    view.map[key].map((value, zone) => value - (reference.mean[key][zone] ?? 0)),
  );
  const odd = eachKey((key) =>
    away[key].map((value, zone) => value / ((reference.spread[key][zone] ?? 0) + 0.12)),
  );
  const shift = shiftBetween(new Float32Array(reference.edges), view.edges);
  const features = [
    shift.agreement,
    ...zoneKeys.flatMap((key) => quantiles(away[key], [0.05, 0.25, 0.5, 0.75, 0.95])),
    ...(['fine', 'middle', 'coarse', 'light', 'dark'] as const).flatMap((key) =>
      quantiles(odd[key], [0.02, 0.98]),
    ),
    ...sharpnessFeatures(reference, view, away),
    ...patchFeatures(away, odd),
    ...windowFeatures(view, away, odd),
    ...textureFeatures(away),
  ];
  return { features, shift };
}

/**
 * What a blur takes: fine detail before coarse, where the scene has detail at all. A meadow out of
 * focus or a clear sky has nothing to lose, however sharp the lens, and would only hide it.
 */
function sharpnessFeatures(reference: SceneReference, view: SceneView, away: Zones): number[] {
  const usual = new Float32Array(reference.mean.middle);
  const [rich = 0] = quantiles(usual, [0.7]);
  const inDetail = (values: Float32Array): Float32Array =>
    values.filter((_, zone) => (usual[zone] ?? 0) >= rich);
  const between = (a: Float32Array, b: Float32Array): Float32Array =>
    a.map((value, zone) => value - (b[zone] ?? 0));
  const finer = between(away.fine, away.middle);
  const coarser = between(away.middle, away.coarse);
  return [
    ...[away.fine, away.middle, away.coarse, finer, coarser].flatMap((values) =>
      quantiles(inDetail(values), [0.25, 0.5, 0.75]),
    ),
    ...quantiles(between(away.fine, away.coarse), [0.05, 0.5, 0.95]),
    // The sharpest spots of the frame itself, whatever was known of the scene before.
    ...quantiles(between(view.map.fine, view.map.middle), [0.5, 0.95]),
    ...quantiles(between(view.map.middle, view.map.coarse), [0.5, 0.95]),
    ...edgeFeatures(reference, view, [away.fine, away.middle, away.coarse, finer, coarser]),
  ];
}

/**
 * What became of the scene's edges, however few they are: a lake at dusk is nothing but the noise of its
 * sensor and a line of trees. Noise loses three quarters of its detail from the finest scale to the
 * coarsest, and edges keep theirs, so what is left above that tells where they are.
 */
function edgeFeatures(
  { mean }: SceneReference,
  { map }: SceneView,
  measures: readonly Float32Array[],
): number[] {
  const edges = Float32Array.from(mean.coarse, (coarse, zone) =>
    Math.max(0.05, Math.exp(coarse) - NOISE_LEFT * Math.exp(mean.fine[zone] ?? 0)),
  );
  const [few = 0] = quantiles(edges, [0.9]);
  const lost = (['fine', 'middle', 'coarse'] as const).map(
    (key) => strengthOf(map[key], edges) - strengthOf(new Float32Array(mean[key]), edges),
  );
  const [fine = 0, middle = 0, coarse = 0] = lost;
  return [
    ...measures.flatMap((values) => [
      weightedMean(values, edges, 0),
      weightedMean(values, edges, few),
    ]),
    ...lost,
    fine - middle,
    middle - coarse,
    fine - coarse,
  ];
}

/** How strong the edges are in themselves: as a logarithm, without what the emptiest zones have too. */
function strengthOf(values: Float32Array, edges: Float32Array): number {
  const [noise = 0] = quantiles(values, [0.05]);
  const energies = values.map((value) => Math.max(0.01, Math.exp(2 * value) - Math.exp(2 * noise)));
  return Math.log(weightedMean(energies, edges, 0)) / 2;
}

/** Of those whose weight is no less; the square counts, as the energy of an edge does. */
function weightedMean(values: Float32Array, weights: Float32Array, weightMin: number): number {
  let [sum, total] = [0, 0];
  for (let i = 0; i < values.length; i += 1) {
    const weight = weights[i] ?? 0;
    if (weight < weightMin) continue;
    sum += weight * weight * (values[i] ?? 0);
    total += weight * weight;
  }
  return sum / total;
}

function patchFeatures(away: Zones, odd: Zones): number[] {
  const dark = odd.light.map((value, zone) =>
    value < -1.5 && (away.light[zone] ?? 0) < -0.25 ? 1 : 0,
  );
  const lost = away.middle.map((value) => (value < -0.5 ? 1 : 0));
  const patches = patchesOf(dark);
  return [
    meanOf(lost),
    meanOf(away.fine.map((value) => (value < -0.5 ? 1 : 0))),
    meanOf(away.fine.map((value) => (value > 0.5 ? 1 : 0))),
    meanOf(dark),
    meanOf(odd.light.map((value) => (value > 2 ? 1 : 0))),
    patches.count,
    patches.largest / ZONES,
    patches.largest / Math.max(1, patches.box),
    patchesOf(lost).count,
  ];
}

/**
 * The darkest, the emptiest and the brightest spot beyond what is usual there. The shadow of a cloud
 * leaves its ground colour and detail, and goes over into its surroundings; a body on the glass does not.
 */
function windowFeatures({ map }: SceneView, away: Zones, odd: Zones): number[] {
  const emptied = away.middle.map(
    (value, zone) => value + 0.5 * (away.fine[zone] ?? 0) + 2 * (away.colour[zone] ?? 0),
  );
  const searched = [
    leastWindow(odd.dark, 2),
    leastWindow(odd.light, 3),
    leastWindow(emptied, 2),
    leastWindow(emptied, 3),
    leastWindow(
      odd.bright.map((value) => -value),
      1,
    ),
  ];
  return searched.flatMap((window) => [
    ...zoneKeys.map((key) => meanWithin(away[key], window)),
    meanWithin(odd.light, window),
    meanWithin(map.light, window),
    meanWithin(map.middle, window),
    meanAround(away.light, window),
    meanAround(away.middle, window),
  ]);
}

function textureFeatures(away: Zones): number[] {
  return [
    borderOf(away.fine),
    borderOf(away.middle),
    borderOf(away.light),
    roughnessOf(away.light),
    roughnessOf(away.fine),
    roughnessOf(away.middle),
    roughnessOf(away.bright),
  ];
}

function eachKey(value: (key: keyof ZoneMap) => Float32Array): Zones {
  return Object.fromEntries(zoneKeys.map((key) => [key, value(key)])) as Zones;
}

/** Sorted in one place: two score of arrays for each frame would keep the collector busy. */
const scratch = new Float32Array(ZONES);

function quantiles(values: Float32Array, shares: readonly number[]): number[] {
  const sorted = scratch.subarray(0, values.length);
  sorted.set(values);
  sorted.sort();
  return shares.map((share) => sorted[Math.round(share * (sorted.length - 1))] ?? 0);
}

function meanOf(values: Float32Array): number {
  let sum = 0;
  for (const value of values) sum += value;
  return sum / values.length;
}

/** Mean of the outermost two zones against that of the middle: ice grows from the rim. */
function borderOf(values: Float32Array): number {
  let [rim, rims, inside, insides] = [0, 0, 0, 0];
  values.forEach((value, zone) => {
    const x = zone % ZONE_COLUMNS;
    const y = Math.floor(zone / ZONE_COLUMNS);
    if (x < 2 || y < 2 || x >= ZONE_COLUMNS - 2 || y >= ZONE_ROWS - 2) {
      rim += value;
      rims += 1;
    } else {
      inside += value;
      insides += 1;
    }
  });
  return rim / rims - inside / insides;
}

/** Mean step from zone to zone: high where something patchy lies over the picture. */
function roughnessOf(values: Float32Array): number {
  let sum = 0;
  for (let zone = 0; zone < ZONES - ZONE_COLUMNS; zone += 1) {
    if (zone % ZONE_COLUMNS === ZONE_COLUMNS - 1) continue;
    const here = values[zone] ?? 0;
    sum += Math.abs(here - (values[zone + 1] ?? 0));
    sum += Math.abs(here - (values[zone + ZONE_COLUMNS] ?? 0));
  }
  return sum / ZONES;
}
