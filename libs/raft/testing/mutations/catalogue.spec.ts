import { readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { ABSENT, NOT_YET } from './absent.ts';
import { MUTATIONS } from './catalogue.ts';
import { patched } from './mutation.ts';

const ROOT = path.resolve(import.meta.dirname, '../../../..');

describe('the list of known bugs', () => {
  it.each(MUTATIONS)('$id still fits the source, exactly once', (mutation) => {
    const source = readFileSync(path.join(ROOT, mutation.file), 'utf8');
    expect(patched(mutation, source)).not.toBe(source);
  });

  it.each(MUTATIONS.filter(({ scenario }) => scenario))(
    '$id names a test that exists',
    (mutation) => {
      const { spec, test } = mutation.scenario!;
      expect(readFileSync(path.join(ROOT, spec), 'utf8')).toContain(test);
    },
  );

  it('names each bug once', () => {
    const ids = [...MUTATIONS, ...ABSENT, ...NOT_YET].map(({ id }) => id);
    expect(new Set(ids).size).toBe(ids.length);
  });
});
