import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import type { TenantSql } from '../tenancy/index.ts';
import type { MediaType } from './media-type.ts';

export interface StoredBlob {
  readonly sha256: string;
  readonly bytes: number;
  readonly mediaType: MediaType;
}

/** Where a blob is shown. Ids are UUIDs. */
export interface MediaReference {
  readonly role: 'image' | 'thumbnail' | 'video' | 'poster';
  readonly id: string;
  readonly siteId: string;
  readonly deviceId: string;
  readonly cameraId: string;
}

@Injectable()
export class BlobsRepository {
  async find(
    tx: EntityManager,
    organisationId: string,
    sha256: string,
  ): Promise<StoredBlob | null> {
    const [row] = await tx.query<{ bytes: string; mediaType: MediaType }[]>(
      `SELECT bytes, media_type AS "mediaType" FROM blob
       WHERE organisation_id = $1 AND sha256 = decode($2, 'hex')`,
      [organisationId, sha256],
    );
    return row ? { sha256, bytes: Number(row.bytes), mediaType: row.mediaType } : null;
  }

  /** Keeps everybody else from storing or removing these bytes until the transaction ends. */
  async lock(tx: TenantSql, organisationId: string, sha256: string): Promise<void> {
    await tx.query('SELECT pg_advisory_xact_lock(hashtextextended($1, 0))', [
      `${organisationId}/${sha256}`,
    ]);
  }

  /** Makes a blob young again, so that retention does not take it from under a new record. */
  async renew(tx: EntityManager, organisationId: string, sha256: string): Promise<void> {
    await tx.query(
      `UPDATE blob SET stored_at = now() WHERE organisation_id = $1 AND sha256 = decode($2, 'hex')`,
      [organisationId, sha256],
    );
  }

  /** Which of the hashes the cloud has. */
  async listStored(
    tx: TenantSql,
    organisationId: string,
    hashes: readonly string[],
  ): Promise<Set<string>> {
    if (hashes.length === 0) return new Set();
    const rows = await tx.query<{ sha256: string }[]>(
      `SELECT encode(sha256, 'hex') AS sha256 FROM blob
       WHERE organisation_id = $1
         AND sha256 = ANY (ARRAY(SELECT decode(h, 'hex') FROM unnest($2::text[]) AS h))`,
      [organisationId, hashes],
    );
    return new Set(rows.map((row) => row.sha256));
  }

  /** Returns whether it is new. */
  async insert(
    tx: EntityManager,
    organisationId: string,
    blob: StoredBlob & { readonly deviceId: string },
  ): Promise<boolean> {
    const rows = await tx.query<unknown[]>(
      `INSERT INTO blob (organisation_id, sha256, bytes, media_type, device_id)
       VALUES ($1, decode($2, 'hex'), $3, $4, $5)
       ON CONFLICT (organisation_id, sha256) DO NOTHING RETURNING 1 AS inserted`,
      [organisationId, blob.sha256, blob.bytes, blob.mediaType, blob.deviceId],
    );
    return rows.length > 0;
  }

  listReferences(
    tx: EntityManager,
    organisationId: string,
    sha256: string,
  ): Promise<MediaReference[]> {
    const columns = 'id, site_id AS "siteId", device_id AS "deviceId", camera_id AS "cameraId"';
    const of = (role: MediaReference['role'], table: string, column: string) =>
      `SELECT '${role}' AS role, ${columns} FROM ${table}
       WHERE organisation_id = $1 AND ${column} = decode($2, 'hex')`;
    return tx.query<MediaReference[]>(
      [
        of('image', 'frame', 'image_sha256'),
        of('thumbnail', 'frame', 'thumbnail_sha256'),
        of('video', 'timelapse', 'video_sha256'),
        of('poster', 'timelapse', 'poster_sha256'),
      ].join(' UNION ALL '),
      [organisationId, sha256],
    );
  }

  async isDeviceOfSite(
    tx: EntityManager,
    organisationId: string,
    siteId: string,
    deviceId: string,
  ): Promise<boolean> {
    const rows = await tx.query<unknown[]>(
      `SELECT 1 FROM device
       WHERE organisation_id = $1 AND site_id = $2 AND id = $3 AND revoked_at IS NULL`,
      [organisationId, siteId, deviceId],
    );
    return rows.length > 0;
  }
}
