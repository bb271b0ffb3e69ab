import { idFromUuid, type Frame, type FrameDetails } from '@eyrie/contracts';

/** A frame as the cloud knows it. Ids are UUIDs, hashes hexadecimal, instants RFC 3339. */
export interface FrameFacts {
  readonly id: string;
  readonly siteId: string;
  readonly deviceId: string;
  readonly cameraId: string;
  readonly sequence: number;
  readonly slotAt: string;
  readonly capturedAt: string;
  readonly sceneAt: string | null;
  readonly receivedAt: string;
  readonly imageSha256: string;
  readonly imageBytes: number;
  readonly widthPx: number;
  readonly heightPx: number;
  readonly shutterUs: number | null;
  readonly gain: number | null;
  readonly luminance: number;
  readonly sunAltitudeDeg: number;
  readonly details: FrameDetails | null;
  /** Whether the bytes have reached the cloud. */
  readonly imageStored: boolean;
  readonly thumbnailStored: boolean;
}

/** The frame as the public API shows it. */
export function toFrame(facts: FrameFacts): Frame {
  const id = idFromUuid('frame', facts.id);
  return {
    id,
    site_id: idFromUuid('site', facts.siteId),
    device_id: idFromUuid('device', facts.deviceId),
    camera_id: idFromUuid('camera', facts.cameraId),
    sequence_number: facts.sequence,
    slot_at: facts.slotAt,
    captured_at: facts.capturedAt,
    scene_at: facts.sceneAt,
    received_at: facts.receivedAt,
    sha256: facts.imageSha256,
    bytes: facts.imageBytes,
    width_px: facts.widthPx,
    height_px: facts.heightPx,
    shutter_us: facts.shutterUs,
    gain: facts.gain,
    luminance: facts.luminance,
    sun_altitude_deg: facts.sunAltitudeDeg,
    details: facts.details,
    image_url: facts.imageStored ? `/v1/frames/${id}/image` : null,
    thumbnail_url: facts.thumbnailStored ? `/v1/frames/${id}/thumbnail` : null,
  };
}
