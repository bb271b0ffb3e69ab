import { describe, expect, it } from '@jest/globals';
import { queryType } from './query-metrics.ts';

describe('queryType', () => {
  it.each([
    ['SELECT 1', 'select'],
    ['\n  WITH page AS (SELECT 1) SELECT 2', 'with'],
    ['START TRANSACTION', 'begin'],
    ["x'; DROP TABLE device", 'other'],
    [{ name: 'list', text: 'insert into device values ($1)' }, 'insert'],
    [undefined, 'other'],
    [{}, 'other'],
  ])('of %j is %s', (statement, type) => {
    expect(queryType(statement)).toBe(type);
  });
});
