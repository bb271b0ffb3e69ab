import type { Role, DeviceRole } from '@eyrie/contracts';
import type pg from 'pg';
import type { DataSource } from 'typeorm';
import { DatabaseUnavailable, isDatabaseUnavailable } from '../database/database.errors.ts';
import { StatementNames } from './statement-names.ts';

export interface LoginRow {
  userId: string;
  passwordHash: string;
  hasSecondFactor: boolean;
  /** Where the person is a member, the oldest membership first. */
  organisationIds: string[];
}

export interface SessionLookup {
  organisationId: string;
  sessionId: string;
  userId: string;
  /** The person's e-mail address. */
  name: string;
  role: Role;
  siteIds: string[] | null;
  expiresAt: Date;
  lastSeenAt: Date;
  throughProvider: boolean;
}

/** What a log-in page may know of an organisation's login provider. */
export interface LoginProviderLookup {
  organisationId: string;
  name: string;
}

export interface ApiKeyLookup {
  organisationId: string;
  keyId: string;
  name: string;
  role: Role;
  siteIds: string[] | null;
  createdByUserId: string;
  lastUsedAt: Date | null;
}

export interface MembershipLookup {
  organisationId: string;
  name: string;
  role: Role;
}

export interface DeviceLookup {
  organisationId: string;
  siteId: string;
  role: DeviceRole;
  /** SubjectPublicKeyInfo, base64. */
  publicKey: string;
  /** Good as well until the newer one has been used. */
  previousPublicKey: string | null;
  /** UUID of the start that was heard last. */
  runId: string | null;
}

export interface DeviceProofLookup {
  organisationId: string;
  /** SubjectPublicKeyInfo, base64. */
  publicKey: string;
  /** Good as well until the newer one has been used. */
  previousPublicKey: string | null;
  revokedAt: Date | null;
  revokedReason: string | null;
  quarantinedAt: Date | null;
}

/**
 * The questions that come before the tenant is known, since their answer is the tenant. Each is a
 * function in the database (migrations 0002, 0100 and 0101) which takes a secret or an unguessable id
 * and answers with what belongs to it; beside `Tenancy` this is the only way to the database.
 */
export class CrossTenant {
  private readonly names = new StatementNames();

  constructor(private readonly dataSource: DataSource) {}

  async hasOrganisation(): Promise<boolean> {
    const row = await this.one<{ found: boolean }>('SELECT eyrie_has_organisation() AS found', []);
    return row?.found ?? false;
  }

  findLogin(email: string): Promise<LoginRow | null> {
    return this.one(
      `SELECT user_id AS "userId", password_hash AS "passwordHash",
              has_second_factor AS "hasSecondFactor", organisation_ids AS "organisationIds"
       FROM eyrie_find_account($1)`,
      [email],
    );
  }

  /** The session behind the hash of a token, with the role the person has at this moment. */
  findSession(tokenHash: string): Promise<SessionLookup | null> {
    return this.one(`SELECT ${sessionColumns} FROM eyrie_find_session($1)`, [tokenHash]);
  }

  /** The same for sessions by their ids (UUIDs); those that have ended are left out. */
  listSessions(ids: readonly string[]): Promise<SessionLookup[]> {
    return this.many(
      `SELECT ${sessionColumns} FROM unnest($1::uuid[]) AS given (id),
         LATERAL eyrie_find_session_by_id(given.id)`,
      [ids],
    );
  }

  /** That of an organisation (its UUID), for those who are not logged in yet. */
  findLoginProvider(organisationId: string): Promise<LoginProviderLookup | null> {
    const sql = `SELECT ${providerColumns} FROM eyrie_find_login_provider($1)`;
    return this.one(sql, [organisationId]);
  }

  /** That of the only organisation; null where there are several, or it has none. */
  findOnlyLoginProvider(): Promise<LoginProviderLookup | null> {
    return this.one(`SELECT ${providerColumns} FROM eyrie_find_only_login_provider()`, []);
  }

  /** The API key behind the hash of a secret, unless it was revoked or has expired. */
  findApiKey(secretHash: string): Promise<ApiKeyLookup | null> {
    return this.one(`SELECT ${keyColumns} FROM eyrie_find_api_key($1)`, [secretHash]);
  }

  /** One that was revoked or has expired; null for a secret that never was one. */
  findEndedApiKey(
    secretHash: string,
  ): Promise<Pick<ApiKeyLookup, 'organisationId' | 'keyId' | 'name' | 'role'> | null> {
    return this.one(
      `SELECT organisation_id AS "organisationId", key_id AS "keyId", name, role
       FROM eyrie_find_ended_api_key($1)`,
      [secretHash],
    );
  }

  /** The same for keys by their ids (UUIDs). */
  listApiKeys(ids: readonly string[]): Promise<ApiKeyLookup[]> {
    return this.many(
      `SELECT ${keyColumns} FROM unnest($1::uuid[]) AS given (id),
         LATERAL eyrie_find_api_key_by_id(given.id)`,
      [ids],
    );
  }

  /** Every organisation of a person who has proved to be that person. */
  listMemberships(userId: string): Promise<MembershipLookup[]> {
    return this.many(
      `SELECT organisation_id AS "organisationId", name, role FROM eyrie_find_memberships($1)`,
      [userId],
    );
  }

  /** One that is open: an accepted, revoked or expired one is like none. */
  findInvitation(
    tokenHash: string,
  ): Promise<{ organisationId: string; invitationId: string } | null> {
    return this.one(
      `SELECT organisation_id AS "organisationId", invitation_id AS "invitationId"
       FROM eyrie_find_open_invitation($1)`,
      [tokenHash],
    );
  }

  /** The account behind a link that is good still. */
  findPasswordReset(
    tokenHash: string,
  ): Promise<{ accountId: string; email: string; expiresAt: Date } | null> {
    return this.one(
      `SELECT account_id AS "accountId", email, expires_at AS "expiresAt"
       FROM eyrie_find_password_reset($1)`,
      [tokenHash],
    );
  }

  /** Whether a person (a UUID) belongs to another organisation than this one, were it disabled there. */
  async belongsElsewhere(userId: string, organisationId: string): Promise<boolean> {
    const row = await this.one<{ found: boolean }>(
      'SELECT eyrie_belongs_elsewhere($1, $2) AS found',
      [userId, organisationId],
    );
    return row?.found ?? false;
  }

  findProvisioningToken(
    secretHash: string,
  ): Promise<{ organisationId: string; tokenId: string } | null> {
    return this.one(
      `SELECT organisation_id AS "organisationId", token_id AS "tokenId"
       FROM eyrie_find_provisioning_token($1)`,
      [secretHash],
    );
  }

  /** A device that is neither revoked nor in quarantine. `deviceId` is a UUID. */
  findDevice(deviceId: string): Promise<DeviceLookup | null> {
    return this.one(
      `SELECT organisation_id AS "organisationId", site_id AS "siteId", role,
              public_key AS "publicKey", previous_public_key AS "previousPublicKey",
              run_id AS "runId"
       FROM eyrie_find_serving_device($1)`,
      [deviceId],
    );
  }

  /** What a device proves itself with, whether it is refused or not. `deviceId` is a UUID. */
  findDeviceProof(deviceId: string): Promise<DeviceProofLookup | null> {
    return this.one(
      `SELECT organisation_id AS "organisationId", public_key AS "publicKey",
              previous_public_key AS "previousPublicKey", revoked_at AS "revokedAt",
              revoked_reason AS "revokedReason", quarantined_at AS "quarantinedAt"
       FROM eyrie_find_device_proof($1)`,
      [deviceId],
    );
  }

  private async one<Row>(sql: string, parameters: unknown[]): Promise<Row | null> {
    const rows = await this.many<Row>(sql, parameters);
    return rows[0] ?? null;
  }

  /**
   * Nearly every request asks one of these, so that each is parsed and planned once for a connection: that
   * was most of what it cost. Its SQL must be constant text.
   */
  private async many<Row>(sql: string, values: unknown[]): Promise<Row[]> {
    const runner = this.dataSource.createQueryRunner();
    try {
      const client = (await runner.connect()) as pg.ClientBase;
      const { rows } = await client.query({ name: this.names.of(sql), text: sql, values });
      return rows as Row[];
    } catch (error) {
      throw isDatabaseUnavailable(error) ? new DatabaseUnavailable(error) : error;
    } finally {
      await runner.release();
    }
  }
}

const sessionColumns = `organisation_id AS "organisationId", session_id AS "sessionId",
  user_id AS "userId", name, role, site_ids AS "siteIds", expires_at AS "expiresAt",
  last_seen_at AS "lastSeenAt", through_provider AS "throughProvider"`;

const keyColumns = `organisation_id AS "organisationId", key_id AS "keyId", name, role,
  site_ids AS "siteIds", created_by_user_id AS "createdByUserId", last_used_at AS "lastUsedAt"`;

const providerColumns = `organisation_id AS "organisationId", name`;
