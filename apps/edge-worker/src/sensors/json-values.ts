import type { JsonValue, Quantity } from '@eyrie/contracts';
import { type Reading, SensorFailure } from './sensor.ts';

/** Picks the numbers out of a JSON text. Those that are not there are left out, but one must be. */
export function readJsonValues(text: string, wanted: readonly JsonValue[]): Reading {
  let document: unknown;
  try {
    document = JSON.parse(text);
  } catch (error) {
    throw new SensorFailure('unreadable', 'What the sensor said is no JSON.', error);
  }
  const reading = new Map<Quantity, number>();
  for (const { quantity, path, factor, offset } of wanted) {
    const number = numberOf(at(document, path));
    if (number !== null) reading.set(quantity, number * factor + offset);
  }
  if (reading.size > 0) return reading;
  const paths = wanted.map(({ path }) => path).join(', ');
  throw new SensorFailure('unreadable', `The sensor’s JSON has no number at ${paths}.`);
}

/** RFC 6901. */
function at(document: unknown, pointer: string): unknown {
  let value = document;
  for (const part of pointer.slice(1).split('/')) {
    if (typeof value !== 'object' || value === null) return undefined;
    const key = part.replaceAll('~1', '/').replaceAll('~0', '~');
    if (!Object.hasOwn(value, key)) return undefined;
    value = (value as Record<string, unknown>)[key];
  }
  return value;
}

/** Many boards write their numbers as texts. */
function numberOf(value: unknown): number | null {
  const number = typeof value === 'string' && value.trim() !== '' ? Number(value) : value;
  return typeof number === 'number' && Number.isFinite(number) ? number : null;
}
