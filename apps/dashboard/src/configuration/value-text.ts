import { formatBytes } from '../elements/bytes.ts';
import { valueText } from '../elements/value-text.ts';
import { formatAge } from '../freshness/age.ts';

/** Of a list its names, where its parts have some; else as `valueText`. */
export function namesText(value: unknown): string {
  if (!Array.isArray(value)) return valueText(value);
  const list: readonly unknown[] = value;
  const names = list.map((one) => (one as { name?: unknown } | null)?.name);
  if (list.length === 0) return 'none';
  return names.every((name) => typeof name === 'string') ? names.join(', ') : JSON.stringify(list);
}

/** The same for people, where the number is too large to be read; null where it is not. */
export function readableText(value: unknown, unit: string): string | null {
  if (typeof value !== 'number' || !Number.isFinite(value)) return null;
  if (unit === 'seconds' && value >= 120) return formatAge(value * 1000);
  return unit === 'bytes' && value >= 1024 ? formatBytes(value) : null;
}
