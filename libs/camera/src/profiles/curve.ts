export interface CurvePoint {
  readonly x: number;
  readonly y: number;
}

/** Straight between the points, which ascend in x; beyond the ends the value of the end. */
export function onCurve(points: readonly CurvePoint[], x: number): number {
  const first = points[0];
  if (!first) throw new RangeError('A curve needs points.');
  let before = first;
  for (const point of points) {
    if (point.x >= x) {
      const span = point.x - before.x;
      return span <= 0 ? point.y : before.y + ((point.y - before.y) * (x - before.x)) / span;
    }
    before = point;
  }
  return before.y;
}

/** By the logarithm: from 10 to 100 lux is as far as from 1000 to 10,000. */
export function byLux<Key extends string>(
  points: readonly ({ readonly lux: number } & Readonly<Record<Key, number>>)[],
  key: Key,
  lux: number,
): number {
  const logs = points.map((point) => ({ x: Math.log10(point.lux), y: point[key] }));
  return onCurve(logs, Math.log10(Math.max(1e-6, lux)));
}
