import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { recordSchema } from '@eyrie/contracts';
import { telemetryRecord } from '../testing/fleet.ts';
import { RecordNames } from './record-names.ts';
import { isStorable } from './storable.ts';
import { readTelemetry } from './telemetry-check.ts';

const right = telemetryRecord({ bootEpoch: '0190a5e4-7b1c-7c3d-8e4f-0123456789ab', sequence: 7 });

/** Anything that a field of a record might hold, right or wrong. */
const value = fc.oneof(
  fc.double(),
  fc.integer({ min: -2, max: 102 }),
  fc.constantFrom(
    null,
    '',
    'normal',
    'urgent',
    '0.1.0',
    'a\0b',
    '\ud800',
    'x'.repeat(65),
    2 ** 53,
    -0,
  ),
  fc.constantFrom(
    '2026-02-28T23:59:59.999Z',
    '2026-02-29T10:00:00Z',
    '2024-02-29T10:00:00.123456Z',
    '2026-05-01T10:00:00+02:00',
    '2026-13-01T10:00:00Z',
    '2026-05-01 10:00:00Z',
    '0000-01-01T00:00:00Z',
  ),
  fc.jsonValue(),
);

const change = fc.record({
  inBody: fc.boolean(),
  key: fc.constantFrom(...Object.keys(right), ...Object.keys(right.body), 'ttlSeconds', 'other'),
  value: fc.option(value, { nil: undefined }),
});

function changed(changes: readonly { inBody: boolean; key: string; value: unknown }[]) {
  const record: Record<string, unknown> = { ...right, body: { ...right.body } };
  for (const { inBody, key, value } of changes) {
    const target = inBody ? record['body'] : record;
    if (typeof target !== 'object' || target === null) continue;
    if (value === undefined) Reflect.deleteProperty(target, key);
    else (target as Record<string, unknown>)[key] = value;
  }
  return record;
}

function read(sent: Record<string, unknown>) {
  const name = new RecordNames().name(sent);
  return name && readTelemetry(sent, name);
}

describe('readTelemetry', () => {
  it('reads what is right as the schema does', () => {
    expect(read(right)).toEqual(recordSchema.parse(right));
    expect(read(telemetryRecord(right, { temperatureC: null }))).not.toBeNull();
  });

  it('leaves everything to the schema that the schema would refuse or change', () => {
    let taken = 0;
    fc.assert(
      fc.property(fc.array(change, { maxLength: 3 }), (changes) => {
        const sent = changed(changes);
        const result = read(sent);
        if (result === null) return;
        taken += 1;
        const parsed = recordSchema.safeParse(sent);
        expect(parsed.data).toEqual(result);
        expect(isStorable(result)).toBe(true);
      }),
      { numRuns: 5_000 },
    );
    // The property says something only where both had an answer.
    expect(taken).toBeGreaterThan(500);
  });
});
