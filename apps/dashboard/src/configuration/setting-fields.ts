import { settingsJsonSchema, settingsLayerSchema, type SettingsLayer } from '@eyrie/contracts';

/** One value that can be set, as a form shows it. */
export interface SettingField {
  /** JSON pointer into the settings. */
  readonly path: string;
  readonly section: string;
  readonly key: string;
  readonly label: string;
  readonly description: string;
  /** `seconds`, `px` and so on, out of the name; empty where it has none. */
  readonly unit: string;
  /** A list has a form of its own: so far there is that of the sensors. */
  readonly kind: 'number' | 'choice' | 'switch' | 'list';
  readonly choices: readonly string[];
  readonly minimum: number | null;
  readonly maximum: number | null;
  readonly isInteger: boolean;
}

interface Schema {
  type?: string;
  description?: string;
  enum?: string[];
  minimum?: number;
  maximum?: number;
  properties?: Record<string, Schema>;
  anyOf?: Schema[];
}

/** By the last word of a name; what a unit is called. */
const units: Readonly<Record<string, string>> = {
  ...{ seconds: 'seconds', bytes: 'bytes', px: 'px', c: '°C' },
};

/** The fields of the form, out of the one JSON Schema. */
export function settingFields(): SettingField[] {
  const { properties = {} } = settingsJsonSchema() as Schema;
  return Object.entries(properties).flatMap(([section, schema]) =>
    Object.entries(withoutNull(schema).properties ?? {}).map(([key, value]) =>
      toField(section, key, withoutNull(value)),
    ),
  );
}

/** Every value may also be null, which the form has a button for. */
function withoutNull(schema: Schema): Schema {
  return schema.anyOf?.find(({ type }) => type !== 'null') ?? schema;
}

function toField(section: string, key: string, schema: Schema): SettingField {
  const words = key.split('_');
  const unit = units[words.at(-1) ?? ''] ?? '';
  const named = (unit === '' ? words : words.slice(0, -1)).join(' ');
  return {
    path: `/${section}/${key}`,
    section,
    key,
    label: named.length === 3 && named !== 'log' ? named.toUpperCase() : capitalised(named),
    description: schema.description ?? '',
    unit: key === 'fps' ? 'per second' : unit,
    kind: kindOf(schema),
    choices: schema.enum ?? [],
    minimum: schema.minimum ?? null,
    maximum: schema.maximum ?? null,
    isInteger: schema.type === 'integer',
  };
}

function kindOf(schema: Schema): SettingField['kind'] {
  if (schema.enum) return 'choice';
  if (schema.type === 'array') return 'list';
  return schema.type === 'boolean' ? 'switch' : 'number';
}

function capitalised(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}

type Sections = Record<string, Record<string, unknown> | null | undefined>;

/** What the layer itself says at a path; undefined: nothing. A section that is null says null. */
export function ownValue(layer: SettingsLayer, { section, key }: SettingField): unknown {
  const said = (layer as Sections)[section];
  return said === null ? null : said?.[key];
}

/** The layer with one value more or, for undefined, without it. Sections without values go. */
export function withValue(
  layer: SettingsLayer,
  { section, key }: SettingField,
  value: unknown,
): SettingsLayer {
  const sections: Sections = { ...layer };
  const said = without(sections[section] ?? {}, key);
  if (value !== undefined) said[key] = value;
  const next = without(sections, section);
  if (Object.keys(said).length > 0) next[section] = said;
  return next;
}

function without<Value>(record: Record<string, Value>, key: string): Record<string, Value> {
  return Object.fromEntries(Object.entries(record).filter(([name]) => name !== key));
}

/** What is wrong with a layer, by JSON pointer; empty where nothing is. */
export function faultsOf(layer: unknown): ReadonlyMap<string, string> {
  const { error } = settingsLayerSchema.safeParse(layer);
  return new Map(
    error?.issues.map(({ path, message }) => [`/${path.map(String).join('/')}`, message]),
  );
}
