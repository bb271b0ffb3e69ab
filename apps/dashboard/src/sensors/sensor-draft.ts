import {
  sensorDriverSchema,
  sensorSchema,
  type SensorConfiguration,
  type SensorDriver,
} from '@eyrie/contracts';
import { refusalsByPath } from '../elements/say-issue.ts';
import {
  draftOfValue,
  schemaFields,
  usualDraft,
  wishOfDraft,
  type SchemaDraft,
  type SchemaField,
} from '../elements/schema-fields.ts';

export type SensorKind = SensorDriver['type'];

/** Where in a sensor's JSON a quantity is, as the fields of a form. */
export interface ReadingDraft {
  readonly quantity: string;
  readonly path: string;
  readonly factor: string;
  readonly offset: string;
}

export interface AlertDraft {
  readonly name: string;
  readonly quantity: string;
  readonly when: string;
  readonly threshold: string;
  readonly hysteresis: string;
  readonly holdSeconds: string;
  readonly priority: string;
}

/** A sensor as the fields of a form: what a kind does not have is kept for when it is chosen again. */
export interface SensorDraft {
  readonly name: string;
  readonly kind: SensorKind;
  readonly intervalSeconds: string;
  readonly driver: SchemaDraft;
  readonly readings: readonly ReadingDraft[];
  readonly alerts: readonly AlertDraft[];
}

/** By the way to the field, such as `driver.url` or `alerts.0.threshold`. */
export type SensorRefusals = Readonly<Record<string, string>>;

/** The driver's own fields, out of the one schema that the cloud checks them by. */
export function sensorFields(kind: SensorKind): SchemaField[] {
  const schema = sensorDriverSchema.options.find(({ shape }) => shape.type.value === kind);
  return schema ? schemaFields(schema, ['type', 'values']) : [];
}

/** Whether it answers with a JSON document of which somebody says what stands where. */
export const hasReadings = (kind: SensorKind): boolean => kind === 'http' || kind === 'serial-json';

export const newReading: ReadingDraft = {
  quantity: 'temperature_c',
  path: '',
  factor: '1',
  offset: '0',
};

/** One more sensor, by a name that none of the others has. */
export function newSensor(others: readonly SensorDraft[]): SensorDraft {
  const kind = 'i2c';
  return {
    ...{ name: freeName('weather', others), kind, intervalSeconds: '60' },
    ...{ driver: usualDraft(sensorFields(kind)), readings: [newReading], alerts: [] },
  };
}

export function newAlert(others: readonly AlertDraft[]): AlertDraft {
  return {
    ...{ name: freeName('storm', others), quantity: 'wind_speed_ms', when: 'above' },
    ...{ threshold: '', hysteresis: '0', holdSeconds: '60', priority: 'high' },
  };
}

/** As another kind of sensor: its own fields begin as they usually are. */
export const ofKind = (draft: SensorDraft, kind: SensorKind): SensorDraft => ({
  ...draft,
  kind,
  driver: { ...usualDraft(sensorFields(kind)), ...withoutEmpty(draft.driver) },
});

export function draftOfSensor(sensor: SensorConfiguration): SensorDraft {
  const { name, driver, intervalSeconds, alerts } = sensor;
  const values = 'values' in driver ? driver.values : [];
  return {
    ...{ name, kind: driver.type, intervalSeconds: String(intervalSeconds) },
    driver: draftOfValue(sensorFields(driver.type), driver),
    readings: values.map((one) => ({
      ...{ quantity: one.quantity, path: one.path },
      ...{ factor: String(one.factor), offset: String(one.offset) },
    })),
    alerts: alerts.map((one) => ({
      ...{ name: one.name, quantity: one.quantity, when: one.when, priority: one.priority },
      ...{ threshold: String(one.threshold), hysteresis: String(one.hysteresis) },
      holdSeconds: String(one.holdSeconds),
    })),
  };
}

/** What a draft says, whether it may be so or not. */
export function wishOfSensor({ name, kind, intervalSeconds, ...draft }: SensorDraft): unknown {
  const values = draft.readings.map(({ quantity, path, factor, offset }) => ({
    ...{ quantity, path: path.trim() },
    ...{ factor: numberOf(factor), offset: numberOf(offset) },
  }));
  return {
    name: name.trim(),
    driver: {
      type: kind,
      ...wishOfDraft(sensorFields(kind), draft.driver),
      ...(hasReadings(kind) ? { values } : {}),
    },
    intervalSeconds: numberOf(intervalSeconds),
    alerts: draft.alerts.map((alert) => ({
      ...{ name: alert.name.trim(), quantity: alert.quantity, when: alert.when },
      ...{ threshold: numberOf(alert.threshold), hysteresis: numberOf(alert.hysteresis) },
      ...{ holdSeconds: numberOf(alert.holdSeconds), priority: alert.priority },
    })),
  };
}

/** What the cloud would refuse of each, by field. */
export function refusalsOfSensors(drafts: readonly SensorDraft[]): SensorRefusals[] {
  return drafts.map((draft, index) => {
    const parsed = sensorSchema.safeParse(wishOfSensor(draft));
    const isTaken = drafts.some(
      ({ name }, at) => at !== index && name.trim() === draft.name.trim(),
    );
    return {
      ...(isTaken ? { name: 'another sensor has this name' } : {}),
      ...(parsed.success ? {} : refusalsByPath(parsed.error.issues)),
    };
  });
}

/** Nothing at all is no number: the schema says so at the field. */
const numberOf = (text: string): number | undefined =>
  text.trim() === '' ? undefined : Number(text);

const withoutEmpty = (draft: SchemaDraft): SchemaDraft =>
  Object.fromEntries(Object.entries(draft).filter(([, text]) => text !== ''));

function freeName(wish: string, others: readonly { name: string }[]): string {
  const taken = new Set(others.map(({ name }) => name));
  let name = wish;
  for (let number = 2; taken.has(name); number += 1) name = `${wish}-${number}`;
  return name;
}
