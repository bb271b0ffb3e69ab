import type { StreamEvent } from '@eyrie/contracts';
import { followEvents, type Eyrie } from '@eyrie/sdk';

/** The events of one type that a camera gives from the moment on at which `follow` resolved. */
export interface CameraEvents {
  /** Hears of each until the signal; resolves then. */
  hear(onEvent: (event: StreamEvent) => void | Promise<void>, until: AbortSignal): Promise<void>;
}

export async function followCamera(
  eyrie: Eyrie,
  cameraId: string,
  type: string,
): Promise<CameraEvents> {
  const over = new AbortController();
  const filter = { types: [type], camera_id: cameraId };
  const items = followEvents(eyrie, { filter, signal: over.signal });
  // The first says that the stream is live: nothing is missed from here on.
  await items.next();
  return {
    hear: async (onEvent, until) => {
      const end = () => over.abort(until.reason);
      if (until.aborted) end();
      until.addEventListener('abort', end, { once: true });
      try {
        for await (const item of items) {
          if (item.kind === 'event') await onEvent(item.event);
        }
      } catch (error) {
        if (!over.signal.aborted) throw error;
      } finally {
        until.removeEventListener('abort', end);
      }
    },
  };
}
