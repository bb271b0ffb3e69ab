import type { QueryRunner } from 'typeorm';
import type { Migration } from '../migration.ts';
import { protectTenantTable } from '../tenant-table.ts';

/** Archives of everything that an organisation has; the files are in the object store. */
export class OrganisationExports1763700000220 implements Migration {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`CREATE TABLE organisation_export (
      organisation_id uuid NOT NULL,
      id uuid NOT NULL,
      file_key text NOT NULL,
      with_media boolean NOT NULL,
      bytes bigint,
      sha256 text,
      rows_total bigint,
      files_total bigint,
      created_at timestamptz NOT NULL DEFAULT now(),
      finished_at timestamptz,
      expires_at timestamptz NOT NULL,
      CONSTRAINT organisation_export_pk PRIMARY KEY (organisation_id, id),
      CONSTRAINT organisation_export_file_key_ck CHECK (file_key ~ '^[0-9a-f]{32}$'),
      CONSTRAINT organisation_export_organisation_fk FOREIGN KEY (organisation_id)
        REFERENCES organisation (id)
    )`);
    await protectTenantTable(runner, 'organisation_export', {
      privileges: ['SELECT', 'INSERT', 'UPDATE', 'DELETE'],
    });
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('DROP TABLE organisation_export');
  }
}
