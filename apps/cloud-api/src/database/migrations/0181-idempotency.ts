import type { MigrationInterface, QueryRunner } from 'typeorm';
import { protectTenantTable } from '../tenant-table.ts';

const statements = [
  `CREATE TABLE idempotency_record (
    organisation_id uuid NOT NULL,
    actor text NOT NULL,
    route text NOT NULL,
    key text NOT NULL,
    request_sha256 text NOT NULL,
    sealed_answer text NOT NULL,
    created_at timestamptz NOT NULL DEFAULT now(),
    CONSTRAINT idempotency_record_pk PRIMARY KEY (organisation_id, actor, route, key),
    CONSTRAINT idempotency_record_organisation_fk FOREIGN KEY (organisation_id)
      REFERENCES organisation (id)
  )`,
  `CREATE INDEX idempotency_record_created_ix ON idempotency_record (organisation_id, created_at)`,
  // Commands had a mechanism of their own.
  `ALTER TABLE command DROP CONSTRAINT command_idempotency_uq, DROP COLUMN idempotency_key,
     DROP COLUMN request_sha256`,
];

/** Answers of requests that were sent under an Idempotency-Key. */
export class Idempotency1763700000181 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    for (const sql of statements) await runner.query(sql);
    await protectTenantTable(runner, 'idempotency_record', {
      privileges: ['SELECT', 'INSERT', 'DELETE'],
    });
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(
      `ALTER TABLE command ADD COLUMN idempotency_key text,
         ADD COLUMN request_sha256 text NOT NULL DEFAULT '',
         ADD CONSTRAINT command_idempotency_uq UNIQUE (organisation_id, device_id, idempotency_key)`,
    );
    await runner.query('ALTER TABLE command ALTER COLUMN request_sha256 DROP DEFAULT');
    await runner.query('DROP TABLE idempotency_record');
  }
}
