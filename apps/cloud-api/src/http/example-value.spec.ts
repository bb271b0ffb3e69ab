import { describe, expect, it } from '@jest/globals';
import { exampleOf } from './example-value.ts';

describe('exampleOf', () => {
  it.each([
    ['a default', { type: 'integer', default: 7 }, 7],
    ['one of some values', { enum: ['a', 'b'] }, 'a'],
    ['a number within its bounds', { type: 'number', minimum: 3, maximum: 5 }, 3],
    ['an instant', { type: 'string', format: 'date-time' }, '2026-06-21T04:05:06.000Z'],
    [
      'an id',
      { type: 'string', pattern: '^site_[0-7][0-9a-hjkmnp-tv-z]{25}$' },
      'site_01h455vb4pex5vsknk084sn02q',
    ],
    ['a hash', { type: 'string', pattern: '^[0-9a-f]{16}$' }, 'a'.repeat(16)],
    ['a day', { type: 'string', format: 'date' }, '2026-06-21'],
    ['a number in digits', { type: 'string', pattern: '^[0-9]{1,6}$' }, '1'],
    ['a list as long as it must be', { type: 'array', items: { const: 1 }, minItems: 2 }, [1, 1]],
    ['the first form of several', { anyOf: [{ type: 'boolean' }, { type: 'null' }] }, false],
  ])('gives %s', (_, schema, value) => {
    expect(exampleOf(schema, {})).toEqual(value);
  });

  it('follows references, and ends where a schema is within itself', () => {
    const schemas = {
      Site: { type: 'object', properties: { name: { type: 'string' }, own: { $ref: '#/x/Site' } } },
    };
    expect(exampleOf({ $ref: '#/x/Site' }, schemas)).toMatchObject({
      name: 'text',
      own: { name: 'text' },
    });
  });
});
