/* eslint-disable @typescript-eslint/no-non-null-assertion -- Indices of the painting loops are in range by construction, and a check per pixel costs time. */
import { clamp } from './noise.ts';

/**
 * The clear sky, by scattering: Rayleigh, Mie and ozone in a shell round the earth, with one
 * bounce computed along the ray and all further ones from a table (after Hillaire, "A Scalable and
 * Production Ready Sky and Atmosphere Rendering Technique", 2020). Lengths are kilometres; light is
 * relative to the sun's outside the atmosphere.
 */
const GROUND = 6360;
const TOP = 6460;
const rayleigh = [5.802e-3, 13.558e-3, 33.1e-3] as const;
const ozone = [0.65e-3, 1.881e-3, 0.085e-3] as const;
const MIE_SCATTER = 3.996e-3;
const MIE_EXTINCT = 4.44e-3;
const RAYLEIGH_HEIGHT = 8;
const MIE_HEIGHT = 1.2;

const T_MU = 256;
const T_H = 64;
const M_MU = 32;
const M_H = 16;

export interface Atmosphere {
  readonly haze: number;
  readonly transmittance: Float32Array;
  readonly bounces: Float32Array;
}

/** `haze` is the amount of dust and droplets; 1 is clean air. */
export function makeAtmosphere(haze: number): Atmosphere {
  const transmittance = new Float32Array(T_MU * T_H * 3);
  const out: [number, number, number] = [0, 0, 0];
  for (let j = 0; j < T_H; j += 1) {
    const height = 100 * (j / (T_H - 1)) ** 2;
    for (let i = 0; i < T_MU; i += 1) {
      const mu = Math.tan((i / (T_MU - 1) - 0.35) * 2.1) / MU_SCALE;
      integrateTransmittance(height, mu, haze, out);
      transmittance.set(out, (j * T_MU + i) * 3);
    }
  }
  const atmosphere = { haze, transmittance, bounces: new Float32Array(M_MU * M_H * 3) };
  fillBounces(atmosphere);
  return atmosphere;
}

const MU_SCALE = Math.tan(0.65 * 2.1);

function integrateTransmittance(
  height: number,
  mu: number,
  haze: number,
  out: [number, number, number],
): void {
  const r = GROUND + height;
  const underground = r * r * (mu * mu - 1) + GROUND * GROUND;
  if (mu < 0 && underground > 0) {
    out.fill(0);
    return;
  }
  const length = -r * mu + Math.sqrt(r * r * (mu * mu - 1) + TOP * TOP);
  const steps = 40;
  let air = 0;
  let dust = 0;
  let o3 = 0;
  for (let k = 0; k < steps; k += 1) {
    const t = ((k + 0.5) / steps) * length;
    const h = Math.sqrt(r * r + t * t + 2 * r * t * mu) - GROUND;
    air += Math.exp(-h / RAYLEIGH_HEIGHT);
    dust += Math.exp(-h / MIE_HEIGHT);
    o3 += Math.max(0, 1 - Math.abs(h - 25) / 15);
  }
  const step = length / steps;
  for (let c = 0; c < 3; c += 1) {
    const depth = (rayleigh[c]! * air + MIE_EXTINCT * haze * dust + ozone[c]! * o3) * step;
    out[c] = Math.exp(-depth);
  }
}

/** Light left of the sun's at a height (km), for the cosine of its zenith distance there. */
export function lightAt(
  { transmittance }: Atmosphere,
  height: number,
  mu: number,
  out: Float64Array,
): void {
  const u = clamp(Math.atan(mu * MU_SCALE) / 2.1 + 0.35, 0, 1) * (T_MU - 1);
  const v = Math.sqrt(clamp(height / 100, 0, 1)) * (T_H - 1);
  const i = Math.min(T_MU - 2, Math.floor(u));
  const j = Math.min(T_H - 2, Math.floor(v));
  bilinear(transmittance, T_MU, i, j, u - i, v - j, out);
}

function bilinear(
  table: Float32Array,
  width: number,
  i: number,
  j: number,
  fu: number,
  fv: number,
  out: Float64Array,
): void {
  const at = (j * width + i) * 3;
  const down = at + width * 3;
  for (let c = 0; c < 3; c += 1) {
    const top = table[at + c]! + (table[at + 3 + c]! - table[at + c]!) * fu;
    const bottom = table[down + c]! + (table[down + 3 + c]! - table[down + c]!) * fu;
    out[c] = top + (bottom - top) * fv;
  }
}

/** Second and further bounces, alike in all directions: per height and sun, summed as a series. */
function fillBounces(atmosphere: Atmosphere): void {
  const scratch = new Float64Array(12);
  for (let j = 0; j < M_H; j += 1) {
    const height = 0.01 + 60 * (j / (M_H - 1)) ** 2;
    for (let i = 0; i < M_MU; i += 1) {
      const muSun = (i / (M_MU - 1)) * 1.4 - 0.4;
      const second = [0, 0, 0];
      const again = [0, 0, 0];
      const directions = 32;
      for (let k = 0; k < directions; k += 1) {
        const mu = 1 - (2 * (k + 0.5)) / directions;
        const azimuth = k * 2.399963;
        const s = Math.sqrt(Math.max(0, 1 - muSun * muSun));
        const cosine = mu * muSun + Math.sqrt(1 - mu * mu) * s * Math.cos(azimuth);
        march(atmosphere, height, mu, muSun, cosine, 16, scratch, false);
        for (let c = 0; c < 3; c += 1) {
          second[c]! += (scratch[c]! + scratch[3 + c]!) / (4 * Math.PI) / directions;
          again[c]! += scratch[6 + c]! / directions;
        }
      }
      for (let c = 0; c < 3; c += 1) {
        atmosphere.bounces[(j * M_MU + i) * 3 + c] = second[c]! / (1 - Math.min(0.9, again[c]!));
      }
    }
  }
}

const sunLight = new Float64Array(3);
const bounced = new Float64Array(3);

/**
 * Walks a ray. Into `out`: 0–2 light scattered by air (without its phase when `withBounces` is
 * false), 3–5 by dust, without its phase function, 6–8 what share of the ray's path scatters.
 */
export function march(
  atmosphere: Atmosphere,
  height: number,
  mu: number,
  muSun: number,
  cosine: number,
  steps: number,
  out: Float64Array,
  withBounces: boolean,
): void {
  const r = GROUND + height;
  const inside = r * r * (mu * mu - 1);
  const ground = mu < 0 && inside + GROUND * GROUND > 0;
  const length = ground
    ? -r * mu - Math.sqrt(inside + GROUND * GROUND)
    : -r * mu + Math.sqrt(inside + TOP * TOP);
  const airPhase = withBounces ? (3 / (16 * Math.PI)) * (1 + cosine * cosine) : 1;
  out.fill(0, 0, 9);
  let t0 = 1;
  let t1 = 1;
  let t2 = 1;
  let last = 0;
  for (let k = 0; k < steps; k += 1) {
    const end = ((k + 1) / steps) ** 2 * length;
    const t = (last + end) / 2;
    const step = end - last;
    last = end;
    const here = Math.sqrt(r * r + t * t + 2 * r * t * mu);
    const h = here - GROUND;
    const air = Math.exp(-h / RAYLEIGH_HEIGHT);
    const dust = Math.exp(-h / MIE_HEIGHT) * atmosphere.haze;
    const o3 = Math.max(0, 1 - Math.abs(h - 25) / 15);
    const muHere = (r * muSun + t * cosine) / here;
    lightAt(atmosphere, h, muHere, sunLight);
    if (withBounces) bouncesAt(atmosphere, h, muHere, bounced);
    const mieStep = dust * MIE_SCATTER;
    for (let c = 0; c < 3; c += 1) {
      const scatter = rayleigh[c]! * air;
      const extinct = scatter + dust * MIE_EXTINCT + ozone[c]! * o3;
      const through = Math.exp(-extinct * step);
      const before = c === 0 ? t0 : c === 1 ? t1 : t2;
      const reach = (before * (1 - through)) / Math.max(1e-9, extinct);
      out[c]! += reach * (scatter * airPhase * sunLight[c]!);
      if (withBounces) out[c]! += reach * (scatter + mieStep) * bounced[c]!;
      out[3 + c]! += reach * mieStep * sunLight[c]!;
      out[6 + c]! += reach * (scatter + mieStep);
      if (c === 0) t0 = before * through;
      else if (c === 1) t1 = before * through;
      else t2 = before * through;
    }
  }
}

function bouncesAt(
  { bounces }: Atmosphere,
  height: number,
  muSun: number,
  out: Float64Array,
): void {
  const u = clamp((muSun + 0.4) / 1.4, 0, 1) * (M_MU - 1);
  const v = Math.sqrt(clamp((height - 0.01) / 60, 0, 1)) * (M_H - 1);
  const i = Math.min(M_MU - 2, Math.floor(u));
  const j = Math.min(M_H - 2, Math.floor(v));
  bilinear(bounces, M_MU, i, j, u - i, v - j, out);
}

/** How dust spreads light (Cornette–Shanks, g = 0.8): most of it goes straight on. */
export function dustPhase(cosine: number): number {
  const g = 0.8;
  const g2 = g * g;
  const norm = (3 / (8 * Math.PI)) * ((1 - g2) / (2 + g2));
  return (norm * (1 + cosine * cosine)) / (1 + g2 - 2 * g * cosine) ** 1.5;
}
