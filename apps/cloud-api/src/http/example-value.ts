/** A JSON Schema as the document has it. */
export type SchemaNode = Readonly<Record<string, unknown>>;
export type Schemas = Readonly<Record<string, SchemaNode>>;

const uuidPart = '01h455vb4pex5vsknk084sn02q';
const depthMax = 24;

/**
 * A value that fits a schema, for the examples of the document: what the schema itself gives as an
 * example, a default or a constant, else the plainest value of its type.
 */
export function exampleOf(schema: SchemaNode, schemas: Schemas, depth = 0): unknown {
  if (depth > depthMax) return null;
  const next = (node: unknown) => exampleOf(node as SchemaNode, schemas, depth + 1);
  const { $ref, anyOf, oneOf, allOf } = schema as Record<string, unknown>;
  if (typeof $ref === 'string') return next(schemas[$ref.split('/').at(-1) ?? ''] ?? {});
  for (const key of ['const', 'example', 'default'] as const) {
    if (schema[key] !== undefined) return schema[key];
  }
  const [first] = (schema['examples'] ?? schema['enum'] ?? []) as unknown[];
  if (first !== undefined) return first;
  for (const choice of [oneOf, anyOf]) {
    if (Array.isArray(choice)) return next(choice[0]);
  }
  if (Array.isArray(allOf)) return Object.assign({}, ...allOf.map(next)) as unknown;
  const type: unknown = Array.isArray(schema['type']) ? schema['type'][0] : schema['type'];
  switch (type) {
    case 'object':
      return exampleObject(schema, next);
    case 'array':
      return exampleList(schema, next);
    case 'integer':
    case 'number':
      return exampleNumber(schema);
    case 'boolean':
      return false;
    case 'string':
      return exampleText(schema);
    default:
      return null;
  }
}

function exampleObject(schema: SchemaNode, next: (node: unknown) => unknown): unknown {
  const properties = (schema['properties'] ?? {}) as Record<string, unknown>;
  return Object.fromEntries(Object.entries(properties).map(([name, node]) => [name, next(node)]));
}

function exampleList(schema: SchemaNode, next: (node: unknown) => unknown): unknown[] {
  const { prefixItems, items, minItems } = schema as Record<string, unknown>;
  if (Array.isArray(prefixItems)) return prefixItems.map(next);
  if (items === undefined) return [];
  return Array.from({ length: typeof minItems === 'number' ? minItems || 1 : 1 }, () =>
    next(items),
  );
}

function exampleNumber(schema: SchemaNode): number {
  const { minimum, exclusiveMinimum, maximum } = schema as Record<string, number | undefined>;
  const least = minimum ?? (exclusiveMinimum === undefined ? 1 : exclusiveMinimum + 1);
  const value = least < -1e15 || least === 0 ? 1 : least;
  return maximum === undefined ? value : Math.min(value, maximum);
}

function exampleText({ format, pattern, minLength }: SchemaNode): string {
  if (format === 'date-time') return '2026-06-21T04:05:06.000Z';
  if (format === 'date') return '2026-06-21';
  if (format === 'email') return 'somebody@example.org';
  if (format === 'uuid') return '01890a5d-ac96-774b-bcce-b302099a8057';
  if (format === 'uri') return 'https://eyrie.example.org/';
  const prefix = /^\^\(?([a-z]+)[|a-z]*\)?_\[0-7\]/.exec(String(pattern))?.[1];
  if (prefix !== undefined) return `${prefix}_${uuidPart}`;
  const length = /^\^\[[^\]]+\]\{(\d+)(?:,\d+)?\}\$$/.exec(String(pattern))?.[1];
  if (length !== undefined) return repeated(String(pattern), Number(length));
  if (/\\d\{1,16\}/.test(String(pattern))) return '0000cafe:42';
  return 'text'.padEnd(typeof minLength === 'number' ? minLength : 0, '-');
}

/** The first of a few characters that a class of them, so many times, accepts. */
function repeated(pattern: string, length: number): string {
  const tried = ['a', '1', 'A'].map((character) => character.repeat(length || 1));
  return tried.find((text) => new RegExp(pattern, 'u').test(text)) ?? '';
}
