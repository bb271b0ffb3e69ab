import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import type { InstantPosition } from '../paging/page-token.ts';
import type { FrameFacts } from './frame-resource.ts';

/** A frame, and the hash of its thumbnail. */
export type FrameRow = FrameFacts & { readonly thumbnailSha256: string };

export interface FrameQuery {
  /** UUID. */
  readonly cameraId: string;
  readonly from: string | undefined;
  readonly to: string | undefined;
  readonly after: InstantPosition | null;
  readonly limit: number;
}

export interface CameraFrames {
  readonly framesTotal: number;
  readonly lastFrame: FrameRow | null;
}

/** As Postgres gives it: instants as dates, bigints as numbers or as text. */
type RawFrame = Omit<
  FrameRow,
  | 'slotAt'
  | 'capturedAt'
  | 'sceneAt'
  | 'receivedAt'
  | 'sequence'
  | 'imageBytes'
  | 'widthPx'
  | 'heightPx'
> & {
  slotAt: Date;
  capturedAt: Date;
  sceneAt: Date | null;
  receivedAt: Date;
  sequence: string;
  imageBytes: string;
  widthPx: string;
  heightPx: string;
};

const columns = `f.id, f.site_id AS "siteId", f.device_id AS "deviceId",
  f.camera_id AS "cameraId", f.sequence, f.slot_at AS "slotAt", f.captured_at AS "capturedAt",
  f.scene_at AS "sceneAt", f.received_at AS "receivedAt",
  encode(f.image_sha256, 'hex') AS "imageSha256", f.image_bytes AS "imageBytes",
  encode(f.thumbnail_sha256, 'hex') AS "thumbnailSha256",
  f.width_px AS "widthPx", f.height_px AS "heightPx", f.shutter_us AS "shutterUs", f.gain,
  f.luminance, f.sun_altitude_deg AS "sunAltitudeDeg", f.details,
  EXISTS (SELECT 1 FROM blob b WHERE b.organisation_id = f.organisation_id
    AND b.sha256 = f.image_sha256) AS "imageStored",
  EXISTS (SELECT 1 FROM blob b WHERE b.organisation_id = f.organisation_id
    AND b.sha256 = f.thumbnail_sha256) AS "thumbnailStored"`;

@Injectable()
export class FramesRepository {
  async cameraExists(tx: EntityManager, organisationId: string, cameraId: string) {
    const rows = await tx.query<unknown[]>(
      'SELECT 1 FROM camera WHERE organisation_id = $1 AND id = $2',
      [organisationId, cameraId],
    );
    return rows.length > 0;
  }

  /** Newest first. */
  async list(tx: EntityManager, organisationId: string, query: FrameQuery): Promise<FrameRow[]> {
    const rows = await tx.query<RawFrame[]>(
      `SELECT ${columns} FROM frame f
       WHERE f.organisation_id = $1 AND f.camera_id = $2
         AND ($3::timestamptz IS NULL OR f.captured_at >= $3)
         AND ($4::timestamptz IS NULL OR f.captured_at < $4)
         AND ($5::timestamptz IS NULL OR (f.captured_at, f.id) < ($5, $6::uuid))
       ORDER BY f.captured_at DESC, f.id DESC LIMIT $7`,
      [
        organisationId,
        query.cameraId,
        query.from ?? null,
        query.to ?? null,
        query.after?.at ?? null,
        query.after?.id ?? null,
        query.limit,
      ],
    );
    return rows.map(toRow);
  }

  /** Ids are the devices' own: should one come twice, the first keeps it. */
  async find(tx: EntityManager, organisationId: string, id: string): Promise<FrameRow | null> {
    const [row] = await tx.query<RawFrame[]>(
      `SELECT ${columns} FROM frame f
       WHERE f.organisation_id = $1 AND f.id = $2 ORDER BY f.received_at LIMIT 1`,
      [organisationId, id],
    );
    return row ? toRow(row) : null;
  }

  async latestByCamera(
    tx: EntityManager,
    organisationId: string,
    cameraIds: readonly string[],
  ): Promise<Map<string, CameraFrames>> {
    const rows = await tx.query<(RawFrame & { framesTotal: string })[]>(
      `SELECT s.frames_total AS "framesTotal", ${columns}
       FROM camera_state s
       JOIN frame f ON f.organisation_id = s.organisation_id AND f.id = s.last_frame_id
         AND f.received_at = s.last_frame_received_at
       WHERE s.organisation_id = $1 AND s.camera_id = ANY ($2::uuid[])`,
      [organisationId, cameraIds],
    );
    return new Map(
      rows.map((row) => [
        row.cameraId,
        { framesTotal: Number(row.framesTotal), lastFrame: toRow(row) },
      ]),
    );
  }
}

function toRow(row: RawFrame): FrameRow {
  return {
    ...row,
    slotAt: row.slotAt.toISOString(),
    capturedAt: row.capturedAt.toISOString(),
    sceneAt: row.sceneAt?.toISOString() ?? null,
    receivedAt: row.receivedAt.toISOString(),
    sequence: Number(row.sequence),
    imageBytes: Number(row.imageBytes),
    widthPx: Number(row.widthPx),
    heightPx: Number(row.heightPx),
  };
}
