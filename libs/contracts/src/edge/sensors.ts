import { z } from 'zod';
import { instantSchema } from '../primitives.ts';
import { networkAddressSchema } from './network-address.ts';

/**
 * What can be measured, with its unit in its name, and what no weather on Earth goes beyond: what lies
 * outside is no reading.
 */
export const quantityRanges = {
  temperature_c: [-90, 60],
  dew_point_c: [-100, 40],
  humidity_percent: [0, 100],
  pressure_hpa: [300, 1_100],
  wind_speed_ms: [0, 115],
  wind_gust_ms: [0, 140],
  wind_direction_deg: [0, 360],
  rain_mm_per_hour: [0, 500],
  snow_depth_cm: [0, 2_000],
  cloud_cover_percent: [0, 100],
  illuminance_lux: [0, 200_000],
} as const satisfies Record<string, readonly [lowest: number, highest: number]>;

export type Quantity = keyof typeof quantityRanges;
export const quantities = Object.keys(quantityRanges) as [Quantity, ...Quantity[]];
export const quantitySchema = z.enum(quantities);

/** Whether it can be the value of such a quantity at all. */
export function isInRange(quantity: Quantity, value: number): boolean {
  const [lowest, highest] = quantityRanges[quantity];
  return value >= lowest && value <= highest;
}

const sensorNameSchema = z
  .string()
  .regex(/^[a-z0-9][a-z0-9_-]{0,31}$/, {
    error: 'must be small letters, digits, - and _, at most 32',
  })
  .meta({ example: 'roof' });

/** Where in a JSON document a quantity is (RFC 6901), and how its number becomes our unit. */
const jsonValueSchema = z.object({
  quantity: quantitySchema,
  path: z
    .string()
    .max(200)
    .regex(/^(\/([^/~]|~[01])*)+$/, { error: 'must be a JSON pointer such as /outside/temp' })
    .meta({ example: '/outside/temp' }),
  /** The number times the factor, plus the offset. */
  factor: z.number().default(1),
  offset: z.number().default(0),
});
export type JsonValue = z.infer<typeof jsonValueSchema>;
const jsonValuesSchema = z
  .array(jsonValueSchema)
  .min(1, { error: 'must have at least one reading' })
  .max(16);

const serialLine = {
  device: z
    .string()
    .max(200)
    .regex(/^\/dev\/(?!.*\.\.)[\w.:/-]+$/, { error: 'must be a device such as /dev/ttyUSB0' })
    .meta({
      title: 'Device',
      description: 'Names under /dev/serial/by-id stay the same when another one is plugged in.',
      example: '/dev/ttyUSB0',
    }),
  baud: z
    .union([
      z.literal(1_200),
      z.literal(2_400),
      z.literal(4_800),
      z.literal(9_600),
      z.literal(19_200),
      z.literal(38_400),
      z.literal(57_600),
      z.literal(115_200),
    ])
    .default(4_800)
    .meta({ title: 'Speed', description: 'Of the line, in bits a second.' }),
};

/** How a worker asks a sensor. */
export const sensorDriverSchema = z.discriminatedUnion('type', [
  /** The weather of the simulated sky with the same seed. */
  z.object({
    type: z.literal('simulated-weather'),
    seed: z
      .string()
      .min(1)
      .max(64)
      .meta({ title: 'Seed', description: 'A sky with the same seed has the same weather.' }),
    /** Scene seconds per wall second, counted from the anchor, as of the simulated sky. */
    timeScale: z
      .number()
      .positive()
      .max(100_000)
      .default(1)
      .meta({ title: 'Speed of time', description: 'Seconds of the weather per second.' }),
    anchorAt: instantSchema.optional().meta({
      title: 'Anchor',
      description: 'The instant, in UTC, at which the weather and the clock agree.',
    }),
  }),
  /** Answers a GET with JSON, in the networks where cameras may be. */
  z.object({
    type: z.literal('http'),
    url: networkAddressSchema(/^https?$/, 'sensor').meta({
      title: 'Address',
      description: 'In a network of the site; it answers with JSON.',
      example: 'http://192.168.50.20/weather',
    }),
    values: jsonValuesSchema,
  }),
  /** A weather station that speaks NMEA 0183. */
  z.object({ type: z.literal('serial-nmea'), ...serialLine }),
  /** A board that writes a line of JSON now and then. */
  z.object({ type: z.literal('serial-json'), ...serialLine, values: jsonValuesSchema }),
  /** A chip on the Pi's own bus. */
  z.object({
    type: z.literal('i2c'),
    chip: z.enum(['bme280']).meta({ title: 'Chip' }),
    bus: z
      .int()
      .min(0)
      .max(31)
      .default(1)
      .meta({ title: 'Bus', description: '1 is that of the pins of a Pi.' }),
    address: z
      .union([z.literal(0x76), z.literal(0x77)])
      .default(0x76)
      .meta({ title: 'Address', description: '0x77 where SDO is tied high.' }),
  }),
]);
export type SensorDriver = z.infer<typeof sensorDriverSchema>;

/** When weather is worth a word. */
export const weatherRuleSchema = z.object({
  name: z.string().min(1).max(64),
  quantity: quantitySchema,
  when: z.enum(['above', 'below']),
  threshold: z.number(),
  /** By so much it must be back within the threshold before it is over. */
  hysteresis: z.number().min(0).default(0),
  /** So long it must last, and so long be over, before it is told. */
  holdSeconds: z.number().min(0).max(86_400).default(60),
  priority: z.enum(['normal', 'high', 'critical']).default('high'),
});
export type WeatherRule = z.infer<typeof weatherRuleSchema>;

const areNamesUnique = (named: readonly { name: string }[]): boolean =>
  new Set(named.map(({ name }) => name)).size === named.length;

export const sensorSchema = z.object({
  /** Unique at its device; what readings are kept under. */
  name: sensorNameSchema,
  driver: sensorDriverSchema,
  intervalSeconds: z.int().min(1).max(3_600).default(60),
  alerts: z
    .array(weatherRuleSchema)
    .max(16)
    .refine(areNamesUnique, { error: 'must have names that differ' })
    .default([]),
});
export type SensorConfiguration = z.infer<typeof sensorSchema>;

export const sensorsSchema = z
  .array(sensorSchema)
  .max(16)
  .refine(areNamesUnique, { error: 'must have names that differ' });

type Values = z.ZodObject<{ [Name in Quantity]: z.ZodOptional<z.ZodNumber> }>;

/** What a sensor has measured at one time: whatever it can. */
export const sensorValuesSchema = z.object(
  Object.fromEntries(
    quantities.map((quantity) => {
      const [lowest, highest] = quantityRanges[quantity];
      return [quantity, z.number().min(lowest).max(highest).optional()];
    }),
  ),
) as unknown as Values;
export type SensorValues = z.infer<typeof sensorValuesSchema>;

/** `data` of an `environmental.update` event; its timestamp is when it was measured. */
export const environmentalUpdateSchema = z.object({
  sensor: sensorNameSchema,
  /** Suspect: the sensor said something that cannot be, which is left out. */
  quality: z.enum(['good', 'suspect']),
  values: sensorValuesSchema,
  rejected: z.array(quantitySchema).max(quantities.length),
});
export type EnvironmentalUpdate = z.infer<typeof environmentalUpdateSchema>;

/** `data` of a `weather.alert` event: each alert is raised once and cleared once, under one id. */
export const weatherAlertSchema = z.object({
  alert_id: z.uuid(),
  state: z.enum(['raised', 'cleared']),
  sensor: sensorNameSchema,
  rule: z.string().min(1).max(64),
  quantity: quantitySchema,
  when: z.enum(['above', 'below']),
  threshold: z.number(),
  /** Null where the rule is not there any more. */
  value: z.number().nullable(),
  /** When it was raised. */
  since: instantSchema,
});
export type WeatherAlert = z.infer<typeof weatherAlertSchema>;
