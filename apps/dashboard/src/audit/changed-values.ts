import type { ConfigurationDifference } from '@eyrie/contracts';

/** What an entry changed, value by value; null where it has no before or no after to compare. */
export function changedValues(before: unknown, after: unknown): ConfigurationDifference[] | null {
  if (!isObject(before) || !isObject(after)) return null;
  return compare(before, after, '');
}

function compare(
  before: Record<string, unknown>,
  after: Record<string, unknown>,
  path: string,
): ConfigurationDifference[] {
  const names = [...new Set([...Object.keys(before), ...Object.keys(after)])];
  return names.flatMap((name) => {
    const [was, is] = [before[name], after[name]];
    const place = path === '' ? name : `${path}.${name}`;
    if (isObject(was) && isObject(is)) return compare(was, is, place);
    return JSON.stringify(was) === JSON.stringify(is)
      ? []
      : [{ path: place, before: was ?? null, after: is ?? null }];
  });
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
