/* eslint-disable @typescript-eslint/no-non-null-assertion -- Indices of the loops are in range by construction, and a check per pixel costs time. */
import { emptyPlane, type Plane } from './pyramid.ts';

/** Some rows of a picture: red, green, blue, row by row. */
export interface Strip {
  readonly width: number;
  readonly height: number;
  readonly rgb: Uint8Array;
}

/** How far from the middle of the scale (of 0 to 1) a well exposed value may lie. */
const SIGMA = 0.2;
/** By level of 255. */
const exposedness = Float32Array.from({ length: 256 }, (_, level) =>
  Math.exp(-((level / 255 - 0.5) ** 2) / (2 * SIGMA ** 2)),
);
/** What has neither contrast nor colour nor is well exposed in any of them still needs a say. */
const LEAST = 1e-6;

/**
 * What each exposure has to say of each pixel, together 1: the product of contrast, saturation and how
 * well it is exposed (Mertens, Kautz and Van Reeth, 2007).
 */
export function weightsOf(strips: readonly Strip[]): Plane[] {
  const weights = strips.map(weightOf);
  const count = weights[0]?.values.length ?? 0;
  for (let i = 0; i < count; i += 1) {
    let sum = 0;
    for (const { values } of weights) sum += values[i]!;
    for (const { values } of weights) values[i] = values[i]! / sum;
  }
  return weights;
}

function weightOf({ width, height, rgb }: Strip): Plane {
  const grey = greyOf(rgb, width * height);
  const out = emptyPlane(width, height);
  for (let y = 0; y < height; y += 1) {
    const above = Math.max(0, y - 1) * width;
    const below = Math.min(height - 1, y + 1) * width;
    for (let x = 0, i = y * width; x < width; x += 1, i += 1) {
      const left = x === 0 ? i : i - 1;
      const right = x === width - 1 ? i : i + 1;
      const edge = grey[left]! + grey[right]! + grey[above + x]! + grey[below + x]! - 4 * grey[i]!;
      const [red, green, blue] = [rgb[3 * i]!, rgb[3 * i + 1]!, rgb[3 * i + 2]!];
      const mean = (red + green + blue) / 3;
      const squares = (red - mean) ** 2 + (green - mean) ** 2 + (blue - mean) ** 2;
      const exposed = exposedness[red]! * exposedness[green]! * exposedness[blue]!;
      const contrast = (edge < 0 ? -edge : edge) / 255;
      out.values[i] =
        contrast * (Math.sqrt(squares / 3) / 255) * exposed + LEAST * (exposed + LEAST);
    }
  }
  return out;
}

function greyOf(rgb: Uint8Array, pixels: number): Float32Array {
  const grey = new Float32Array(pixels);
  for (let i = 0, at = 0; i < pixels; i += 1, at += 3) {
    grey[i] = (rgb[at]! + rgb[at + 1]! + rgb[at + 2]!) / 3;
  }
  return grey;
}
