/** Whether reading `source` left out something that is in it: a part this version has no name for. */
export function hasDropped(source: unknown, read: unknown): boolean {
  if (Array.isArray(source)) {
    return !Array.isArray(read) || source.some((item, at) => hasDropped(item, read[at]));
  }
  if (!isObject(source)) return false;
  if (!isObject(read)) return true;
  return Object.entries(source).some(
    ([name, value]) => !Object.hasOwn(read, name) || hasDropped(value, read[name]),
  );
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null;
}
