import { describe, expect, it } from '@jest/globals';
import type { AppliedMigration } from './migration.ts';
import { schemaMisfit } from './schema-fit.ts';

const applied = (...names: string[]): AppliedMigration[] =>
  names.map((name) => ({ name, excludesVersionsBefore: null }));

describe('a version and the database’s schema', () => {
  it('fit where all its migrations have run', () => {
    expect(schemaMisfit(['A', 'B'], applied('A', 'B'))).toBeNull();
  });

  it('fit where a newer version has added to it', () => {
    expect(schemaMisfit(['A', 'B'], applied('A', 'B', 'C'))).toBeNull();
  });

  it('do not fit where one has not run yet, which is named', () => {
    expect(schemaMisfit(['A', 'B'], applied('A'))).toMatch(/lacks .*\(B\)/);
  });

  it('do not fit where something was taken away that only a newer version does without', () => {
    const shrunk = [...applied('A', 'B', 'C'), { name: 'D', excludesVersionsBefore: 'C' }];
    expect(schemaMisfit(['A', 'B'], shrunk)).toMatch(/too old .*D took away/);
    expect(schemaMisfit(['A', 'B', 'C'], shrunk)).toBeNull();
  });
});
