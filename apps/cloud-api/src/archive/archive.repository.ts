import { Injectable } from '@nestjs/common';
import type { Archival } from '@eyrie/contracts';
import type { EntityManager } from 'typeorm';

export type HeldMedia = Pick<Archival, 'frames_total' | 'timelapses_total' | 'media_bytes'>;

@Injectable()
export class ArchiveRepository {
  /**
   * What the cloud has of these cameras (UUIDs), by their frames and timelapses. It reads an index entry for
   * each frame: to be asked before a lock is taken.
   */
  async held(
    tx: EntityManager,
    organisationId: string,
    cameraIds: readonly string[],
  ): Promise<HeldMedia> {
    const [row] = await tx.query<Record<keyof HeldMedia, string>[]>(
      `SELECT f.total AS frames_total, t.total AS timelapses_total, f.bytes + t.bytes AS media_bytes
       FROM (SELECT count(*) AS total, coalesce(sum(image_bytes), 0) AS bytes FROM frame
         WHERE organisation_id = $1 AND camera_id = ANY ($2::uuid[])) f,
       (SELECT count(*) AS total, coalesce(sum(video_bytes), 0) AS bytes FROM timelapse
         WHERE organisation_id = $1 AND camera_id = ANY ($2::uuid[])) t`,
      [organisationId, cameraIds],
    );
    return {
      frames_total: Number(row?.frames_total ?? 0),
      timelapses_total: Number(row?.timelapses_total ?? 0),
      media_bytes: Number(row?.media_bytes ?? 0),
    };
  }
}
