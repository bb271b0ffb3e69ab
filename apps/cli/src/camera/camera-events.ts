import { streamPageSchema, type StreamEvent } from '@eyrie/contracts';
import type { CloudAccess } from '../cloud/cloud-access.ts';

/** Long polls end so often, so that who has enough does not wait for long. */
const waitSeconds = 2;

/** The events of one type that a camera gives from the moment on at which `follow` resolved. */
export interface CameraEvents {
  /** Hears of each until `isOver`; resolves then. */
  hear(onEvent: (event: StreamEvent) => void | Promise<void>, isOver: () => boolean): Promise<void>;
}

export async function followCamera(
  cloud: CloudAccess,
  cameraId: string,
  type: string,
): Promise<CameraEvents> {
  const ask = (more: string) =>
    cloud.get(`/events?types=${type}&camera_id=${cameraId}&${more}`, streamPageSchema);
  let { cursor } = await ask('wait=0');
  return {
    hear: async (onEvent, isOver) => {
      while (!isOver()) {
        const page = await ask(`wait=${waitSeconds}&after=${encodeURIComponent(cursor)}`);
        cursor = page.cursor;
        for (const { event } of page.events) await onEvent(event);
      }
    },
  };
}
