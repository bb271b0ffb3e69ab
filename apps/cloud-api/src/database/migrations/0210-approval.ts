import type { MigrationInterface, QueryRunner } from 'typeorm';
import { limitToSites, protectTenantTable } from '../tenant-table.ts';

const statements = [
  `ALTER TABLE provisioning_token
     ADD COLUMN uses_max integer NOT NULL DEFAULT 1,
     ADD COLUMN approval text NOT NULL DEFAULT 'automatic',
     ADD CONSTRAINT provisioning_token_uses_ck CHECK (uses_max BETWEEN 1 AND 1000),
     ADD CONSTRAINT provisioning_token_approval_ck CHECK (
       approval = 'required' OR (approval = 'automatic' AND uses_max = 1)
     ),
     ADD CONSTRAINT provisioning_token_site_uq UNIQUE (organisation_id, site_id, id)`,
  `CREATE TABLE enrolment_request (
    organisation_id uuid NOT NULL,
    id uuid NOT NULL,
    site_id uuid NOT NULL,
    token_id uuid NOT NULL,
    public_key text NOT NULL,
    hardware jsonb NOT NULL,
    device_name text NOT NULL,
    address text,
    known_serial boolean NOT NULL,
    state text NOT NULL DEFAULT 'pending',
    device_id uuid,
    decided_by_name text,
    decided_at timestamptz,
    reason text,
    asked_at timestamptz NOT NULL DEFAULT now(),
    created_at timestamptz NOT NULL DEFAULT now(),
    CONSTRAINT enrolment_request_pk PRIMARY KEY (organisation_id, id),
    CONSTRAINT enrolment_request_key_uq UNIQUE (organisation_id, token_id, public_key),
    CONSTRAINT enrolment_request_state_ck CHECK (state IN ('pending', 'approved', 'rejected')),
    CONSTRAINT enrolment_request_token_fk FOREIGN KEY (organisation_id, site_id, token_id)
      REFERENCES provisioning_token (organisation_id, site_id, id),
    CONSTRAINT enrolment_request_device_fk FOREIGN KEY (organisation_id, site_id, device_id)
      REFERENCES device (organisation_id, site_id, id)
  )`,
  `CREATE INDEX enrolment_request_pending_ix ON enrolment_request (organisation_id, id)
     WHERE state = 'pending'`,
  `CREATE TABLE known_device (
    organisation_id uuid NOT NULL,
    site_id uuid NOT NULL,
    serial text NOT NULL,
    name text,
    device_id uuid,
    created_at timestamptz NOT NULL DEFAULT now(),
    CONSTRAINT known_device_pk PRIMARY KEY (organisation_id, site_id, serial),
    CONSTRAINT known_device_site_fk FOREIGN KEY (organisation_id, site_id)
      REFERENCES site (organisation_id, id),
    CONSTRAINT known_device_device_fk FOREIGN KEY (organisation_id, site_id, device_id)
      REFERENCES device (organisation_id, site_id, id)
  )`,
];

/** Tokens for several devices, devices that wait for a person, and serials that are known before. */
export class Approval1763700000210 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    for (const sql of statements) await runner.query(sql);
    await protectTenantTable(runner, 'enrolment_request', {
      privileges: ['SELECT', 'INSERT', 'UPDATE'],
    });
    await protectTenantTable(runner, 'known_device', {
      privileges: ['SELECT', 'INSERT', 'UPDATE', 'DELETE'],
    });
    await limitToSites(runner, 'enrolment_request');
    await limitToSites(runner, 'known_device');
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('DROP TABLE known_device, enrolment_request');
    await runner.query(
      `ALTER TABLE provisioning_token
         DROP CONSTRAINT provisioning_token_site_uq,
         DROP CONSTRAINT provisioning_token_approval_ck,
         DROP CONSTRAINT provisioning_token_uses_ck,
         DROP COLUMN approval, DROP COLUMN uses_max`,
    );
  }
}
