/* eslint-disable @typescript-eslint/no-non-null-assertion -- Indices of the painting loops are in range by construction, and a check per pixel costs time. */
import { toDisplay, type Exposed } from './exposure.ts';
import { noiseLevel, REEL_MASK, type FrameNoise } from './grain.ts';
import { SHADE_CELL, type LandLight } from './land-light.ts';
import { distanceOf, material, type Landscape } from './landscape.ts';
import type { Light } from './light.ts';
import { clamp, mix, smoothstep, tileAt } from './noise.ts';
import type { SkyPicture } from './sky-picture.ts';

/** Share of red, green and blue that a surface throws back, by material (rock, forest, meadow, water, tree). */
const albedo = Float32Array.from([
  0.15, 0.135, 0.125, 0.035, 0.05, 0.028, 0.1, 0.115, 0.045, 0.02, 0.035, 0.045, 0.04, 0.056, 0.032,
]);
/** How well snow lies on it, by material. */
const snowHold = Float32Array.from([1, 0.42, 1, 0, 0.55]);

/** What the painting of one frame's land needs. */
export interface LandPainting {
  readonly pixels: Uint8ClampedArray;
  readonly land: Landscape;
  readonly light: Light;
  readonly lit: LandLight;
  readonly sky: SkyPicture;
  readonly exposed: Exposed;
  readonly noise: FrameNoise;
  readonly timeMs: number;
}

/** Lights the land, row by row from the skyline down; water mirrors the rows above. */
export function paintLand(painting: LandPainting): void {
  const { land, lit, light } = painting;
  const shade = new Float32Array(lit.shadeColumns);
  const mist = new Float32Array(lit.shadeColumns);
  const covers = snowCovers(lit.snowLine);
  for (let row = land.top; row < land.view.height; row += 1) {
    const down = row - land.top;
    const cell = Math.floor(down / SHADE_CELL) * lit.shadeColumns;
    const share = (down % SHADE_CELL) / SHADE_CELL;
    for (let i = 0; i < lit.shadeColumns; i += 1) {
      const at = cell + i;
      const below = at + lit.shadeColumns;
      shade[i] = lit.shade[at]! + (lit.shade[below]! - lit.shade[at]!) * share;
      mist[i] = (lit.mist[at]! + (lit.mist[below]! - lit.mist[at]!) * share) * lit.mistPerMetre;
    }
    paintRow(painting, row, shade, mist, covers);
  }
  if (light.night > 0) paintWindows(painting.pixels, land, light.night, painting.exposed);
}

const distances = Float32Array.from({ length: 256 }, (_, step) => distanceOf(step));
const nearDistances = distances.map((distance) => Math.min(5000, distance));

/** Parts of a unit normal by its byte, from −128; and what follows of them alone. */
const normals = Float64Array.from({ length: 256 }, (_, i) => (i - 128) / 127);
const upward = normals.map((ny) => 0.5 + 0.5 * ny);
const frontal = normals.map((nz) => (nz < 0 ? 0.12 - 0.8 * nz : 0.12));
const textures = Float64Array.from({ length: 256 }, (_, grain) => 0.45 + grain * 0.0043);

/** How much of the ground snow covers, by its likelihood, where it holds wholly. */
function snowCovers(snowLine: number): Float64Array {
  return Float64Array.from({ length: 256 }, (_, snow) => {
    const cover = (snow - snowLine) / 22 + 0.5;
    return cover < 0 ? 0 : cover > 1 ? 1 : cover;
  });
}

/**
 * Written out channel by channel, with everything that pixels share in locals and what one byte decides
 * in tables: this runs for half the pixels of every frame.
 */
function paintRow(
  painting: LandPainting,
  row: number,
  shades: Float32Array,
  mists: Float32Array,
  covers: Float64Array,
): void {
  const { pixels, land, lit, sky, exposed, noise } = painting;
  const { kind, normalX, normalY, normalZ, far, grain, snow, height, skyline } = land;
  const { through, mistAtHeight, wet } = lit;
  const [aboveR, aboveG, aboveB] = lit.above;
  const [frontR, frontG, frontB] = lit.front;
  const { x: lampX, y: lampY, z: lampZ } = lit.lamp?.direction ?? { x: 0, y: 0, z: 0 };
  const [groundR, groundG, groundB] = lit.lamp?.ground ?? [0, 0, 0];
  const { rim } = sky;
  const { reel } = noise.grain;
  const level = noiseLevel(exposed.gain);
  const [factorR, factorG, factorB] = exposed.factors;
  const albedoR = factorR / Math.PI;
  const albedoG = factorG / Math.PI;
  const albedoB = factorB / Math.PI;
  const width = land.view.width;
  let frame = mix(noise.start + row) & REEL_MASK;
  for (let column = 0; column < width; column += 1) {
    frame += 1;
    const edge = skyline[column]!;
    if (row + 1 <= edge) continue;
    const at = row * width + column;
    const what = kind[at]!;
    const luma = reel[frame & REEL_MASK]! * level;
    const ny = normalY[at]! + 128;
    const nz = normalZ[at]! + 128;
    const u = column / SHADE_CELL;
    const i = u | 0;
    const fu = u - i;
    const step = far[at]!;
    const mist = (mists[i]! + (mists[i + 1]! - mists[i]!) * fu) * mistAtHeight[height[at]!]!;
    const depth = mist * nearDistances[step]!;
    const veil = 1 / (1 + depth + depth * depth * 0.5);

    let direct = normals[normalX[at]! + 128]! * lampX + normals[ny]! * lampY + normals[nz]! * lampZ;
    if (direct > 0) direct *= shades[i]! + (shades[i + 1]! - shades[i]!) * fu;
    else direct = 0;
    const up = upward[ny]!;
    const ahead = frontal[nz]!;
    const cover = covers[snow[at]!]! * snowHold[what]!;
    const texture = textures[grain[at]!]!;
    const bare = texture * wet * (1 - cover);
    const white = (0.8 + 0.2 * texture) * cover;
    const k = what * 3;
    const t = step * 3;
    const r = (column >> 2) * 3;
    const tr = through[t]! * veil;
    const tg = through[t + 1]! * veil;
    const tb = through[t + 2]! * veil;
    const lightR = aboveR * up + frontR * ahead + groundR * direct;
    const lightG = aboveG * up + frontG * ahead + groundG * direct;
    const lightB = aboveB * up + frontB * ahead + groundB * direct;
    let red = (albedo[k]! * bare + 0.8 * white) * lightR * albedoR * tr;
    let green = (albedo[k + 1]! * bare + 0.82 * white) * lightG * albedoG * tg;
    let blue = (albedo[k + 2]! * bare + 0.86 * white) * lightB * albedoB * tb;
    red = toDisplay(red + rim[r]! * (1 - tr) * 0.88 * factorR);
    green = toDisplay(green + rim[r + 1]! * (1 - tg) * 0.88 * factorG);
    blue = toDisplay(blue + rim[r + 2]! * (1 - tb) * 0.88 * factorB);
    if (what === material.water) {
      mirror(painting, row, column, red, green, blue, luma * 0.6, veil);
      continue;
    }
    const to = at * 3;
    if (row >= edge) {
      pixels[to] = red + luma;
      pixels[to + 1] = green + luma;
      pixels[to + 2] = blue + luma;
      continue;
    }
    const share = row + 1 - edge;
    pixels[to] = pixels[to]! * (1 - share) + (red + luma) * share;
    pixels[to + 1] = pixels[to + 1]! * (1 - share) + (green + luma) * share;
    pixels[to + 2] = pixels[to + 2]! * (1 - share) + (blue + luma) * share;
  }
}

const ripples = { last: -1, shake: 0, calm: 1 };

/** The lake: what stands above the far shore, upside down, shaken by ripples and darkened by depth. */
function mirror(
  { pixels, land, lit, timeMs }: LandPainting,
  row: number,
  column: number,
  red: number,
  green: number,
  blue: number,
  luma: number,
  veil: number,
): void {
  const { view, terrain } = land;
  const at = row * view.width + column;
  const step = land.far[at]!;
  // Ripples are taken in pairs of columns: half the look-ups, and no eye can tell.
  if ((column & 1) === 0 || ripples.last !== at - 1) {
    const distance = distances[step]!;
    const x = ((column - view.width / 2) / view.focal) * distance;
    const flow = (timeMs % 3_600_000) / 90_000;
    const rows = ((row - view.horizon) / view.height) * 9;
    const ripple = tileAt(terrain.rough, x / 260 + flow, rows) - 0.5;
    const gust = smoothstep(
      0.35,
      0.8,
      tileAt(terrain.rough, x / 3100 + flow * 0.05, distance / 2300),
    );
    ripples.shake = (3 + 32 * gust) * ripple * (view.height / 1080);
    ripples.calm = 1 - 0.22 * gust;
  }
  ripples.last = at;
  const above = clamp(Math.round(2 * view.horizon - row + ripples.shake), 0, row - 1);
  const from = (above * view.width + column) * 3;
  const to = at * 3;
  const steep = clamp((row - view.horizon) / (view.height * 0.4), 0, 1);
  const share = (0.86 - 0.4 * steep) * ripples.calm * lit.through[step * 3 + 1]! * veil;
  const deep = (1 - share) * 0.95;
  pixels[to] = pixels[from]! * share + red * deep + luma;
  pixels[to + 1] = pixels[from + 1]! * share + green * deep + luma;
  pixels[to + 2] = pixels[from + 2]! * share + blue * deep + luma;
}

/** Windows of the hamlets, each with the small halo that a lens gives it. */
function paintWindows(
  pixels: Uint8ClampedArray,
  land: Landscape,
  night: number,
  exposed: Exposed,
): void {
  const { view } = land;
  const glow = night * Math.min(1, Math.sqrt(exposed.factor / 3e4)) * 260;
  const reach = Math.max(2, Math.round(view.width / 320));
  for (const window of land.windows) {
    for (let dy = -reach; dy <= reach; dy += 1) {
      for (let dx = -reach; dx <= reach; dx += 1) {
        const x = window.x + dx;
        const y = window.y + dy;
        if (x < 0 || x >= view.width || y >= view.height) continue;
        if (land.kind[y * view.width + x] === material.tree) continue;
        const square = dx * dx + dy * dy;
        const add =
          glow * window.strength * (1.4 * Math.exp(-square / 1.1) + 0.2 * Math.exp(-square / 9));
        const to = (y * view.width + x) * 3;
        pixels[to]! += add;
        pixels[to + 1]! += add * (0.74 + 0.1 * window.warmth);
        pixels[to + 2]! += add * (0.38 + 0.22 * window.warmth);
      }
    }
  }
}
