import type { Role, DeviceRole } from '@eyrie/contracts';
import type { DataSource } from 'typeorm';
import { DatabaseUnavailable, isDatabaseUnavailable } from '../database/database.errors.ts';

export interface LoginRow {
  organisationId: string;
  userId: string;
  passwordHash: string;
}

export interface SessionLookup {
  organisationId: string;
  sessionId: string;
  userId: string;
  role: Role;
  expiresAt: Date;
}

export interface DeviceLookup {
  organisationId: string;
  siteId: string;
  role: DeviceRole;
  /** SubjectPublicKeyInfo, base64. */
  publicKey: string;
}

/**
 * The questions that come before the tenant is known, since their answer is the tenant. Each is a
 * function in the database (migration 0002) which takes a secret or an unguessable id and answers
 * with at most one row; beside `Tenancy` this is the only way to the database.
 */
export class CrossTenant {
  constructor(private readonly dataSource: DataSource) {}

  async hasOrganisation(): Promise<boolean> {
    const row = await this.one<{ found: boolean }>('SELECT eyrie_has_organisation() AS found', []);
    return row?.found ?? false;
  }

  findLogin(email: string): Promise<LoginRow | null> {
    return this.one(
      `SELECT organisation_id AS "organisationId", user_id AS "userId",
              password_hash AS "passwordHash"
       FROM eyrie_find_login($1)`,
      [email],
    );
  }

  /** The session behind the hash of a token, with the role the person has at this moment. */
  findSession(tokenHash: string): Promise<SessionLookup | null> {
    return this.one(
      `SELECT organisation_id AS "organisationId", session_id AS "sessionId",
              user_id AS "userId", role, expires_at AS "expiresAt"
       FROM eyrie_find_session($1)`,
      [tokenHash],
    );
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

  /** A device that is not revoked. `deviceId` is a UUID. */
  findDevice(deviceId: string): Promise<DeviceLookup | null> {
    return this.one(
      `SELECT organisation_id AS "organisationId", site_id AS "siteId", role,
              public_key AS "publicKey"
       FROM eyrie_find_device($1)`,
      [deviceId],
    );
  }

  private async one<Row>(sql: string, parameters: unknown[]): Promise<Row | null> {
    try {
      const rows = await this.dataSource.query<Row[]>(sql, parameters);
      return rows[0] ?? null;
    } catch (error) {
      throw isDatabaseUnavailable(error) ? new DatabaseUnavailable(error) : error;
    }
  }
}
