import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { createTestDatabase, type TestDatabase } from '../testing/database.ts';
import { arrayLiteral } from './array-literal.ts';

describe('arrayLiteral', () => {
  let database: TestDatabase;
  beforeAll(async () => {
    database = await createTestDatabase({ migrated: false });
  });
  afterAll(() => database.drop());

  const read = async (type: string, values: (string | number | boolean | null)[]) => {
    const [row] = await database.query<{ values: unknown[] }>(
      `SELECT to_json($1::${type}[]) AS values`,
      [arrayLiteral(values)],
    );
    return row?.values;
  };

  it('gives Postgres every text as it is', async () => {
    const nasty = [
      '',
      'NULL',
      'null',
      '{',
      '}',
      ',',
      '"',
      '\\',
      '\\"',
      ' a ',
      "'",
      'a\nb',
      '\\x00',
      'ä',
    ];
    expect(await read('text', [...nasty, null])).toEqual([...nasty, null]);
    const text = fc.string({ unit: 'grapheme' }).map((one) => one.replaceAll('\0', ''));
    await fc.assert(
      fc.asyncProperty(fc.array(fc.option(text)), async (values) => {
        expect(await read('text', values)).toEqual(values);
      }),
      { numRuns: 100 },
    );
  });

  it('gives Postgres every number as it is', async () => {
    const numbers = [0, -1.5, 1e21, 5e-324, Number.MAX_VALUE, null];
    expect(await read('float8', numbers)).toEqual(numbers);
    expect(await read('bigint', [Number.MAX_SAFE_INTEGER])).toEqual([Number.MAX_SAFE_INTEGER]);
    expect(await read('boolean', [true, false])).toEqual([true, false]);
  });
});
