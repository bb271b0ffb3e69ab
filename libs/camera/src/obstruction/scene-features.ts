import { shiftBetween, type Shift } from './phase-correlation.ts';
import type { SceneReference, SceneView } from './scene-reference.ts';
import { ZONE_COLUMNS, ZONE_ROWS, ZONES, type ZoneMap } from './zone-map.ts';

/** How a frame differs from its camera's reference, in figures that do not depend on the scene. */
export interface SceneDifference {
  readonly features: readonly number[];
  readonly shift: Shift;
}

export function differenceFrom(reference: SceneReference, view: SceneView): SceneDifference {
  const away = (key: keyof ZoneMap): Float32Array =>
    Float32Array.from(view.map[key], (value, zone) => value - (reference.mean[key][zone] ?? 0));
  const odd = (key: keyof ZoneMap, values: Float32Array): Float32Array =>
    values.map((value, zone) => value / ((reference.spread[key][zone] ?? 0) + 0.12));
  const [fine, coarse, light, colour] = [
    away('fine'),
    away('coarse'),
    away('light'),
    away('colour'),
  ];
  const edges = Float32Array.from(reference.edges);
  const shift = shiftBetween(edges, view.edges);
  const features: number[] = [];
  for (const values of [fine, coarse, light, colour]) {
    const sorted = values.toSorted();
    for (const share of [0.05, 0.25, 0.5, 0.75, 0.95]) features.push(quantile(sorted, share));
  }
  const oddities = [odd('fine', fine), odd('coarse', coarse), odd('light', light)] as const;
  for (const values of oddities) {
    const sorted = values.toSorted();
    features.push(quantile(sorted, 0.02), quantile(sorted, 0.98));
  }
  const dark = oddities[2].map((value, zone) =>
    value < -1.5 && (light[zone] ?? 0) < -0.25 ? 1 : 0,
  );
  const lost = fine.map((value) => (value < -0.5 ? 1 : 0));
  const patches = patchesOf(dark);
  const relative = fine.map((value, zone) => value - (coarse[zone] ?? 0)).toSorted();
  features.push(
    shift.agreement,
    meanOf(lost),
    meanOf(fine.map((value) => (value > 0.5 ? 1 : 0))),
    meanOf(dark),
    meanOf(oddities[2].map((value) => (value > 2 ? 1 : 0))),
    patches.largest / ZONES,
    patches.largest / Math.max(1, patches.box),
    patchesOf(lost).count,
    borderOf(fine),
    borderOf(light),
    quantile(relative, 0.05),
    quantile(relative, 0.5),
    quantile(relative, 0.95),
    roughnessOf(light),
    roughnessOf(fine),
  );
  return { features, shift };
}

function quantile(sorted: Float32Array, share: number): number {
  return sorted[Math.round(share * (sorted.length - 1))] ?? 0;
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

/** Patches of marked zones that touch: how many, how large the largest, and the box around that. */
function patchesOf(marks: Float32Array): { count: number; largest: number; box: number } {
  const seen = new Uint8Array(ZONES);
  let [count, largest, box] = [0, 0, 0];
  for (let first = 0; first < ZONES; first += 1) {
    if (!marks[first] || seen[first]) continue;
    count += 1;
    const stack = [first];
    seen[first] = 1;
    let [size, x0, x1, y0, y1] = [0, ZONE_COLUMNS, 0, ZONE_ROWS, 0];
    for (let zone = stack.pop(); zone !== undefined; zone = stack.pop()) {
      const [x, y] = [zone % ZONE_COLUMNS, Math.floor(zone / ZONE_COLUMNS)];
      size += 1;
      [x0, x1, y0, y1] = [Math.min(x0, x), Math.max(x1, x), Math.min(y0, y), Math.max(y1, y)];
      for (const next of neighboursOf(zone, x, y)) {
        if (!marks[next] || seen[next]) continue;
        seen[next] = 1;
        stack.push(next);
      }
    }
    if (size > largest) [largest, box] = [size, (x1 - x0 + 1) * (y1 - y0 + 1)];
  }
  return { count, largest, box };
}

function neighboursOf(zone: number, x: number, y: number): number[] {
  const next: number[] = [];
  if (x > 0) next.push(zone - 1);
  if (x < ZONE_COLUMNS - 1) next.push(zone + 1);
  if (y > 0) next.push(zone - ZONE_COLUMNS);
  if (y < ZONE_ROWS - 1) next.push(zone + ZONE_COLUMNS);
  return next;
}
