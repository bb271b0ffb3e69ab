import type { MigrationInterface, QueryRunner } from 'typeorm';
import { createLookups, openToLookups, type LookupFunction } from '../lookup-function.ts';
import { protectTenantTable } from '../tenant-table.ts';

const statements = [
  `ALTER TABLE device
     ADD COLUMN revoked_reason text,
     ADD COLUMN decommissioned_at timestamptz,
     ADD COLUMN quarantined_at timestamptz,
     ADD COLUMN quarantine_reason text,
     ADD COLUMN previous_public_key text`,
  `CREATE TABLE device_certificate (
    organisation_id uuid NOT NULL,
    device_id uuid NOT NULL,
    serial text NOT NULL,
    thumbprint text NOT NULL,
    public_key text NOT NULL,
    issued_at timestamptz NOT NULL DEFAULT now(),
    expires_at timestamptz NOT NULL,
    revoked_at timestamptz,
    CONSTRAINT device_certificate_pk PRIMARY KEY (organisation_id, device_id, serial),
    CONSTRAINT device_certificate_device_fk FOREIGN KEY (organisation_id, device_id)
      REFERENCES device (organisation_id, id)
  )`,
  `ALTER TABLE provisioning_token
     ADD COLUMN replaces_device_id uuid,
     ADD CONSTRAINT provisioning_token_replaces_fk
       FOREIGN KEY (organisation_id, site_id, replaces_device_id)
       REFERENCES device (organisation_id, site_id, id)`,
];

/** With whatever a device may prove itself with, and why it may be refused in spite of it. */
const proof: LookupFunction = {
  name: 'eyrie_find_device_proof',
  parameters: ['device uuid'],
  returns: `TABLE (organisation_id uuid, public_key text, previous_public_key text,
    revoked_at timestamptz, revoked_reason text, quarantined_at timestamptz)`,
  body: `SELECT d.organisation_id, d.public_key, d.previous_public_key, d.revoked_at,
      d.revoked_reason, d.quarantined_at
    FROM public.device d WHERE d.id = device`,
};

/** A device in quarantine has as little access as a revoked one. */
const device: LookupFunction = {
  name: 'eyrie_find_device',
  parameters: ['device uuid'],
  returns: 'TABLE (organisation_id uuid, site_id uuid, role text, public_key text)',
  body: `SELECT d.organisation_id, d.site_id, d.role, d.public_key
    FROM public.device d
    WHERE d.id = device AND d.revoked_at IS NULL AND d.quarantined_at IS NULL`,
};

/** Revocation, renewal, replacement and quarantine of devices. */
export class DeviceIdentities1763700000160 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    for (const sql of statements) await runner.query(sql);
    await protectTenantTable(runner, 'device_certificate', {
      privileges: ['SELECT', 'INSERT', 'UPDATE'],
    });
    // Tables are forced to hide their rows from their owner too: each organisation's come as they are
    // renewed, and those of before are told by the device's own row.
    await openToLookups(
      runner,
      'device',
      `organisation_id, id, site_id, role, public_key, previous_public_key, revoked_at,
       revoked_reason, quarantined_at`,
    );
    await createLookups(runner, [proof, device]);
  }

  async down(runner: QueryRunner): Promise<void> {
    await createLookups(runner, [
      { ...device, body: device.body.replace('AND d.quarantined_at IS NULL', '') },
    ]);
    await runner.query('DROP FUNCTION eyrie_find_device_proof(uuid)');
    await runner.query(
      `ALTER TABLE provisioning_token
         DROP CONSTRAINT provisioning_token_replaces_fk, DROP COLUMN replaces_device_id`,
    );
    await runner.query('DROP TABLE device_certificate');
    await runner.query(
      `ALTER TABLE device DROP COLUMN revoked_reason, DROP COLUMN decommissioned_at,
         DROP COLUMN quarantined_at, DROP COLUMN quarantine_reason,
         DROP COLUMN previous_public_key`,
    );
  }
}
