import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { migrationFaults } from './migration-faults.ts';

const folder = path.resolve(import.meta.dirname, '../database/migrations');
/** From here on docs/migrations.md holds; those before ran where there was nobody yet. */
const lastBefore = '0211-site-authorities.ts';
const written = readdirSync(folder).filter((name) => /^\d{4}-/.test(name) && name > lastBefore);

describe('migrations', () => {
  it.each(written)('%s stands in nobody’s way', (name) => {
    expect(migrationFaults(readFileSync(path.join(folder, name), 'utf8'))).toEqual([]);
  });

  it.each([
    ['CREATE INDEX frame_day_ix ON frame (day)', /createIndexOnline/],
    ['CREATE UNIQUE INDEX frame_day_ix ON ONLY frame (day)', /createIndexOnline/],
    ['ALTER TABLE camera DROP COLUMN note', /excludesVersionsBefore/],
    ['DROP TABLE IF EXISTS camera', /excludesVersionsBefore/],
    ['ALTER TABLE camera RENAME COLUMN note TO remark', /keep both/],
    ['ALTER TABLE camera ALTER COLUMN note TYPE integer', /a type changes/],
    ['ALTER TABLE camera ADD COLUMN note text NOT NULL', /give it a default/],
    ['ALTER TABLE camera ADD COLUMN mark uuid DEFAULT gen_random_uuid()', /reckoned for each row/],
    ['ALTER TABLE camera ALTER COLUMN note SET NOT NULL', /read under a lock/],
    ['ALTER TABLE camera ADD CONSTRAINT camera_ck CHECK (note > 1)', /NOT VALID/],
    ['ALTER TABLE camera ADD FOREIGN KEY (site) REFERENCES site', /NOT VALID/],
    ['ALTER TABLE camera ADD CONSTRAINT camera_uq UNIQUE (note)', /USING INDEX/],
    [`UPDATE camera SET note = 'x'`, /backfill/],
    ['DELETE FROM camera WHERE note IS NULL', /backfill/],
    ['LOCK TABLE camera', /no LOCK/],
  ])('may not say: %s', (statement, fault) => {
    const text = `class A { async up(runner) { await runner.query(${JSON.stringify(statement)}); } }`;
    expect(migrationFaults(text)).toEqual([expect.stringMatching(fault)]);
  });

  it.each([
    'CREATE TABLE note (id uuid)", "CREATE INDEX note_ix ON note (id)", "ALTER TABLE note ADD COLUMN a text NOT NULL',
    'ALTER TABLE camera ADD COLUMN note text NOT NULL DEFAULT 1, ADD COLUMN at timestamptz DEFAULT now()',
    'ALTER TABLE camera ADD CONSTRAINT c CHECK (a > 1) NOT VALID", "ALTER TABLE camera VALIDATE CONSTRAINT c", "ALTER TABLE camera ALTER COLUMN a SET NOT NULL',
    'ALTER TABLE camera ALTER COLUMN note DROP NOT NULL',
    'CREATE FUNCTION f() RETURNS void LANGUAGE sql AS $$ UPDATE camera SET a = 1 $$',
  ])('may say: %s', (statements) => {
    expect(migrationFaults(`export const statements = ["${statements}"];`)).toEqual([]);
  });

  it('may take away what no version uses that is let in, and anything on the way back', () => {
    const drop = 'await runner.query("ALTER TABLE camera DROP COLUMN note");';
    const contract = `class A { readonly excludesVersionsBefore = 'B'; async up(runner) { ${drop} } }`;
    expect(migrationFaults(contract)).toEqual([]);
    expect(migrationFaults(`class A { async down(runner) { ${drop} } }`)).toEqual([]);
  });
});
