/** The middle value, or the mean of the two in the middle. @throws RangeError for no values. */
export function median(values: readonly number[]): number {
  const sorted = ascending(values);
  const [low, high] = [sorted[(sorted.length - 1) >> 1], sorted[sorted.length >> 1]];
  if (low === undefined || high === undefined) throw new RangeError('A median needs a value.');
  return (low + high) / 2;
}

/** The least and the greatest value. @throws RangeError for no values. */
export function spread(values: readonly number[]): [number, number] {
  const sorted = ascending(values);
  const [least, greatest] = [sorted[0], sorted.at(-1)];
  if (least === undefined || greatest === undefined) throw new RangeError('No values to spread.');
  return [least, greatest];
}

/**
 * The least value that at least `percent` of all do not exceed (nearest rank).
 * @throws RangeError for no values or a percentage outside 0…100.
 */
export function percentile(values: readonly number[], percent: number): number {
  if (!(percent >= 0 && percent <= 100)) throw new RangeError('A percentile is from 0 to 100.');
  const rank = Math.max(1, Math.ceil((percent / 100) * values.length));
  const value = ascending(values)[rank - 1];
  if (value === undefined) throw new RangeError('A percentile needs a value.');
  return value;
}

/** For people: about four significant digits, `12,345` and `0.0123`. */
export function readable(value: number): string {
  const size = Math.abs(value);
  if (size >= 1000) return Math.round(value).toLocaleString('en-US');
  const digits = size >= 100 ? 0 : size >= 10 ? 1 : size >= 1 ? 2 : 4;
  return String(Number(value.toFixed(digits)));
}

function ascending(values: readonly number[]): number[] {
  return [...values].sort((a, b) => a - b);
}
