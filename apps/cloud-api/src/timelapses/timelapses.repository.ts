import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import type { InstantPosition } from '../paging/page-token.ts';
import type { TimelapseFacts } from './timelapse-resource.ts';

/** A timelapse, and the hash of its poster. */
export type TimelapseRow = TimelapseFacts & { readonly posterSha256: string };

export interface TimelapseQuery {
  /** UUIDs; null for all. */
  readonly cameraId: string | null;
  readonly siteId: string | null;
  readonly after: InstantPosition | null;
  readonly limit: number;
}

type RawTimelapse = Omit<
  TimelapseRow,
  'from' | 'to' | 'createdAt' | 'frames' | 'skippedFrames' | 'widthPx' | 'heightPx' | 'videoBytes'
> & {
  from: Date;
  to: Date;
  createdAt: Date;
  frames: string;
  skippedFrames: string;
  widthPx: string;
  heightPx: string;
  videoBytes: string;
};

const columns = `t.id, t.site_id AS "siteId", t.device_id AS "deviceId", t.camera_id AS "cameraId",
  t.from_at AS "from", t.to_at AS "to", t.frames, t.skipped_frames AS "skippedFrames", t.fps,
  t.duration_seconds AS "durationSeconds", t.width_px AS "widthPx", t.height_px AS "heightPx",
  encode(t.video_sha256, 'hex') AS "videoSha256", t.video_bytes AS "videoBytes",
  encode(t.poster_sha256, 'hex') AS "posterSha256", t.created_at AS "createdAt",
  EXISTS (SELECT 1 FROM blob b WHERE b.organisation_id = t.organisation_id
    AND b.sha256 = t.video_sha256) AS "videoStored",
  EXISTS (SELECT 1 FROM blob b WHERE b.organisation_id = t.organisation_id
    AND b.sha256 = t.poster_sha256) AS "posterStored"`;

@Injectable()
export class TimelapsesRepository {
  /** Newest first. Empty for cameras and sites that are not the organisation's. */
  async list(
    tx: EntityManager,
    organisationId: string,
    { cameraId, siteId, after, limit }: TimelapseQuery,
  ): Promise<TimelapseRow[]> {
    const rows = await tx.query<RawTimelapse[]>(
      `SELECT ${columns} FROM timelapse t
       WHERE t.organisation_id = $1
         AND ($2::uuid IS NULL OR t.camera_id = $2) AND ($3::uuid IS NULL OR t.site_id = $3)
         AND ($4::timestamptz IS NULL OR (t.created_at, t.id) < ($4, $5::uuid))
       ORDER BY t.created_at DESC, t.id DESC LIMIT $6`,
      [organisationId, cameraId, siteId, after?.at ?? null, after?.id ?? null, limit],
    );
    return rows.map(toRow);
  }

  async find(tx: EntityManager, organisationId: string, id: string): Promise<TimelapseRow | null> {
    const [row] = await tx.query<RawTimelapse[]>(
      `SELECT ${columns} FROM timelapse t WHERE t.organisation_id = $1 AND t.id = $2`,
      [organisationId, id],
    );
    return row ? toRow(row) : null;
  }
}

function toRow(row: RawTimelapse): TimelapseRow {
  return {
    ...row,
    from: row.from.toISOString(),
    to: row.to.toISOString(),
    createdAt: row.createdAt.toISOString(),
    frames: Number(row.frames),
    skippedFrames: Number(row.skippedFrames),
    widthPx: Number(row.widthPx),
    heightPx: Number(row.heightPx),
    videoBytes: Number(row.videoBytes),
  };
}
