/* eslint-disable @typescript-eslint/no-non-null-assertion -- Indices of the painting loops are in range by construction, and a check per pixel costs time. */
/** A number of 32 bits from a text (FNV-1a with a final mix). */
export function hashText(text: string): number {
  let hash = 0x811c9dc5;
  for (let i = 0; i < text.length; i += 1) hash = Math.imul(hash ^ text.charCodeAt(i), 0x01000193);
  return mix(hash);
}

export function mix(value: number): number {
  let h = value | 0;
  h = Math.imul(h ^ (h >>> 16), 0x85ebca6b);
  h = Math.imul(h ^ (h >>> 13), 0xc2b2ae35);
  return (h ^ (h >>> 16)) >>> 0;
}

/** Numbers from 0 to below 1, the same for the same seed (mulberry32). */
export function randomFrom(seed: number): () => number {
  let state = seed | 0;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296;
  };
}

/** Gradient noise on a lattice that repeats after `period` cells; values about −0.7 to 0.7. */
export function gradientNoise(x: number, y: number, seed: number, period: number): number {
  const x0 = Math.floor(x);
  const y0 = Math.floor(y);
  const fx = x - x0;
  const fy = y - y0;
  const u = fx * fx * fx * (fx * (fx * 6 - 15) + 10);
  const v = fy * fy * fy * (fy * (fy * 6 - 15) + 10);
  const ax = modulo(x0, period);
  const bx = modulo(x0 + 1, period);
  const ay = modulo(y0, period);
  const by = modulo(y0 + 1, period);
  const a = corner(ax, ay, seed, fx, fy);
  const b = corner(bx, ay, seed, fx - 1, fy);
  const c = corner(ax, by, seed, fx, fy - 1);
  const d = corner(bx, by, seed, fx - 1, fy - 1);
  const top = a + (b - a) * u;
  const bottom = c + (d - c) * u;
  return top + (bottom - top) * v;
}

function corner(x: number, y: number, seed: number, dx: number, dy: number): number {
  const hash = mix(Math.imul(x, 374761393) + Math.imul(y, 668265263) + seed) & 15;
  return dx * (cosines[hash] ?? 0) + dy * (sines[hash] ?? 0);
}

const cosines = Array.from({ length: 16 }, (_, i) => Math.cos((i * Math.PI) / 8 + 0.2));
const sines = Array.from({ length: 16 }, (_, i) => Math.sin((i * Math.PI) / 8 + 0.2));

function modulo(value: number, period: number): number {
  const rest = value % period;
  return rest < 0 ? rest + period : rest;
}

/** A square of noise whose opposite edges fit; values 0 to 1, spread evenly (0.5 is the median). */
export interface Tile {
  readonly size: number;
  readonly data: Float32Array;
}

/** Fractal noise as a tile; its side must be a power of two. */
export function fractalTile(size: number, seed: number, cells: number, octaves: number): Tile {
  const data = new Float32Array(size * size);
  for (let y = 0; y < size; y += 1) {
    for (let x = 0; x < size; x += 1) {
      let sum = 0;
      let weight = 0.5;
      let period = cells;
      for (let octave = 0; octave < octaves; octave += 1) {
        const scale = period / size;
        sum += weight * gradientNoise(x * scale, y * scale, seed + octave * 1013, period);
        weight *= 0.55;
        period *= 2;
      }
      data[y * size + x] = sum;
    }
  }
  spreadEvenly(data);
  return { size, data };
}

/** Replaces values by their rank, so that "above 0.6" is always four tenths of the tile. */
function spreadEvenly(data: Float32Array): void {
  let low = Infinity;
  let high = -Infinity;
  for (const value of data) {
    low = Math.min(low, value);
    high = Math.max(high, value);
  }
  const bins = new Float64Array(4097);
  const scale = 4095 / (high - low);
  for (const value of data) bins[1 + Math.floor((value - low) * scale)]! += 1;
  for (let i = 1; i < bins.length; i += 1) bins[i]! += bins[i - 1]!;
  for (let i = 0; i < data.length; i += 1) {
    const place = (data[i]! - low) * scale;
    const bin = Math.floor(place);
    const from = bins[bin]!;
    data[i] = (from + ((bins[bin + 1] ?? from) - from) * (place - bin)) / data.length;
  }
}

/** Bilinear look-up; coordinates in tiles (1 is one whole tile), any size, any sign. */
export function tileAt(tile: Tile, x: number, y: number): number {
  const { size, data } = tile;
  const mask = size - 1;
  const px = x * size;
  const py = y * size;
  const x0 = Math.floor(px);
  const y0 = Math.floor(py);
  const fx = px - x0;
  const fy = py - y0;
  const row = (y0 & mask) * size;
  const below = ((y0 + 1) & mask) * size;
  const left = x0 & mask;
  const right = (x0 + 1) & mask;
  const top = data[row + left]! + (data[row + right]! - data[row + left]!) * fx;
  const bottom = data[below + left]! + (data[below + right]! - data[below + left]!) * fx;
  return top + (bottom - top) * fy;
}

export function smoothstep(from: number, to: number, value: number): number {
  const t = Math.min(1, Math.max(0, (value - from) / (to - from)));
  return t * t * (3 - 2 * t);
}

export function clamp(value: number, low: number, high: number): number {
  return value < low ? low : value > high ? high : value;
}
