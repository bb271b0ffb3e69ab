import type { MigrationInterface, QueryRunner } from 'typeorm';
import { protectTenantTable } from '../tenant-table.ts';

/** See docs/decisions/0012: what is hashed, and what the app role may not do. */
export class Audit1763700000102 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`CREATE TABLE audit_entry (
      organisation_id uuid NOT NULL,
      sequence bigint NOT NULL,
      at timestamptz NOT NULL,
      actor_kind text NOT NULL,
      actor_id text,
      actor_name text,
      actor_role text,
      credential text,
      address text,
      operation text NOT NULL,
      object_kind text,
      object_id text,
      before jsonb,
      after jsonb,
      before_sha256 text,
      after_sha256 text,
      request_id text,
      previous_hash text NOT NULL,
      hash text NOT NULL,
      CONSTRAINT audit_entry_pk PRIMARY KEY (organisation_id, sequence),
      CONSTRAINT audit_entry_organisation_fk FOREIGN KEY (organisation_id)
        REFERENCES organisation (id)
    )`);
    await runner.query(
      'CREATE INDEX audit_entry_object_ix ON audit_entry (organisation_id, object_id, sequence)',
    );
    // History is written and read; nobody who serves requests may change or forget it.
    await protectTenantTable(runner, 'audit_entry', { privileges: ['SELECT', 'INSERT'] });
  }

  async down(): Promise<void> {
    await Promise.reject(new Error('The audit log is not dropped.'));
  }
}
