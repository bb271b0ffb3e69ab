import { clamp, mix, randomFrom, tileAt } from './noise.ts';
import { distanceOf, FAR, LOG_SPAN, material, NEAR } from './landscape.ts';
import type { Landscape, LitWindow } from './landscape.ts';
import { plantTrees } from './trees.ts';
import { makeTerrain, surfaceAt } from './terrain.ts';
import type { View } from './view.ts';

export function makeLandscape(seed: number, view: View): Landscape {
  const terrain = makeTerrain(seed);
  const { width, height } = view;
  const size = width * height;
  const land = {
    view,
    terrain,
    top: height,
    skyline: new Float32Array(width).fill(height),
    kind: new Uint8Array(size),
    grain: new Uint8Array(size),
    snow: new Uint8Array(size),
    normalX: new Int8Array(size),
    normalY: new Int8Array(size),
    normalZ: new Int8Array(size),
    far: new Uint8Array(size),
    height: new Uint8Array(size),
    windows: [] as LitWindow[],
  };
  for (let column = 0; column < width; column += 1) drawColumn(land, column);
  softenSkyline(land);
  plantTrees(land, seed + 301);
  for (const row of land.skyline) land.top = Math.min(land.top, Math.floor(row));
  land.windows = placeWindows(land, seed + 401);
  return land;
}

/** Walks one column from near to far and paints what rises above all that is nearer. */
function drawColumn(land: Landscape, column: number): void {
  const { view, terrain } = land;
  const slope = (column + 0.5 - view.width / 2) / view.focal;
  let painted = view.height;
  for (let z = NEAR; z < FAR; z += Math.max(1.2, z * 0.0027)) {
    const x = slope * z;
    const height = surfaceAt(terrain, x, z);
    const row = view.horizon - (height / z) * view.focal;
    if (row < painted) {
      const first = Math.max(0, Math.ceil(row));
      if (first < painted) {
        paintSpan(land, column, first, painted, x, z, height);
        painted = first;
      }
      land.skyline[column] = Math.max(0, row);
    }
    if (painted <= 0) return;
  }
}

/** The pixel that land and sky share takes after the land below it. */
function softenSkyline({ view, skyline, ...land }: Landscape): void {
  for (let column = 0; column < view.width; column += 1) {
    const row = Math.floor(skyline[column] ?? 0);
    const to = row * view.width + column;
    const from = to + view.width;
    if (row < 0 || row + 1 >= view.height) continue;
    const { kind, grain, snow, normalX, normalY, normalZ, far, height } = land;
    for (const layer of [kind, grain, snow, normalX, normalY, normalZ, far, height]) {
      layer[to] = layer[from] ?? 0;
    }
  }
}

function paintSpan(
  land: Landscape,
  column: number,
  first: number,
  end: number,
  x: number,
  z: number,
  height: number,
): void {
  const { view, terrain } = land;
  const e = Math.max(4, z * 0.006);
  const isWater = height <= terrain.lakeLevel + 0.01;
  const dx = (surfaceAt(terrain, x + e, z) - height) / e;
  const dz = (surfaceAt(terrain, x, z + e) - height) / e;
  const norm = 1 / Math.sqrt(1 + dx * dx + dz * dz);
  const above = height - terrain.lakeLevel;
  const patch = tileAt(terrain.rough, x / 1900 + 0.2, z / 1900 + 0.7);
  const fine = tileAt(terrain.rough, x / 150 + 0.5, z / 150);
  const kind = isWater ? material.water : kindOf(above, norm, patch, fine, z);
  const snow = above / 8 + (patch - 0.5) * 46 + (fine - 0.5) * 22 - (1 - norm) * 120;
  const far = clamp(Math.round((Math.log(z / NEAR) / LOG_SPAN) * 255), 0, 255);
  for (let row = first; row < end; row += 1) {
    const at = row * view.width + column;
    const speck = (mix(at ^ Math.imul(Math.floor(z), 31)) & 31) - 16;
    const crowns = kind === material.forest ? speck * 1.9 : speck * 0.6;
    land.kind[at] = kind;
    land.grain[at] = clamp(128 + (fine - 0.5) * 90 + (patch - 0.5) * 40 + crowns, 0, 255);
    land.snow[at] = clamp(snow + speck * 0.25, 0, 255);
    land.normalX[at] = isWater ? 0 : -dx * norm * 127;
    land.normalY[at] = isWater ? 127 : norm * 127;
    land.normalZ[at] = isWater ? 0 : -dz * norm * 127;
    land.far[at] = far;
    land.height[at] = clamp(above / 12, 0, 255);
  }
}

function kindOf(above: number, flat: number, patch: number, fine: number, z: number): number {
  if (z < 330) return material.meadow;
  const treeLine = 780 + (patch - 0.5) * 500;
  if (flat < 0.66 || above > treeLine + 260) return material.rock;
  if (above > treeLine) return fine > 0.55 ? material.rock : material.meadow;
  return patch + (fine - 0.5) * 0.4 > 0.4 || flat < 0.9 ? material.forest : material.meadow;
}

/** A few hamlets on the gentle ground near the water. */
function placeWindows(land: Landscape, seed: number): LitWindow[] {
  const { view } = land;
  const random = randomFrom(seed);
  const windows: LitWindow[] = [];
  for (let hamlet = 0; hamlet < 5; hamlet += 1) {
    const centre = random() * view.width;
    for (let tries = 0; tries < 60; tries += 1) {
      const x = Math.floor(centre + (random() + random() - 1) * view.width * 0.05);
      const y = Math.floor(view.horizon + random() * view.height * 0.14);
      if (x < 2 || x >= view.width - 2) continue;
      const at = y * view.width + x;
      const gentle = (land.normalY[at] ?? 0) > 108 && (land.height[at] ?? 0) < 16;
      const distance = distanceOf(land.far[at] ?? 0);
      if (!gentle || land.kind[at] === material.water || land.kind[at] === material.tree) continue;
      if (distance < 900 || distance > 9000) continue;
      windows.push({ x, y, strength: (0.4 + random()) * (2600 / distance), warmth: random() });
      if (random() < 0.1) break;
    }
  }
  return windows;
}
