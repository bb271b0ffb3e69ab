import { z } from 'zod';

/** One value of a schema, as a form shows it. */
export interface SchemaField {
  readonly name: string;
  readonly label: string;
  readonly unit: string;
  readonly help: string;
  readonly example: string;
  readonly kind: 'text' | 'number' | 'choice' | 'switch' | 'secret';
  readonly choices: readonly string[];
  readonly isOptional: boolean;
  /** As the cloud takes it where nothing is said; '' where there is none. */
  readonly usual: string;
}

/** What stands in the fields, by their names; a switch is `true` or `false`. */
export type SchemaDraft = Readonly<Record<string, string>>;

interface Property {
  title?: string;
  description?: string;
  example?: string;
  format?: string;
  type?: string;
  const?: unknown;
  enum?: unknown[];
  anyOf?: Property[];
  default?: unknown;
}

const units = [
  ['Px', 'px'],
  ['Deg', '°'],
  ['Hz', 'Hz'],
] as const;

/** The fields of an object's schema, but for those named, which a form shows in another way. */
export function schemaFields(schema: z.ZodType, except: readonly string[] = []): SchemaField[] {
  const json = z.toJSONSchema(schema, { io: 'input' }) as {
    properties?: Record<string, Property>;
    required?: string[];
  };
  return Object.entries(json.properties ?? {})
    .filter(([name]) => !except.includes(name))
    .map(([name, property]) => toField(name, property, !json.required?.includes(name)));
}

/** What stands in the fields where nobody has said anything yet: of a choice that must be made, the first. */
export const usualDraft = (fields: readonly SchemaField[]): SchemaDraft =>
  Object.fromEntries(
    fields.map(({ name, usual, kind, choices, isOptional }) => {
      const isChosen = usual === '' && kind === 'choice' && !isOptional;
      return [name, isChosen ? (choices[0] ?? '') : usual];
    }),
  );

/** What stands in the fields of a value that is there. */
export function draftOfValue(fields: readonly SchemaField[], value: object): SchemaDraft {
  const said = value as Record<string, unknown>;
  return Object.fromEntries(
    fields.map(({ name }) => {
      const one = said[name];
      return [name, typeof one === 'string' ? one : one === undefined ? '' : JSON.stringify(one)];
    }),
  );
}

/** What a draft says; whether it may be so is for the schema to judge. */
export function wishOfDraft(
  fields: readonly SchemaField[],
  draft: SchemaDraft,
): Record<string, unknown> {
  const said = fields.flatMap((field) => {
    const text = (draft[field.name] ?? '').trim();
    // A password may begin or end with a space, and none at all takes the old one away.
    if (field.kind === 'secret') {
      const secret = draft[field.name];
      return secret === undefined || secret === '' ? [] : [[field.name, secret] as const];
    }
    if (text === '' && field.isOptional) return [];
    return [[field.name, valueOf(field, text)] as const];
  });
  return Object.fromEntries(said);
}

function toField(name: string, property: Property, isOptional: boolean): SchemaField {
  const choices = (property.enum ?? property.anyOf?.map((one) => one.const) ?? []).map(String);
  const usual = property.default;
  return {
    name,
    label: property.title ?? name,
    unit: units.find(([ending]) => name.endsWith(ending))?.[1] ?? '',
    help: property.description ?? '',
    example: property.example ?? '',
    kind: kindOf(property, choices),
    choices,
    isOptional,
    usual: usual === undefined ? '' : JSON.stringify(usual).replaceAll('"', ''),
  };
}

function kindOf({ format, type }: Property, choices: readonly string[]): SchemaField['kind'] {
  if (format === 'password') return 'secret';
  if (choices.length > 0) return 'choice';
  if (type === 'boolean') return 'switch';
  return type === 'number' || type === 'integer' ? 'number' : 'text';
}

function valueOf({ kind, choices }: SchemaField, text: string): unknown {
  if (kind === 'switch') return text === 'true';
  const isNumber =
    kind === 'number' || (kind === 'choice' && choices.every((one) => /^\d+$/.test(one)));
  return isNumber ? (text === '' ? undefined : Number(text)) : text;
}
