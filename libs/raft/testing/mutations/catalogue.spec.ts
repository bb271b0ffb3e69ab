import { readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { ABSENT } from './absent.ts';
import { MUTATIONS } from './catalogue.ts';
import { editsOf, patched } from './mutation.ts';

const ROOT = path.resolve(import.meta.dirname, '../../../..');

describe('the list of known bugs', () => {
  it.each(MUTATIONS)('$id still fits the source, exactly once', (mutation) => {
    for (const { file } of editsOf(mutation)) {
      const source = readFileSync(path.join(ROOT, file), 'utf8');
      expect(patched(mutation, file, source)).not.toBe(source);
    }
  });

  it.each(MUTATIONS.filter(({ scenario }) => scenario))(
    '$id names a test that exists',
    (mutation) => {
      const { spec, test } = mutation.scenario!;
      expect(readFileSync(path.join(ROOT, spec), 'utf8')).toContain(test);
    },
  );

  it('names each bug once', () => {
    const ids = [...MUTATIONS, ...ABSENT].map(({ id }) => id);
    expect(new Set(ids).size).toBe(ids.length);
  });
});
