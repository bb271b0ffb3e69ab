import type { QueryRunner } from 'typeorm';
import type { Migration } from '../migration.ts';
import { protectTenantTable } from '../tenant-table.ts';

/** Nonces that enrolments were proven fresh with (docs/decisions/0041). */
export class EnrolmentNonces1763700000255 implements Migration {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`CREATE TABLE used_enrolment_nonce (
      organisation_id uuid NOT NULL,
      nonce_hash text NOT NULL,
      request_hash text NOT NULL,
      expires_at timestamptz NOT NULL,
      CONSTRAINT used_enrolment_nonce_pk PRIMARY KEY (organisation_id, nonce_hash),
      CONSTRAINT used_enrolment_nonce_organisation_fk FOREIGN KEY (organisation_id)
        REFERENCES organisation (id)
    )`);
    await protectTenantTable(runner, 'used_enrolment_nonce', {
      privileges: ['SELECT', 'INSERT', 'UPDATE', 'DELETE'],
    });
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('DROP TABLE used_enrolment_nonce');
  }
}
