/* eslint-disable @typescript-eslint/no-non-null-assertion -- Indices of the painting loops are in range by construction, and a check per pixel costs time. */
import { cloudShade, type CloudShapes } from './clouds.ts';
import { distanceOf, material, type Landscape } from './landscape.ts';
import type { Lamp, Light, Rgb } from './light.ts';
import { clamp, smoothstep, tileAt } from './noise.ts';
import type { SkyPicture } from './sky-picture.ts';
import { landAt } from './terrain.ts';
import type { Air } from './weather.ts';

/** Side of a cell of the shadow grid, pixels. */
export const SHADE_CELL = 6;

/** Everything about the light on the land that pixels share. */
export interface LandLight {
  readonly shadeColumns: number;
  /** Per cell: share of the first lamp's light that arrives, and thickness of mist. */
  readonly shade: Float32Array;
  readonly mist: Float32Array;
  /** Per step of distance: what of a colour comes through the air, three per step. */
  readonly through: Float32Array;
  /** Per step of height: how dense the mist is there. */
  readonly mistAtHeight: Float32Array;
  readonly mistPerMetre: number;
  /** Light on a surface that looks up, and what it gains that looks at the camera. */
  readonly above: Rgb;
  readonly front: Rgb;
  /** Step of `snow` from which it lies. */
  readonly snowLine: number;
  readonly wet: number;
  /** The one lamp that casts shadows, the brightest; null when none is up. */
  readonly lamp: Lamp | null;
}

export function landLight(
  land: Landscape,
  light: Light,
  air: Air,
  sky: SkyPicture,
  shapes: CloudShapes,
  season: number,
  mist: number,
): LandLight {
  const lamp = brightest(light);
  const through = new Float32Array(256 * 3);
  const clean = [5.8e-6, 13.5e-6, 30e-6];
  const dull = 7e-6 * air.haze + air.fog * air.fog * 1.2e-4;
  for (let step = 0; step < 256; step += 1) {
    const distance = distanceOf(step);
    for (let c = 0; c < 3; c += 1) through[step * 3 + c] = Math.exp(-distance * (clean[c]! + dull));
  }
  const closed = smoothstep(0.5, 0.95, air.cover);
  const mixed = (clear: Rgb, share: number): Rgb => {
    const at = (c: 0 | 1 | 2): number =>
      Math.PI * ((clear[c] * (1 - closed) + sky.mean[c] * closed) * share + sky.mean[c] * 0.25);
    return [at(0), at(1), at(2)];
  };
  return {
    ...shadeAndMist(land, lamp, air, shapes),
    lamp,
    through,
    mistAtHeight: Float32Array.from({ length: 256 }, (_, step) =>
      Math.exp(-(((step * 12) / (90 + 160 * mist + 700 * air.fog)) ** 1.6)),
    ),
    mistPerMetre: mist * mist * (1.1e-3 + 2.2e-3 * air.fog),
    above: mixed(light.zenith, 0.7),
    front: mixed(light.behind, 0.35),
    snowLine: 112 + 62 * season,
    wet: air.kind === 'storm' ? 0.72 : 1,
  };
}

function brightest(light: Light): Lamp | null {
  let best: Lamp | null = null;
  for (const lamp of light.lamps) {
    if (best === null || lamp.ground[1] > best.ground[1]) best = lamp;
  }
  return best && best.direction.y > -0.02 ? best : null;
}

/** Walks from each cell of the picture towards the brightest lamp, as far as the hills reach. */
function shadeAndMist(
  land: Landscape,
  lamp: Lamp | null,
  air: Air,
  shapes: CloudShapes,
): Pick<LandLight, 'shade' | 'mist' | 'shadeColumns'> {
  const { view, terrain } = land;
  const shadeColumns = Math.ceil(view.width / SHADE_CELL) + 1;
  const shadeRows = Math.ceil((view.height - land.top) / SHADE_CELL) + 2;
  const shade = new Float32Array(shadeColumns * shadeRows);
  const mist = new Float32Array(shadeColumns * shadeRows);
  const even = 0.85 * smoothstep(0.1, 0.5, air.fog);
  for (let j = 0; j < shadeRows; j += 1) {
    const row = Math.min(view.height - 1, land.top + j * SHADE_CELL);
    for (let i = 0; i < shadeColumns; i += 1) {
      const column = Math.min(view.width - 1, i * SHADE_CELL);
      const at = row * view.width + column;
      const z = distanceOf(land.far[at]!);
      const x = ((column - view.width / 2) / view.focal) * z;
      const cell = j * shadeColumns + i;
      const drift = air.driftX * 0.25;
      mist[cell] =
        even +
        (1 - even) * smoothstep(0.1, 0.9, tileAt(terrain.rough, (x + drift) / 5200, z / 3600));
      if (!lamp || row < (land.skyline[column] ?? 0)) continue;
      const y = land.height[at]! * 12 + terrain.lakeLevel;
      const sun = land.kind[at] === material.tree ? 1 : sunVisible(land, x, y, z, lamp.direction);
      shade[cell] = sun * (sun > 0 ? cloudShade(shapes, air, lamp, x, z) : 0);
    }
  }
  return { shadeColumns, shade, mist };
}

function sunVisible(
  { terrain }: Landscape,
  x: number,
  y: number,
  z: number,
  towards: { readonly x: number; readonly y: number; readonly z: number },
): number {
  let seen = 1;
  for (let run = 140; run < 9000 && seen > 0; run *= 1.22) {
    const over =
      y + 30 + towards.y * run - landAt(terrain, x + towards.x * run, z + towards.z * run);
    seen = Math.min(seen, clamp(0.5 + over / (run * 0.035 + 25), 0, 1));
  }
  return seen;
}
