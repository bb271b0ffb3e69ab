import type { QueryRunner } from 'typeorm';
import type { Migration } from '../migration.ts';
import { protectTenantTable } from '../tenant-table.ts';

/** Signed heads of audit chains, and what was refused as entries of them (docs/decisions/0038). */
export class AuditCheckpoints1763700000250 implements Migration {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`ALTER TABLE audit_entry
      ADD COLUMN refusal_code text,
      ADD COLUMN refused_attempts integer,
      ADD COLUMN refused_until timestamptz`);
    await runner.query(`CREATE TABLE audit_checkpoint (
      organisation_id uuid NOT NULL,
      id uuid NOT NULL,
      sequence bigint NOT NULL,
      hash text NOT NULL,
      at timestamptz NOT NULL,
      key_id text NOT NULL,
      signature text NOT NULL,
      CONSTRAINT audit_checkpoint_pk PRIMARY KEY (organisation_id, id),
      CONSTRAINT audit_checkpoint_organisation_fk FOREIGN KEY (organisation_id)
        REFERENCES organisation (id)
    )`);
    await runner.query(
      'CREATE INDEX audit_checkpoint_sequence_ix ON audit_checkpoint (organisation_id, sequence)',
    );
    await protectTenantTable(runner, 'audit_checkpoint', { privileges: ['SELECT', 'INSERT'] });
  }

  async down(): Promise<void> {
    await Promise.reject(new Error('The audit log is not dropped.'));
  }
}
