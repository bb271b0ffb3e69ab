/* eslint-disable @typescript-eslint/no-non-null-assertion -- Indices of the loops are in range by construction, and a check per pixel costs time. */

/** One channel of a picture, row by row. */
export interface Plane {
  readonly width: number;
  readonly height: number;
  readonly values: Float32Array;
}

export function emptyPlane(width: number, height: number): Plane {
  return { width, height, values: new Float32Array(width * height) };
}

/** Half as wide and high, smoothed by 1 4 6 4 1 (Burt and Adelson, 1983); borders are continued. */
export function reduced({ width, height, values }: Plane): Plane {
  const out = emptyPlane((width + 1) >> 1, (height + 1) >> 1);
  // Two more on each side, so that the inner loop need not look where the border is.
  const line = new Float32Array(width + 4);
  for (let y = 0; y < out.height; y += 1) {
    const row = (offset: number): number =>
      Math.min(height - 1, Math.max(0, 2 * y + offset)) * width;
    const [a, b, c, d, e] = [row(-2), row(-1), row(0), row(1), row(2)];
    for (let x = 0; x < width; x += 1) {
      line[x + 2] =
        values[a + x]! +
        values[e + x]! +
        4 * (values[b + x]! + values[d + x]!) +
        6 * values[c + x]!;
    }
    line[0] = line[1] = line[2]!;
    line[width + 2] = line[width + 3] = line[width + 1]!;
    for (let x = 0, i = 0, to = y * out.width; x < out.width; x += 1, i += 2, to += 1) {
      out.values[to] =
        (line[i]! + line[i + 4]! + 4 * (line[i + 1]! + line[i + 3]!) + 6 * line[i + 2]!) / 256;
    }
  }
  return out;
}

/** As wide and high as said, which `reduced` made this one of. Calls `give` with each row in turn. */
export function expandRows(
  { width: wide, height: high, values }: Plane,
  width: number,
  height: number,
  give: (y: number, row: Float32Array) => void,
): void {
  const line = new Float32Array(wide + 2);
  const row = new Float32Array(width + 1);
  for (let y = 0; y < height; y += 1) {
    const here = y >> 1;
    const above = Math.max(0, here - 1) * wide;
    const below = Math.min(high - 1, here + 1) * wide;
    const middle = here * wide;
    const isBetween = (y & 1) === 1;
    for (let x = 0; x < wide; x += 1) {
      line[x + 1] = isBetween
        ? (values[middle + x]! + values[below + x]!) / 2
        : (values[above + x]! + 6 * values[middle + x]! + values[below + x]!) / 8;
    }
    line[0] = line[1]!;
    line[wide + 1] = line[wide]!;
    for (let i = 1, x = 0; x < width; i += 1, x += 2) {
      row[x] = (line[i - 1]! + 6 * line[i]! + line[i + 1]!) / 8;
      row[x + 1] = (line[i]! + line[i + 1]!) / 2;
    }
    give(y, row);
  }
}
