import type { MigrationInterface, QueryRunner } from 'typeorm';
import { appRole } from '../roles.ts';
import { limitToSites, protectTenantTable } from '../tenant-table.ts';

const statements = [
  `ALTER TABLE site_ca
     ADD COLUMN generation integer NOT NULL DEFAULT 1,
     ADD COLUMN state text NOT NULL DEFAULT 'issuing',
     ADD COLUMN retired_at timestamptz,
     ALTER COLUMN sealed_private_key DROP NOT NULL,
     ADD CONSTRAINT site_ca_state_ck CHECK (state IN ('next', 'issuing', 'trusted', 'retired')),
     ADD CONSTRAINT site_ca_key_ck CHECK ((state = 'retired') = (sealed_private_key IS NULL)),
     DROP CONSTRAINT site_ca_pk,
     ADD CONSTRAINT site_ca_pk PRIMARY KEY (organisation_id, site_id, generation)`,
  `CREATE UNIQUE INDEX site_ca_issuing_ix ON site_ca (organisation_id, site_id)
     WHERE state = 'issuing'`,
  `CREATE TABLE ca_rotation (
    organisation_id uuid NOT NULL,
    site_id uuid NOT NULL,
    generation integer NOT NULL,
    phase text NOT NULL,
    emergency boolean NOT NULL,
    reason text,
    started_by_name text NOT NULL,
    started_at timestamptz NOT NULL DEFAULT now(),
    phase_at timestamptz NOT NULL DEFAULT now(),
    CONSTRAINT ca_rotation_pk PRIMARY KEY (organisation_id, site_id, generation),
    CONSTRAINT ca_rotation_phase_ck CHECK (
      phase IN ('distributing', 'renewing', 'retiring', 'done')
    ),
    CONSTRAINT ca_rotation_authority_fk FOREIGN KEY (organisation_id, site_id, generation)
      REFERENCES site_ca (organisation_id, site_id, generation)
  )`,
  `CREATE TABLE device_trust (
    organisation_id uuid NOT NULL,
    device_id uuid NOT NULL,
    authorities text[] NOT NULL,
    serial text NOT NULL,
    reported_at timestamptz NOT NULL DEFAULT now(),
    CONSTRAINT device_trust_pk PRIMARY KEY (organisation_id, device_id),
    CONSTRAINT device_trust_device_fk FOREIGN KEY (organisation_id, device_id)
      REFERENCES device (organisation_id, id)
  )`,
  `ALTER TABLE device_certificate ADD COLUMN authority integer NOT NULL DEFAULT 1`,
  `ALTER TABLE command_key ADD COLUMN authority integer NOT NULL DEFAULT 1`,
];

/** Several authorities a site, while one takes the place of another; what each device trusts and has. */
export class SiteAuthorities1763700000211 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    for (const sql of statements) await runner.query(sql);
    await runner.query(`GRANT UPDATE ON site_ca, command_key TO ${appRole}`);
    await protectTenantTable(runner, 'ca_rotation', { privileges: ['SELECT', 'INSERT', 'UPDATE'] });
    await limitToSites(runner, 'ca_rotation');
    await protectTenantTable(runner, 'device_trust', {
      privileges: ['SELECT', 'INSERT', 'UPDATE'],
    });
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('ALTER TABLE command_key DROP COLUMN authority');
    await runner.query('ALTER TABLE device_certificate DROP COLUMN authority');
    await runner.query('DROP TABLE device_trust, ca_rotation');
    await runner.query('DROP INDEX site_ca_issuing_ix');
    await runner.query(`DELETE FROM site_ca WHERE state <> 'issuing'`);
    await runner.query(
      `ALTER TABLE site_ca
         DROP CONSTRAINT site_ca_pk,
         ADD CONSTRAINT site_ca_pk PRIMARY KEY (organisation_id, site_id),
         DROP CONSTRAINT site_ca_key_ck, DROP CONSTRAINT site_ca_state_ck,
         ALTER COLUMN sealed_private_key SET NOT NULL,
         DROP COLUMN retired_at, DROP COLUMN state, DROP COLUMN generation`,
    );
  }
}
