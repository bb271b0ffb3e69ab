import { describe, expect, it } from '@jest/globals';
import { InvalidRequest } from '../problems/index.ts';
import { readFields, withFields } from './fields.ts';

const known = ['id', 'name', 'notes'];

describe('the fields of an answer', () => {
  it('are all where none are asked for', () => {
    expect(readFields(undefined, known)).toBeNull();
  });

  it('are those that are asked for, and the id, which says what it is', () => {
    const fields = readFields('notes, name', known);
    expect(fields).toEqual(new Set(['id', 'notes', 'name']));
    const page = { items: [{ id: '1', name: 'a', notes: '', secret: 1 }], next_page_token: null };
    expect(withFields(page, new Set(['id', 'name']))).toEqual({
      items: [{ id: '1', name: 'a' }],
      next_page_token: null,
    });
  });

  it.each([['nome'], [''], ['name,'], [['name', 'notes']], ['__proto__'], ['constructor']])(
    'are refused where one is unknown: %j',
    (wish) => {
      expect(() => readFields(wish, known)).toThrow(InvalidRequest);
    },
  );
});
