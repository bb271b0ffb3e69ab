import type { QueryRunner } from 'typeorm';
import type { Logger } from '@eyrie/platform';
import { backfill } from '../database/backfill.ts';
import type { Migration, MigrationClass } from '../database/migration.ts';
import { migrations } from '../database/migrations/index.ts';
import { createIndexOnline } from '../database/online-index.ts';

/**
 * The migrations of a version that does not exist: a column is added and kept by a trigger for those who
 * do not know it (expand), filled, indexed, relied upon (switch), and an old column goes (contract).
 */
export function nextVersion(logger: Logger): readonly MigrationClass[] {
  class AddLabel1999900000001 implements Migration {
    async up(runner: QueryRunner): Promise<void> {
      await runner.query('ALTER TABLE camera ADD COLUMN label text');
      await runner.query('ALTER TABLE frame ADD COLUMN day date');
      await runner.query(`CREATE FUNCTION next_label() RETURNS trigger LANGUAGE plpgsql AS $$
        BEGIN NEW.label := upper(NEW.name); RETURN NEW; END $$`);
      await runner.query(`CREATE FUNCTION next_day() RETURNS trigger LANGUAGE plpgsql AS $$
        BEGIN NEW.day := (NEW.captured_at AT TIME ZONE 'UTC')::date; RETURN NEW; END $$`);
      await runner.query(`CREATE TRIGGER camera_label BEFORE INSERT OR UPDATE OF name ON camera
        FOR EACH ROW EXECUTE FUNCTION next_label()`);
      await runner.query(`CREATE TRIGGER frame_day BEFORE INSERT ON frame
        FOR EACH ROW EXECUTE FUNCTION next_day()`);
    }
    down = () => Promise.resolve();
  }

  class FillLabel1999900000002 implements Migration {
    readonly transaction = false;
    async up(runner: QueryRunner): Promise<void> {
      const onProgress = (rows: number) => logger.info({ event: 'backfill_progress', rows });
      const shared = { rowsAtOnce: 50, onProgress };
      await backfill(runner, {
        ...shared,
        name: 'camera label',
        table: 'camera',
        key: ['id'],
        set: 'label = upper(t.name)',
      });
      await backfill(runner, {
        ...shared,
        name: 'frame day',
        table: 'frame',
        key: ['id', 'received_at'],
        set: `day = (t.captured_at AT TIME ZONE 'UTC')::date`,
      });
    }
    down = () => Promise.resolve();
  }

  class IndexLabel1999900000003 implements Migration {
    readonly transaction = false;
    async up(runner: QueryRunner): Promise<void> {
      await createIndexOnline(runner, {
        name: 'camera_label_ix',
        table: 'camera',
        on: '(organisation_id, label)',
      });
      await createIndexOnline(runner, {
        name: 'frame_day_ix',
        table: 'frame',
        on: '(organisation_id, day)',
      });
    }
    down = () => Promise.resolve();
  }

  class SwitchLabel1999900000004 implements Migration {
    readonly transaction = false;
    async up(runner: QueryRunner): Promise<void> {
      await runner.query('ALTER TABLE camera DROP CONSTRAINT IF EXISTS camera_label_ck');
      await runner.query(
        'ALTER TABLE camera ADD CONSTRAINT camera_label_ck CHECK (label IS NOT NULL) NOT VALID',
      );
      await runner.query('ALTER TABLE camera VALIDATE CONSTRAINT camera_label_ck');
      // With a constraint that says so already, nobody reads the table again under the strong lock.
      await runner.query('ALTER TABLE camera ALTER COLUMN label SET NOT NULL');
      await runner.query('ALTER TABLE camera DROP CONSTRAINT camera_label_ck');
    }
    down = () => Promise.resolve();
  }

  class DropNote1999900000005 implements Migration {
    readonly excludesVersionsBefore = migrations.at(-1)?.name ?? '';
    async up(runner: QueryRunner): Promise<void> {
      await runner.query('ALTER TABLE camera DROP COLUMN legacy_note');
    }
    down = () => Promise.resolve();
  }

  return [
    ...migrations,
    AddLabel1999900000001,
    FillLabel1999900000002,
    IndexLabel1999900000003,
    SwitchLabel1999900000004,
    DropNote1999900000005,
  ];
}
