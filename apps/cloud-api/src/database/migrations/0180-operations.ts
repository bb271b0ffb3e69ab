import type { MigrationInterface, QueryRunner } from 'typeorm';
import { protectTenantTable } from '../tenant-table.ts';

const statements = [
  `CREATE TABLE operation (
    organisation_id uuid NOT NULL,
    id uuid NOT NULL,
    kind text NOT NULL,
    input jsonb NOT NULL,
    state text NOT NULL DEFAULT 'waiting',
    attempt integer NOT NULL DEFAULT 0,
    step text,
    done bigint NOT NULL DEFAULT 0,
    total bigint,
    unit text,
    checkpoint jsonb,
    partial_failures jsonb NOT NULL DEFAULT '[]',
    result jsonb,
    error jsonb,
    cancel_requested_at timestamptz,
    started_by jsonb NOT NULL,
    created_at timestamptz NOT NULL DEFAULT now(),
    started_at timestamptz,
    alive_at timestamptz NOT NULL DEFAULT now(),
    finished_at timestamptz,
    CONSTRAINT operation_pk PRIMARY KEY (organisation_id, id),
    CONSTRAINT operation_state_ck CHECK (state IN
      ('waiting', 'running', 'succeeded', 'failed', 'cancelled')),
    CONSTRAINT operation_finished_ck CHECK ((finished_at IS NULL) = (state IN ('waiting', 'running'))),
    CONSTRAINT operation_organisation_fk FOREIGN KEY (organisation_id) REFERENCES organisation (id)
  )`,
  'CREATE INDEX operation_finished_ix ON operation (organisation_id, finished_at)',
];

/** Work that takes longer than a request, for whoever waits for it. */
export class Operations1763700000180 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    for (const sql of statements) await runner.query(sql);
    await protectTenantTable(runner, 'operation', {
      privileges: ['SELECT', 'INSERT', 'UPDATE', 'DELETE'],
    });
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('DROP TABLE operation');
  }
}
