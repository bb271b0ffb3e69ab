import type { MigrationInterface, QueryRunner } from 'typeorm';
import { appRole } from '../roles.ts';
import { protectTenantTable } from '../tenant-table.ts';

const systemTables = [
  // Which master key this database was made with: a start with another one must say so.
  `CREATE TABLE master_key (
    id text NOT NULL,
    created_at timestamptz NOT NULL DEFAULT now(),
    CONSTRAINT master_key_pk PRIMARY KEY (id)
  )`,
  // Signs the access tokens of devices, for the whole installation.
  `CREATE TABLE signing_key (
    id text NOT NULL,
    purpose text NOT NULL,
    public_key text NOT NULL,
    sealed_private_key text NOT NULL,
    created_at timestamptz NOT NULL DEFAULT now(),
    CONSTRAINT signing_key_pk PRIMARY KEY (id),
    CONSTRAINT signing_key_purpose_uq UNIQUE (purpose)
  )`,
  `GRANT SELECT, INSERT ON signing_key TO ${appRole}`,
];

const people = [
  `CREATE TABLE organisation (
    id uuid NOT NULL,
    name text NOT NULL,
    event_epoch text NOT NULL,
    event_seq bigint NOT NULL DEFAULT 0,
    created_at timestamptz NOT NULL DEFAULT now(),
    CONSTRAINT organisation_pk PRIMARY KEY (id),
    CONSTRAINT organisation_event_epoch_ck CHECK (event_epoch ~ '^[0-9a-f]{8}$')
  )`,
  `CREATE TABLE app_user (
    organisation_id uuid NOT NULL,
    id uuid NOT NULL,
    email text NOT NULL,
    name text NOT NULL,
    password_hash text NOT NULL,
    disabled_at timestamptz,
    created_at timestamptz NOT NULL DEFAULT now(),
    CONSTRAINT app_user_pk PRIMARY KEY (organisation_id, id),
    CONSTRAINT app_user_email_uq UNIQUE (email),
    CONSTRAINT app_user_email_ck CHECK (email = lower(email)),
    CONSTRAINT app_user_organisation_fk FOREIGN KEY (organisation_id) REFERENCES organisation (id)
  )`,
  `CREATE TABLE membership (
    organisation_id uuid NOT NULL,
    user_id uuid NOT NULL,
    role text NOT NULL,
    created_at timestamptz NOT NULL DEFAULT now(),
    CONSTRAINT membership_pk PRIMARY KEY (organisation_id, user_id),
    CONSTRAINT membership_role_ck CHECK (role IN ('owner', 'admin', 'operator', 'viewer')),
    CONSTRAINT membership_user_fk FOREIGN KEY (organisation_id, user_id)
      REFERENCES app_user (organisation_id, id) ON DELETE CASCADE
  )`,
  `CREATE TABLE session (
    organisation_id uuid NOT NULL,
    id uuid NOT NULL,
    user_id uuid NOT NULL,
    token_hash text NOT NULL,
    expires_at timestamptz NOT NULL,
    created_at timestamptz NOT NULL DEFAULT now(),
    CONSTRAINT session_pk PRIMARY KEY (organisation_id, id),
    CONSTRAINT session_token_hash_uq UNIQUE (token_hash),
    CONSTRAINT session_user_fk FOREIGN KEY (organisation_id, user_id)
      REFERENCES app_user (organisation_id, id) ON DELETE CASCADE
  )`,
];

const sites = [
  `CREATE TABLE site (
    organisation_id uuid NOT NULL,
    id uuid NOT NULL,
    name text NOT NULL,
    latitude double precision NOT NULL,
    longitude double precision NOT NULL,
    time_zone text NOT NULL,
    site_epoch integer NOT NULL DEFAULT 1,
    founding_coordinators integer NOT NULL,
    founding_voters jsonb,
    manifest_version integer NOT NULL DEFAULT 1,
    fence_epoch integer NOT NULL DEFAULT 0,
    fence_term bigint NOT NULL DEFAULT 0,
    next_node_id integer NOT NULL DEFAULT 1,
    report jsonb,
    report_at timestamptz,
    created_at timestamptz NOT NULL DEFAULT now(),
    CONSTRAINT site_pk PRIMARY KEY (organisation_id, id),
    CONSTRAINT site_founding_coordinators_ck CHECK (founding_coordinators BETWEEN 1 AND 5),
    CONSTRAINT site_organisation_fk FOREIGN KEY (organisation_id) REFERENCES organisation (id)
  )`,
  `CREATE TABLE site_ca (
    organisation_id uuid NOT NULL,
    site_id uuid NOT NULL,
    certificate text NOT NULL,
    sealed_private_key text NOT NULL,
    created_at timestamptz NOT NULL DEFAULT now(),
    CONSTRAINT site_ca_pk PRIMARY KEY (organisation_id, site_id),
    CONSTRAINT site_ca_site_fk FOREIGN KEY (organisation_id, site_id)
      REFERENCES site (organisation_id, id)
  )`,
];

const devices = [
  `CREATE TABLE device (
    organisation_id uuid NOT NULL,
    id uuid NOT NULL,
    site_id uuid NOT NULL,
    role text NOT NULL,
    name text NOT NULL,
    node_id integer,
    public_key text NOT NULL,
    certificate text NOT NULL,
    certificate_serial text NOT NULL,
    certificate_thumbprint text NOT NULL,
    certificate_expires_at timestamptz NOT NULL,
    hardware jsonb NOT NULL,
    revoked_at timestamptz,
    created_at timestamptz NOT NULL DEFAULT now(),
    CONSTRAINT device_pk PRIMARY KEY (organisation_id, id),
    CONSTRAINT device_site_uq UNIQUE (organisation_id, site_id, id),
    CONSTRAINT device_node_uq UNIQUE (organisation_id, site_id, node_id),
    CONSTRAINT device_role_ck CHECK (role IN ('coordinator', 'worker')),
    CONSTRAINT device_site_fk FOREIGN KEY (organisation_id, site_id)
      REFERENCES site (organisation_id, id)
  )`,
  // A device names itself by its id alone when it asks for a token.
  `CREATE INDEX device_id_ix ON device (id)`,
  `CREATE TABLE device_state (
    organisation_id uuid NOT NULL,
    device_id uuid NOT NULL,
    last_seen_at timestamptz,
    health jsonb,
    health_at timestamptz,
    connected boolean,
    version text,
    reported_version integer NOT NULL DEFAULT 0,
    reported_reason text,
    raft_role text,
    raft_reachable boolean NOT NULL DEFAULT false,
    match_index bigint NOT NULL DEFAULT 0,
    CONSTRAINT device_state_pk PRIMARY KEY (organisation_id, device_id),
    CONSTRAINT device_state_device_fk FOREIGN KEY (organisation_id, device_id)
      REFERENCES device (organisation_id, id)
  )`,
  `CREATE TABLE device_configuration (
    organisation_id uuid NOT NULL,
    device_id uuid NOT NULL,
    version integer NOT NULL DEFAULT 1,
    CONSTRAINT device_configuration_pk PRIMARY KEY (organisation_id, device_id),
    CONSTRAINT device_configuration_device_fk FOREIGN KEY (organisation_id, device_id)
      REFERENCES device (organisation_id, id)
  )`,
  `CREATE TABLE camera (
    organisation_id uuid NOT NULL,
    id uuid NOT NULL,
    site_id uuid NOT NULL,
    device_id uuid NOT NULL,
    name text NOT NULL,
    configuration jsonb NOT NULL,
    created_at timestamptz NOT NULL DEFAULT now(),
    CONSTRAINT camera_pk PRIMARY KEY (organisation_id, id),
    CONSTRAINT camera_device_fk FOREIGN KEY (organisation_id, site_id, device_id)
      REFERENCES device (organisation_id, site_id, id)
  )`,
  `CREATE INDEX camera_device_ix ON camera (organisation_id, device_id)`,
];

const enrolment = [
  `CREATE TABLE provisioning_token (
    organisation_id uuid NOT NULL,
    id uuid NOT NULL,
    site_id uuid NOT NULL,
    role text NOT NULL,
    device_name text NOT NULL,
    secret_hash text NOT NULL,
    expires_at timestamptz NOT NULL,
    revoked_at timestamptz,
    used_at timestamptz,
    used_by_device_id uuid,
    created_by_user_id uuid NOT NULL,
    created_at timestamptz NOT NULL DEFAULT now(),
    CONSTRAINT provisioning_token_pk PRIMARY KEY (organisation_id, id),
    CONSTRAINT provisioning_token_secret_hash_uq UNIQUE (secret_hash),
    CONSTRAINT provisioning_token_role_ck CHECK (role IN ('coordinator', 'worker')),
    CONSTRAINT provisioning_token_site_fk FOREIGN KEY (organisation_id, site_id)
      REFERENCES site (organisation_id, id),
    CONSTRAINT provisioning_token_device_fk FOREIGN KEY (organisation_id, used_by_device_id)
      REFERENCES device (organisation_id, id)
  )`,
  `CREATE TABLE used_assertion (
    organisation_id uuid NOT NULL,
    device_id uuid NOT NULL,
    jti text NOT NULL,
    expires_at timestamptz NOT NULL,
    CONSTRAINT used_assertion_pk PRIMARY KEY (organisation_id, device_id, jti),
    CONSTRAINT used_assertion_device_fk FOREIGN KEY (organisation_id, device_id)
      REFERENCES device (organisation_id, id)
  )`,
];

const readWrite = ['SELECT', 'INSERT', 'UPDATE'] as const;
const all = ['SELECT', 'INSERT', 'UPDATE', 'DELETE'] as const;

export class Foundation1763700000001 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    for (const sql of [...systemTables, ...people, ...sites, ...devices, ...enrolment]) {
      await runner.query(sql);
    }
    await protectTenantTable(runner, 'organisation', { privileges: readWrite, tenantColumn: 'id' });
    for (const table of ['app_user', 'membership', 'session']) {
      await protectTenantTable(runner, table, { privileges: all });
    }
    for (const table of ['site', 'device', 'device_state', 'device_configuration', 'camera']) {
      await protectTenantTable(runner, table, { privileges: readWrite });
    }
    await protectTenantTable(runner, 'site_ca', { privileges: ['SELECT', 'INSERT'] });
    await protectTenantTable(runner, 'provisioning_token', { privileges: readWrite });
    await protectTenantTable(runner, 'used_assertion', {
      privileges: ['SELECT', 'INSERT', 'DELETE'],
    });
  }

  async down(): Promise<void> {
    // Undoing the first migration would drop every tenant's data: a restore is the way back.
    await Promise.reject(new Error('The first migration is not undone; restore a backup instead.'));
  }
}
