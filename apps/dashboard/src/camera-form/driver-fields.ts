import { newCameraDriverSchema, type CameraDriverConfiguration } from '@eyrie/contracts';
import { refusalsOf } from '../elements/say-issue.ts';
import {
  draftOfValue,
  schemaFields,
  usualDraft,
  wishOfDraft,
  type SchemaDraft,
  type SchemaField,
} from '../elements/schema-fields.ts';

export type DriverType = CameraDriverConfiguration['type'];
export type DriverField = SchemaField;
export type DriverDraft = SchemaDraft;

export interface CheckedDriver {
  /** Null where something is wrong with the draft. */
  readonly driver: CameraDriverConfiguration | null;
  readonly refusals: Readonly<Record<string, string>>;
}

/** The fields of a driver, out of the one schema that the cloud checks it by. */
export function driverFields(type: DriverType): DriverField[] {
  const schema = newCameraDriverSchema.options.find(({ shape }) => shape.type.value === type);
  return schema ? schemaFields(schema, ['type']) : [];
}

/** A driver that nobody has said anything of yet. A simulated sky begins now, with a landscape of its own. */
export function newDriverDraft(type: DriverType, now: Date, seed: string): DriverDraft {
  const usual = usualDraft(driverFields(type));
  return type === 'simulated-sky' ? { ...usual, seed, anchorAt: now.toISOString() } : usual;
}

export const draftOfDriver = (driver: CameraDriverConfiguration): DriverDraft =>
  draftOfValue(driverFields(driver.type), driver);

/** What a draft says, or what the cloud would refuse of it, by field. */
export function checkDriver(type: DriverType, draft: DriverDraft): CheckedDriver {
  const parsed = newCameraDriverSchema.safeParse({
    type,
    ...wishOfDraft(driverFields(type), draft),
  });
  if (parsed.success) return { driver: parsed.data, refusals: {} };
  return { driver: null, refusals: refusalsOf(parsed.error.issues) };
}
