import type { MigrationInterface, QueryRunner } from 'typeorm';
import { appRole } from '../roles.ts';
import { protectTenantTable } from '../tenant-table.ts';

const statements = [
  `CREATE TABLE configuration_layer (
    organisation_id uuid NOT NULL,
    target_id uuid NOT NULL,
    scope text NOT NULL,
    site_id uuid,
    device_id uuid,
    version integer NOT NULL DEFAULT 0,
    settings jsonb NOT NULL DEFAULT '{}',
    CONSTRAINT configuration_layer_pk PRIMARY KEY (organisation_id, target_id),
    CONSTRAINT configuration_layer_scope_ck CHECK (scope IN ('organisation', 'site', 'device')),
    CONSTRAINT configuration_layer_target_ck
      CHECK (target_id = coalesce(device_id, site_id, organisation_id)),
    CONSTRAINT configuration_layer_organisation_fk FOREIGN KEY (organisation_id)
      REFERENCES organisation (id),
    CONSTRAINT configuration_layer_site_fk FOREIGN KEY (organisation_id, site_id)
      REFERENCES site (organisation_id, id),
    CONSTRAINT configuration_layer_device_fk FOREIGN KEY (organisation_id, site_id, device_id)
      REFERENCES device (organisation_id, site_id, id)
  )`,
  `CREATE INDEX configuration_layer_site_ix ON configuration_layer (organisation_id, site_id)`,
  `CREATE TABLE configuration_version (
    organisation_id uuid NOT NULL,
    target_id uuid NOT NULL,
    version integer NOT NULL,
    site_id uuid,
    settings jsonb NOT NULL,
    reason text NOT NULL,
    rolled_back_to integer,
    changed_by_user_id uuid NOT NULL,
    changed_by text NOT NULL,
    changed_at timestamptz NOT NULL DEFAULT now(),
    CONSTRAINT configuration_version_pk PRIMARY KEY (organisation_id, target_id, version),
    CONSTRAINT configuration_version_layer_fk FOREIGN KEY (organisation_id, target_id)
      REFERENCES configuration_layer (organisation_id, target_id)
  )`,
  // What presence goes by; kept here so that a list of devices need not merge anything.
  `ALTER TABLE device_configuration
     ADD COLUMN heartbeat_seconds double precision NOT NULL DEFAULT 10`,
  // Tells a refusal of what is wanted now from one of what was wanted before.
  `ALTER TABLE device_state
     ADD COLUMN reported_desired_version integer NOT NULL DEFAULT 0`,
];

/**
 * As for every table of sites, but the organisation's own layer stays visible: those who see one
 * site see what it inherits. That they do not change it is in the table of operations.
 */
const granted = (table: string) => {
  const setting = `(SELECT coalesce(current_setting('app.site_ids', true), ''))`;
  const condition = `${setting} = '' OR site_id IS NULL
    OR site_id::text = ANY (string_to_array(${setting}, ','))`;
  return `CREATE POLICY ${table}_sites ON ${table} AS RESTRICTIVE TO ${appRole}
    USING (${condition}) WITH CHECK (${condition})`;
};

export class Configurations1763700000140 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    for (const sql of statements) await runner.query(sql);
    await protectTenantTable(runner, 'configuration_layer', {
      privileges: ['SELECT', 'INSERT', 'UPDATE'],
    });
    await protectTenantTable(runner, 'configuration_version', {
      privileges: ['SELECT', 'INSERT'],
    });
    await runner.query(granted('configuration_layer'));
    await runner.query(granted('configuration_version'));
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('ALTER TABLE device_state DROP COLUMN reported_desired_version');
    await runner.query('ALTER TABLE device_configuration DROP COLUMN heartbeat_seconds');
    await runner.query('DROP TABLE configuration_version, configuration_layer');
  }
}
