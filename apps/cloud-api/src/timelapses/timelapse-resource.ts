import { idFromUuid, type Timelapse } from '@eyrie/contracts';

/** A timelapse as the cloud knows it. Ids are UUIDs, hashes hexadecimal, instants RFC 3339. */
export interface TimelapseFacts {
  readonly id: string;
  readonly siteId: string;
  readonly deviceId: string;
  readonly cameraId: string;
  readonly from: string;
  readonly to: string;
  readonly frames: number;
  readonly skippedFrames: number;
  readonly fps: number;
  readonly durationSeconds: number;
  readonly widthPx: number;
  readonly heightPx: number;
  readonly videoSha256: string;
  readonly videoBytes: number;
  readonly createdAt: string;
  /** Whether the bytes have reached the cloud. */
  readonly videoStored: boolean;
  readonly posterStored: boolean;
}

/** The timelapse as the public API shows it. */
export function toTimelapse(facts: TimelapseFacts): Timelapse {
  const id = idFromUuid('timelapse', facts.id);
  return {
    id,
    site_id: idFromUuid('site', facts.siteId),
    device_id: idFromUuid('device', facts.deviceId),
    camera_id: idFromUuid('camera', facts.cameraId),
    from: facts.from,
    to: facts.to,
    frames: facts.frames,
    skipped_frames: facts.skippedFrames,
    fps: facts.fps,
    duration_seconds: facts.durationSeconds,
    width_px: facts.widthPx,
    height_px: facts.heightPx,
    bytes: facts.videoBytes,
    sha256: facts.videoSha256,
    video_url: facts.videoStored ? `/v1/timelapses/${id}/video` : null,
    poster_url: facts.posterStored ? `/v1/timelapses/${id}/poster` : null,
    created_at: facts.createdAt,
  };
}
