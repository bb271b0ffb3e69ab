import { idFromUuid, streamEventTypes } from '@eyrie/contracts';
import type { NewStreamEvent } from '../event-log/index.ts';
import type { MediaReference } from './blobs.repository.ts';

/**
 * What the stream tells when bytes have arrived: for each camera and role (image, thumbnail, video,
 * poster) the frames or timelapses that can now be shown.
 */
export function mediaStoredEvents(
  sha256: string,
  references: readonly MediaReference[],
): NewStreamEvent[] {
  const groups = new Map<string, MediaReference[]>();
  for (const reference of references) {
    const key = `${reference.role}/${reference.cameraId}`;
    const group = groups.get(key);
    if (group) group.push(reference);
    else groups.set(key, [reference]);
  }
  return [...groups.values()].flatMap((group): NewStreamEvent[] => {
    const [first] = group;
    if (!first) return [];
    const ofFrame = first.role === 'image' || first.role === 'thumbnail';
    const ids = (kind: 'frame' | 'timelapse') => group.map(({ id }) => idFromUuid(kind, id));
    return [
      {
        type: streamEventTypes.mediaStored,
        siteId: first.siteId,
        deviceId: first.deviceId,
        cameraId: first.cameraId,
        data: {
          sha256,
          role: first.role,
          frame_ids: ofFrame ? ids('frame') : [],
          timelapse_ids: ofFrame ? [] : ids('timelapse'),
        },
      },
    ];
  });
}
