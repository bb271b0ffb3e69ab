/**
 * The library under the document writes exclusive bounds as OpenAPI 3.0 did (`minimum: 0,
 * exclusiveMinimum: true`). In 3.1 they are the number itself, and a validator refuses the old form.
 */
export function withNumericBounds<Document>(document: Document): Document {
  return convert(document) as Document;
}

function convert(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(convert);
  if (typeof value !== 'object' || value === null) return value;
  const node = value as Record<string, unknown>;
  const entries = Object.entries(node).flatMap(([key, part]): [string, unknown][] => {
    if (key === 'exclusiveMinimum') return exclusive(key, part, node['minimum']);
    if (key === 'exclusiveMaximum') return exclusive(key, part, node['maximum']);
    if (key === 'minimum' && node['exclusiveMinimum'] === true) return [];
    if (key === 'maximum' && node['exclusiveMaximum'] === true) return [];
    return [[key, convert(part)]];
  });
  return Object.fromEntries(entries);
}

function exclusive(key: string, given: unknown, bound: unknown): [string, unknown][] {
  if (given === false) return [];
  return [[key, given === true ? bound : convert(given)]];
}
