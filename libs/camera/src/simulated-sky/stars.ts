/* eslint-disable @typescript-eslint/no-non-null-assertion -- Indices of the painting loops are in range by construction, and a check per pixel costs time. */
import type { Exposed } from './exposure.ts';
import type { Landscape } from './landscape.ts';
import type { Light } from './light.ts';
import { clamp, randomFrom } from './noise.ts';
import type { Scene } from './scene.ts';
import { SKY_CELL, type SkyPicture } from './sky-picture.ts';
import { directionOf } from './view.ts';

interface Star {
  readonly declination: number;
  readonly rightAscension: number;
  readonly brightness: number;
  readonly warmth: number;
}

const stars = scatterStars();
const SIDEREAL_DAY_MS = 86_164_090.5;
const RADIANS = Math.PI / 180;

/** Stars turn round the pole of the place; they are everybody's, so they have a seed of their own. */
function scatterStars(): readonly Star[] {
  const random = randomFrom(20_040_315);
  return Array.from({ length: 7000 }, (_, n) => {
    // Two fifths of them crowd towards a great circle: the Milky Way.
    const along = random() * 2 * Math.PI;
    const across =
      n % 5 < 2 ? (random() + random() + random() - 1.5) * 0.22 : Math.asin(random() * 2 - 1);
    const tilt = 1.05;
    const y =
      Math.sin(across) * Math.cos(tilt) + Math.cos(across) * Math.sin(along) * Math.sin(tilt);
    const z =
      Math.cos(across) * Math.sin(along) * Math.cos(tilt) - Math.sin(across) * Math.sin(tilt);
    return {
      declination: Math.asin(clamp(y, -1, 1)),
      rightAscension: Math.atan2(z, Math.cos(across) * Math.cos(along)),
      brightness: 0.085 * (1 - random() * 0.9995) ** -0.5,
      warmth: random(),
    };
  });
}

/** Adds the stars and the moon's disc to the developed sky. */
export function paintStars(
  pixels: Uint8ClampedArray,
  scene: Scene,
  land: Landscape,
  light: Light,
  sky: SkyPicture,
  exposed: Exposed,
  facing: number,
): void {
  const dark = clamp(exposed.factor * 2.6e-5, 0, 3) * light.night;
  if (dark > 0.02) {
    const latitude = scene.latitude * RADIANS;
    const turn = ((scene.timeMs % SIDEREAL_DAY_MS) / SIDEREAL_DAY_MS) * 2 * Math.PI;
    for (const star of stars) paintStar(pixels, land, sky, star, latitude, turn, facing, dark);
  }
  if (scene.moon.altitudeDeg > -1) paintMoon(pixels, scene, land, sky, exposed, facing);
}

function paintStar(
  pixels: Uint8ClampedArray,
  land: Landscape,
  sky: SkyPicture,
  star: Star,
  latitude: number,
  turn: number,
  facing: number,
  dark: number,
): void {
  const { view } = land;
  const hour = turn - star.rightAscension;
  const sinDec = Math.sin(star.declination);
  const cosDec = Math.cos(star.declination);
  const up = Math.sin(latitude) * sinDec + Math.cos(latitude) * cosDec * Math.cos(hour);
  if (up < 0.01) return;
  const east = -cosDec * Math.sin(hour);
  const north = Math.cos(latitude) * sinDec - Math.sin(latitude) * cosDec * Math.cos(hour);
  const f = facing * RADIANS;
  const ahead = north * Math.cos(f) + east * Math.sin(f);
  if (ahead < 0.3) return;
  const side = east * Math.cos(f) - north * Math.sin(f);
  const px = view.width / 2 + (side / ahead) * view.focal;
  const py = view.horizon - (up / ahead) * view.focal;
  if (px < 2 || py < 2 || px >= view.width - 2 || py >= view.height - 2) return;
  const through = clearAt(sky, px, py) * Math.min(1, up * 6);
  const glow = star.brightness * dark * through * 1300;
  const reach = Math.max(0.55, 0.72 * (view.width / 1920)) * (1 + Math.min(0.7, glow / 700));
  splat(pixels, land, px, py, reach, glow, 0.75 + 0.35 * star.warmth, 1.12 - 0.35 * star.warmth);
}

function paintMoon(
  pixels: Uint8ClampedArray,
  scene: Scene,
  land: Landscape,
  sky: SkyPicture,
  exposed: Exposed,
  facing: number,
): void {
  const { view } = land;
  const { x, y, z } = directionOf(scene.moon.altitudeDeg, scene.moon.azimuthDeg, facing);
  if (z < 0.3) return;
  const px = view.width / 2 + (x / z) * view.focal;
  const py = view.horizon - (y / z) * view.focal;
  // Twice its size: at the true half degree it would be ten pixels, and nobody would believe it.
  const radius = view.focal * 0.0045 * 1.9;
  const through = clearAt(sky, px, py);
  // Sunlit rock, as bright as the land by day: so it is pale then, and blown in a night's exposure.
  const strength = Math.min(230, exposed.factor * 30) * through;
  const lit = scene.moon.phase < 0.5 ? 1 : -1;
  const terminator = Math.cos(2 * Math.PI * scene.moon.phase);
  for (let dy = -radius; dy <= radius; dy += 1) {
    const row = Math.round(py + dy);
    const half = Math.sqrt(radius * radius - dy * dy);
    for (let dx = -half; dx <= half; dx += 1) {
      const column = Math.round(px + dx);
      if (row < 0 || column < 0 || column >= view.width) continue;
      if (row >= (land.skyline[column] ?? 0)) continue;
      const edge = clamp(radius - Math.sqrt(dx * dx + dy * dy), 0, 1);
      const sunlit = clamp((lit * dx - terminator * half) / 1.6 + 0.5, 0, 1);
      const maria = 0.86 + 0.14 * Math.sin(dx * 0.9 + 1.3) * Math.cos(dy * 0.7 + dx * 0.35);
      const add = strength * edge * sunlit * maria;
      const at = (row * view.width + column) * 3;
      pixels[at]! += add;
      pixels[at + 1]! += add * 0.98;
      pixels[at + 2]! += add * 0.92;
    }
  }
}

function splat(
  pixels: Uint8ClampedArray,
  land: Landscape,
  px: number,
  py: number,
  reach: number,
  glow: number,
  red: number,
  blue: number,
): void {
  const { view, skyline } = land;
  const x0 = Math.round(px);
  const y0 = Math.round(py);
  for (let y = y0 - 2; y <= y0 + 2; y += 1) {
    for (let x = x0 - 2; x <= x0 + 2; x += 1) {
      if (y >= (skyline[x] ?? 0)) continue;
      const square = (x - px) ** 2 + (y - py) ** 2;
      const add = glow * Math.exp(-square / (reach * reach));
      const at = (y * view.width + x) * 3;
      pixels[at]! += add * red;
      pixels[at + 1]! += add * 0.96;
      pixels[at + 2]! += add * blue;
    }
  }
}

function clearAt(sky: SkyPicture, px: number, py: number): number {
  const i = clamp(Math.round(px / SKY_CELL), 0, sky.columns - 1);
  const j = clamp(Math.round(py / SKY_CELL), 0, sky.rows - 1);
  return sky.clear[j * sky.columns + i] ?? 0;
}
