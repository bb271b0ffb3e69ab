import type { GreyPlane } from './zone-map.ts';

/** Side of the square on which shifts are sought; a power of two. */
export const SHIFT_SIDE = 64;

export interface Shift {
  /** Of the frame against the reference, in shares of the width and height; to the right and down. */
  readonly x: number;
  readonly y: number;
  /** 0 (nothing in common) to 1 (the same): how far the edges agree at that shift. */
  readonly agreement: number;
}

/** The edges of a picture on the square, of mean 0 and length 1: what stays when the light changes. */
export function edgeSquare({ grey, width, height }: GreyPlane): Float32Array {
  const square = new Float32Array(SHIFT_SIDE * SHIFT_SIDE);
  const counts = new Uint16Array(SHIFT_SIDE * SHIFT_SIDE);
  for (let y = 1; y < height - 1; y += 1) {
    const row = Math.floor((y * SHIFT_SIDE) / height) * SHIFT_SIDE;
    for (let x = 1; x < width - 1; x += 1) {
      const i = y * width + x;
      const across = (grey[i + 1] ?? 0) - (grey[i - 1] ?? 0);
      const down = (grey[i + width] ?? 0) - (grey[i - width] ?? 0);
      const to = row + Math.floor((x * SHIFT_SIDE) / width);
      square[to] = (square[to] ?? 0) + Math.sqrt(across * across + down * down);
      counts[to] = (counts[to] ?? 0) + 1;
    }
  }
  for (let i = 0; i < square.length; i += 1) {
    square[i] = Math.log(1 + (square[i] ?? 0) / Math.max(1, counts[i] ?? 0));
  }
  return normalised(square);
}

/** Mean 0, length 1. */
export function normalised(values: Float32Array): Float32Array {
  let sum = 0;
  for (const value of values) sum += value;
  const mean = sum / values.length;
  let squares = 0;
  for (let i = 0; i < values.length; i += 1) {
    const value = (values[i] ?? 0) - mean;
    values[i] = value;
    squares += value * value;
  }
  const length = Math.sqrt(squares) || 1;
  for (let i = 0; i < values.length; i += 1) values[i] = (values[i] ?? 0) / length;
  return values;
}

/**
 * Phase correlation (Kuglin and Hines, 1975): the shift at which two squares of edges agree best. Both
 * as `edgeSquare` makes them.
 */
export function shiftBetween(reference: Float32Array, frame: Float32Array): Shift {
  const size = SHIFT_SIDE * SHIFT_SIDE;
  // Two real pictures are one complex one; their spectra are told apart by their symmetry.
  const both = { re: new Float64Array(reference), im: new Float64Array(frame) };
  fft2(both.re, both.im, false);
  const re = new Float64Array(size);
  const im = new Float64Array(size);
  for (let i = 0; i < size; i += 1) {
    const j = mirrored(i);
    const [pr, pi, qr, qi] = [both.re[i] ?? 0, both.im[i] ?? 0, both.re[j] ?? 0, both.im[j] ?? 0];
    const [ar, ai, br, bi] = [(pr + qr) / 2, (pi - qi) / 2, (pi + qi) / 2, (qr - pr) / 2];
    const real = br * ar + bi * ai;
    const imaginary = bi * ar - br * ai;
    // Not wholly whitened: frequencies that hold nothing but noise shall not have a say as loud.
    const length = Math.sqrt(Math.sqrt(real * real + imaginary * imaginary)) || 1;
    re[i] = real / length;
    im[i] = imaginary / length;
  }
  fft2(re, im, true);
  let best = 0;
  for (let i = 1; i < size; i += 1) if ((re[i] ?? 0) > (re[best] ?? 0)) best = i;
  const dx = signed(best % SHIFT_SIDE);
  const dy = signed(Math.floor(best / SHIFT_SIDE));
  return {
    x: dx / SHIFT_SIDE,
    y: dy / SHIFT_SIDE,
    agreement: Math.max(0, agreementAt(reference, frame, dx, dy)),
  };
}

/** The correlation at a shift, of what lies within both. */
function agreementAt(a: Float32Array, b: Float32Array, dx: number, dy: number): number {
  let product = 0;
  let squaresA = 0;
  let squaresB = 0;
  for (let y = Math.max(0, dy); y < Math.min(SHIFT_SIDE, SHIFT_SIDE + dy); y += 1) {
    for (let x = Math.max(0, dx); x < Math.min(SHIFT_SIDE, SHIFT_SIDE + dx); x += 1) {
      const of = b[y * SHIFT_SIDE + x] ?? 0;
      const was = a[(y - dy) * SHIFT_SIDE + x - dx] ?? 0;
      product += of * was;
      squaresA += was * was;
      squaresB += of * of;
    }
  }
  return product / (Math.sqrt(squaresA * squaresB) || 1);
}

function signed(at: number): number {
  return at > SHIFT_SIDE / 2 ? at - SHIFT_SIDE : at;
}

/** Where the frequency opposite to that one lies. */
function mirrored(i: number): number {
  const [x, y] = [i % SHIFT_SIDE, Math.floor(i / SHIFT_SIDE)];
  return ((SHIFT_SIDE - y) % SHIFT_SIDE) * SHIFT_SIDE + ((SHIFT_SIDE - x) % SHIFT_SIDE);
}

const turns = Array.from({ length: SHIFT_SIDE / 2 }, (_, k) => (2 * Math.PI * k) / SHIFT_SIDE);
const cosines = Float64Array.from(turns, Math.cos);
const sines = Float64Array.from(turns, Math.sin);

function fft2(re: Float64Array, im: Float64Array, isInverse: boolean): void {
  for (let row = 0; row < SHIFT_SIDE; row += 1) fft(re, im, row * SHIFT_SIDE, 1, isInverse);
  for (let column = 0; column < SHIFT_SIDE; column += 1) fft(re, im, column, SHIFT_SIDE, isInverse);
}

/** Cooley and Tukey's, in place, over every `stride`th value from `start`. */
function fft(
  re: Float64Array,
  im: Float64Array,
  start: number,
  stride: number,
  isInverse: boolean,
) {
  const n = SHIFT_SIDE;
  for (let i = 1, j = 0; i < n; i += 1) {
    let bit = n >> 1;
    for (; j & bit; bit >>= 1) j ^= bit;
    j ^= bit;
    if (i < j) {
      swap(re, start + i * stride, start + j * stride);
      swap(im, start + i * stride, start + j * stride);
    }
  }
  for (let span = 2; span <= n; span <<= 1) {
    const pace = n / span;
    for (let first = 0; first < n; first += span) {
      for (let k = 0; k < span / 2; k += 1) {
        const c = cosines[k * pace] ?? 0;
        const s = (isInverse ? 1 : -1) * (sines[k * pace] ?? 0);
        const p = start + (first + k) * stride;
        const q = start + (first + k + span / 2) * stride;
        const qr = (re[q] ?? 0) * c - (im[q] ?? 0) * s;
        const qi = (re[q] ?? 0) * s + (im[q] ?? 0) * c;
        const [pr, pi] = [re[p] ?? 0, im[p] ?? 0];
        re[p] = pr + qr;
        im[p] = pi + qi;
        re[q] = pr - qr;
        im[q] = pi - qi;
      }
    }
  }
}

function swap(values: Float64Array, a: number, b: number): void {
  const kept = values[a] ?? 0;
  values[a] = values[b] ?? 0;
  values[b] = kept;
}
