import { ZONE_COLUMNS, ZONE_ROWS, ZONES } from './zone-map.ts';

/** Patches of marked zones that touch: how many, how large the largest, and the box around that. */
export function patchesOf(marks: Float32Array): { count: number; largest: number; box: number } {
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

/** A square of zones by its left upper one. */
interface ZoneWindow {
  readonly x: number;
  readonly y: number;
  readonly side: number;
}

/** The square of `side` × `side` zones over which the mean of the values is least. */
export function leastWindow(values: Float32Array, side: number): ZoneWindow {
  let best: ZoneWindow = { x: 0, y: 0, side };
  let least = Infinity;
  for (let y = 0; y + side <= ZONE_ROWS; y += 1) {
    for (let x = 0; x + side <= ZONE_COLUMNS; x += 1) {
      const mean = meanWithin(values, { x, y, side });
      if (mean < least) [least, best] = [mean, { x, y, side }];
    }
  }
  return best;
}

export function meanWithin(values: Float32Array, { x, y, side }: ZoneWindow): number {
  let sum = 0;
  for (let row = y; row < y + side; row += 1) {
    for (let column = x; column < x + side; column += 1) {
      sum += values[row * ZONE_COLUMNS + column] ?? 0;
    }
  }
  return sum / (side * side);
}

/** Mean of the zones at most two away from the square. */
export function meanAround(values: Float32Array, { x, y, side }: ZoneWindow): number {
  let [sum, count] = [0, 0];
  const bottom = Math.min(ZONE_ROWS, y + side + 2);
  const right = Math.min(ZONE_COLUMNS, x + side + 2);
  for (let row = Math.max(0, y - 2); row < bottom; row += 1) {
    for (let column = Math.max(0, x - 2); column < right; column += 1) {
      if (row >= y && row < y + side && column >= x && column < x + side) continue;
      sum += values[row * ZONE_COLUMNS + column] ?? 0;
      count += 1;
    }
  }
  return sum / Math.max(1, count);
}
