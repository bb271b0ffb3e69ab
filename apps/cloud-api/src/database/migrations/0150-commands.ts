import type { MigrationInterface, QueryRunner } from 'typeorm';
import { limitToSites, protectTenantTable } from '../tenant-table.ts';

const statements = [
  `CREATE TABLE command (
    organisation_id uuid NOT NULL,
    id uuid NOT NULL,
    site_id uuid NOT NULL,
    device_id uuid NOT NULL,
    sequence bigint NOT NULL,
    type text NOT NULL,
    parameters jsonb NOT NULL,
    state text NOT NULL DEFAULT 'queued',
    percent integer,
    message text,
    refusal text,
    result jsonb,
    file_sha256 text,
    file_bytes bigint,
    signed jsonb NOT NULL,
    idempotency_key text,
    request_sha256 text NOT NULL,
    created_by_name text,
    created_at timestamptz NOT NULL,
    expires_at timestamptz NOT NULL,
    sent_at timestamptz,
    accepted_at timestamptz,
    started_at timestamptz,
    finished_at timestamptz,
    CONSTRAINT command_pk PRIMARY KEY (organisation_id, id),
    CONSTRAINT command_sequence_uq UNIQUE (organisation_id, site_id, sequence),
    CONSTRAINT command_idempotency_uq UNIQUE (organisation_id, device_id, idempotency_key),
    CONSTRAINT command_state_ck CHECK (state IN
      ('queued', 'sent', 'accepted', 'running', 'succeeded', 'failed', 'expired', 'refused')),
    CONSTRAINT command_device_fk FOREIGN KEY (organisation_id, site_id, device_id)
      REFERENCES device (organisation_id, site_id, id)
  )`,
  'CREATE INDEX command_device_ix ON command (organisation_id, device_id, id)',
  `CREATE INDEX command_open_ix ON command (organisation_id, site_id, sequence)
   WHERE state IN ('queued', 'sent', 'accepted', 'running')`,
  `CREATE INDEX command_file_ix ON command (organisation_id, file_sha256)
   WHERE file_sha256 IS NOT NULL`,
  `CREATE TABLE command_counter (
    organisation_id uuid NOT NULL,
    site_id uuid NOT NULL,
    last_sequence bigint NOT NULL,
    CONSTRAINT command_counter_pk PRIMARY KEY (organisation_id, site_id),
    CONSTRAINT command_counter_site_fk FOREIGN KEY (organisation_id, site_id)
      REFERENCES site (organisation_id, id)
  )`,
  `CREATE TABLE command_key (
    organisation_id uuid NOT NULL,
    site_id uuid NOT NULL,
    key_id text NOT NULL,
    key jsonb NOT NULL,
    endorsement text NOT NULL,
    sealed_private_key text NOT NULL,
    created_at timestamptz NOT NULL DEFAULT now(),
    CONSTRAINT command_key_pk PRIMARY KEY (organisation_id, site_id, key_id),
    CONSTRAINT command_key_site_fk FOREIGN KEY (organisation_id, site_id)
      REFERENCES site (organisation_id, id)
  )`,
];

/** Commands to devices, their numbers per site, and the keys that sign them. */
export class Commands1763700000150 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    for (const sql of statements) await runner.query(sql);
    for (const table of ['command', 'command_counter', 'command_key']) {
      await protectTenantTable(runner, table, { privileges: ['SELECT', 'INSERT', 'UPDATE'] });
      await limitToSites(runner, table);
    }
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('DROP TABLE command, command_counter, command_key');
  }
}
