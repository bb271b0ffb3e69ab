import fc from 'fast-check';
import type { JsonSchema } from '../documented-operations.ts';
import { unknownLike } from '../id-places.ts';
import { oddInstants, oddNumbers, oddText, oddTexts, oddValue } from './odd-values.ts';

type Schemas = Readonly<Record<string, JsonSchema>>;
type Bounds = { readonly [keyword: string]: number | undefined };

const idPattern = /^\^\(?([a-z]+)/;

/** Values of a JSON Schema, mostly of the kind that nobody thinks of and that yet is allowed. */
export class SchemaValues {
  /** `ids`: ids that exist, to be used where the schema asks for one of their kind. */
  constructor(
    private readonly schemas: Schemas,
    private readonly ids: readonly string[],
  ) {}

  of(schema: JsonSchema): fc.Arbitrary<unknown> {
    const { $ref, anyOf, oneOf, allOf, enum: listed, type } = schema;
    if (typeof $ref === 'string') return this.of(this.schemas[$ref.split('/').at(-1) ?? ''] ?? {});
    const choices = anyOf ?? oneOf;
    if (Array.isArray(choices)) {
      return fc.oneof(...(choices as JsonSchema[]).map((choice) => this.of(choice)));
    }
    if (Array.isArray(allOf)) {
      const parts = allOf as JsonSchema[];
      return this.of(parts.reduce((all, part) => ({ ...all, ...part }), {}));
    }
    if ('const' in schema) return fc.constant(schema['const']);
    if (Array.isArray(listed)) return fc.constantFrom(...(listed as unknown[]));
    if (Array.isArray(type)) {
      return fc.oneof(...type.map((one: string) => this.of({ ...schema, type: one })));
    }
    switch (type) {
      case 'string':
        return this.text(schema);
      case 'integer':
      case 'number':
        return this.number(schema);
      case 'boolean':
        return fc.boolean();
      case 'null':
        return fc.constant(null);
      case 'array':
        return this.list(schema);
      case 'object':
        return this.object(schema);
      default:
        return oddValue;
    }
  }

  private text({ pattern, format, minLength = 0, maxLength = 5_000 }: JsonSchema) {
    if (format === 'date-time') return fc.constantFrom(...oddInstants);
    if (format === 'uuid') return fc.uuid();
    if (format === 'email') return fc.emailAddress();
    if (typeof pattern === 'string') return this.matching(pattern);
    const [least, most] = [Number(minLength), Number(maxLength)];
    const fitting = (text: string) => text.padEnd(least, 'x').slice(0, most);
    return fc.oneof(
      fc.constantFrom(...oddTexts).map(fitting),
      oddText.map(fitting),
      fc.constantFrom('x'.repeat(least), '𝒳'.repeat(most).slice(0, most)),
    );
  }

  private matching(pattern: string): fc.Arbitrary<string> {
    const prefix = idPattern.exec(pattern)?.[1];
    if (prefix === undefined || !pattern.includes('_[0-7]')) {
      const regexp = new RegExp(pattern);
      if (!pattern.includes('(?!') && !pattern.includes('(?='))
        return fc.stringMatching(regexp, { maxLength: 200 });
      // fast-check cannot write to a pattern that looks ahead: texts that happen to fit it are left.
      const fitting = lookAheadTexts.filter((text) => regexp.test(text));
      if (fitting.length === 0) throw new Error(`Add a text that fits ${pattern}.`);
      return fc.constantFrom(...fitting);
    }
    const unknown = unknownLike(`${prefix}_01h455vb4pex5vsknk084sn02q`);
    const known = this.ids.filter((id) => new RegExp(pattern).test(id));
    return fc.constantFrom(unknown, ...known, ...known);
  }

  private number(schema: JsonSchema): fc.Arbitrary<number> {
    const { minimum, maximum, exclusiveMinimum, exclusiveMaximum } = schema as Bounds;
    const isWhole = schema['type'] === 'integer';
    const least = minimum ?? (exclusiveMinimum === undefined ? -Infinity : exclusiveMinimum + 1);
    const most = maximum ?? (exclusiveMaximum === undefined ? Infinity : exclusiveMaximum - 1);
    const ends = [least, most].filter(Number.isFinite);
    const inside = oddNumbers.filter((one) => one >= least && one <= most);
    const all = [...ends, ...inside].filter((one) => !isWhole || Number.isInteger(one));
    return fc.constantFrom(...(all.length > 0 ? all : [0]));
  }

  private list({ items = {}, minItems = 0, maxItems = 4 }: JsonSchema) {
    const minLength = Math.min(Number(minItems), 4);
    const maxLength = Math.max(minLength, Math.min(Number(maxItems), 4));
    return fc.array(this.of(items as JsonSchema), { minLength, maxLength });
  }

  private object({ properties = {}, required = [], additionalProperties }: JsonSchema) {
    const entries = Object.entries(properties as Record<string, JsonSchema>);
    const known = fc.record(
      Object.fromEntries(entries.map(([name, schema]) => [name, this.of(schema)])),
      { requiredKeys: required as string[] },
    );
    if (entries.length > 0 || additionalProperties === false) return known;
    const each =
      typeof additionalProperties === 'object' && additionalProperties !== null
        ? this.of(additionalProperties as JsonSchema)
        : oddValue;
    return fc.dictionary(oddText, each, { maxKeys: 3 });
  }
}

/** Names of hosts, as the patterns that look ahead describe them. */
const lookAheadTexts = [
  ...['example.org', 'a.b', 'xn--bcher-kva.example', `${'a'.repeat(63)}.example`],
  ...['/dev/video0', '/dev/v4l/by-id/usb-a.b:1-index0'],
];
