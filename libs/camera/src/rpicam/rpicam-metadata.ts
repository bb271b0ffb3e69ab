import type { FrameMetering } from '../capture-controls.ts';
import type { FrameExposure } from '../frame-exposure.ts';

/** What the program wrote about a frame. */
export interface RpicamMetadata {
  /** Milliseconds since boot at which the sensor began to give the frame. */
  readonly sensorAtMs: number;
  readonly exposure: FrameExposure;
  readonly metered: FrameMetering;
  /** Flat, fit for a record. */
  readonly facts: Readonly<Record<string, number>>;
}

/** The file is not what the program writes of a whole frame. The message says what is amiss. */
export class MetadataUnusable extends Error {
  override readonly name = 'MetadataUnusable';
}

/** Reads the program's file. Throws `MetadataUnusable`. */
export function readRpicamMetadata(text: string): RpicamMetadata {
  const values = parse(text);
  const sensorNs = numberOf(values['SensorTimestamp']);
  const shutterUs = numberOf(values['ExposureTime']);
  const analogue = numberOf(values['AnalogueGain']);
  if (sensorNs === undefined) throw new MetadataUnusable('It does not say when the frame was.');
  if (shutterUs === undefined || shutterUs <= 0 || analogue === undefined || analogue <= 0) {
    throw new MetadataUnusable('It does not say how the frame was exposed.');
  }
  const gains = values['ColourGains'];
  const [red, blue] = Array.isArray(gains) ? gains.map(numberOf) : [];
  return {
    sensorAtMs: sensorNs / 1e6,
    exposure: {
      shutterUs,
      gain: analogue * (numberOf(values['DigitalGain']) ?? 1),
      ...(red === undefined || blue === undefined ? {} : { colourGains: [red, blue] as const }),
    },
    metered: defined({
      lux: numberOf(values['Lux']),
      colourTemperatureK: numberOf(values['ColourTemperature']),
    }),
    facts: defined({
      lensPosition: numberOf(values['LensPosition']),
      focusFom: numberOf(values['FocusFoM']),
      sensorTemperatureC: numberOf(values['SensorTemperature']),
      frameDurationUs: numberOf(values['FrameDuration']),
    }),
  };
}

function parse(text: string): Record<string, unknown> {
  let parsed: unknown;
  try {
    parsed = JSON.parse(text);
  } catch (error) {
    throw new MetadataUnusable('It is not JSON, or only half of it.', { cause: error });
  }
  // Some versions write a list with the one frame in it.
  const one: unknown = Array.isArray(parsed) ? parsed.at(-1) : parsed;
  if (typeof one !== 'object' || one === null) throw new MetadataUnusable('It has no values.');
  return one as Record<string, unknown>;
}

function numberOf(value: unknown): number | undefined {
  return typeof value === 'number' && Number.isFinite(value) ? value : undefined;
}

function defined<Key extends string>(
  values: Record<Key, number | undefined>,
): Partial<Record<Key, number>> & Record<string, number> {
  return Object.fromEntries(
    Object.entries(values).filter(([, value]) => value !== undefined),
  ) as Partial<Record<Key, number>> & Record<string, number>;
}
