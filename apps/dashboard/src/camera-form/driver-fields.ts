import { newCameraDriverSchema, type CameraDriverConfiguration } from '@eyrie/contracts';
import { z } from 'zod';
import { refusalsOf } from '../elements/say-issue.ts';

export type DriverType = CameraDriverConfiguration['type'];

/** One setting of a driver, as a form shows it. */
export interface DriverField {
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
export type DriverDraft = Readonly<Record<string, string>>;

export interface CheckedDriver {
  /** Null where something is wrong with the draft. */
  readonly driver: CameraDriverConfiguration | null;
  readonly refusals: Readonly<Record<string, string>>;
}

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

const schemaOf = (type: DriverType) =>
  newCameraDriverSchema.options.find(({ shape }) => shape.type.value === type);

/** The fields of a driver, out of the one schema that the cloud checks it by. */
export function driverFields(type: DriverType): DriverField[] {
  const schema = schemaOf(type);
  if (!schema) return [];
  const json = z.toJSONSchema(schema, { io: 'input' }) as {
    properties?: Record<string, Property>;
    required?: string[];
  };
  return Object.entries(json.properties ?? {})
    .filter(([name]) => name !== 'type')
    .map(([name, property]) => toField(name, property, !json.required?.includes(name)));
}

function toField(name: string, property: Property, isOptional: boolean): DriverField {
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

function kindOf({ format, type }: Property, choices: readonly string[]): DriverField['kind'] {
  if (format === 'password') return 'secret';
  if (choices.length > 0) return 'choice';
  if (type === 'boolean') return 'switch';
  return type === 'number' || type === 'integer' ? 'number' : 'text';
}

/** A driver that nobody has said anything of yet. A simulated sky begins now, with a landscape of its own. */
export function newDriverDraft(type: DriverType, now: Date, seed: string): DriverDraft {
  const usual = Object.fromEntries(driverFields(type).map((field) => [field.name, field.usual]));
  return type === 'simulated-sky' ? { ...usual, seed, anchorAt: now.toISOString() } : usual;
}

export function draftOfDriver(driver: CameraDriverConfiguration): DriverDraft {
  const said = driver as Record<string, unknown>;
  return Object.fromEntries(
    driverFields(driver.type).map(({ name }) => {
      const value = said[name];
      return [
        name,
        typeof value === 'string' ? value : value === undefined ? '' : JSON.stringify(value),
      ];
    }),
  );
}

/** What a draft says, or what the cloud would refuse of it, by field. */
export function checkDriver(type: DriverType, draft: DriverDraft): CheckedDriver {
  const said = driverFields(type).flatMap((field) => {
    const text = (draft[field.name] ?? '').trim();
    // A password may begin or end with a space, and none at all takes the old one away.
    if (field.kind === 'secret') {
      const secret = draft[field.name];
      return secret === undefined || secret === '' ? [] : [[field.name, secret] as const];
    }
    if (text === '' && field.isOptional) return [];
    return [[field.name, valueOf(field, text)] as const];
  });
  const wish = { type, ...Object.fromEntries(said) };
  const parsed = newCameraDriverSchema.safeParse(wish);
  if (parsed.success) return { driver: parsed.data, refusals: {} };
  return { driver: null, refusals: refusalsOf(parsed.error.issues) };
}

function valueOf({ kind, choices }: DriverField, text: string): unknown {
  if (kind === 'switch') return text === 'true';
  const isNumber =
    kind === 'number' || (kind === 'choice' && choices.every((one) => /^\d+$/.test(one)));
  return isNumber ? (text === '' ? undefined : Number(text)) : text;
}
