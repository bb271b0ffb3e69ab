import { newUuid } from '../../database/uuid.ts';
import { TypeID } from 'typeid-js';
import { randomBytes } from 'node:crypto';
import type { SampleRequest } from '../operation-samples/index.ts';

/** Where in a request an id (or the hash that names bytes) stands: the way to it. */
export type IdPlace = readonly (string | number)[];

const idPattern = /^([a-z]+)_[0-7][0-9a-hjkmnp-tv-z]{25}$/;
const hashPattern = /^[0-9a-f]{64}$/;
const parts = ['path', 'query', 'headers', 'body'] as const;

/** Every place of a request that names something by its id. */
export function idPlaces(sample: SampleRequest): IdPlace[] {
  return parts.flatMap((part) => placesIn(sample[part], [part]));
}

function placesIn(value: unknown, way: IdPlace): IdPlace[] {
  if (typeof value === 'string') {
    return idPattern.test(value) || hashPattern.test(value) ? [way] : [];
  }
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([key, part]) =>
    placesIn(part, [...way, Array.isArray(value) ? Number(key) : key]),
  );
}

export function readPlace(sample: SampleRequest, place: IdPlace): unknown {
  return place.reduce<unknown>(
    (value, key) => (value as Record<string | number, unknown> | undefined)?.[key],
    sample,
  );
}

/** The request with other values at some places. */
export function withIds(
  sample: SampleRequest,
  changes: readonly (readonly [IdPlace, string])[],
): SampleRequest {
  const { bytes, person, device, ...plain } = sample;
  const copy = structuredClone(plain) as Record<string | number, unknown>;
  for (const [place, value] of changes) {
    const holder = place
      .slice(0, -1)
      .reduce((at, key) => at[key] as Record<string | number, unknown>, copy);
    holder[place.at(-1) ?? ''] = value;
  }
  return {
    ...(copy as SampleRequest),
    ...(bytes ? { bytes } : {}),
    ...(person ? { person } : {}),
    ...(device ? { device } : {}),
  };
}

/** One of the same kind that nobody has. */
export function unknownLike(id: string): string {
  const prefix = idPattern.exec(id)?.[1];
  return prefix === undefined
    ? randomBytes(32).toString('hex')
    : TypeID.fromUUID(prefix, newUuid()).toString();
}
