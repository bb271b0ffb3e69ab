import {
  focusLookType,
  frameSchema,
  liveViewType,
  operationProgressSchema,
  operationStateSchema,
  streamEventTypes,
  type Camera,
  type Frame,
  type LongOperation,
  type StreamEvent,
} from '@eyrie/contracts';
import type { QueryClient } from '@tanstack/react-query';
import { putFocusLook, putLivePicture } from './looks.ts';

interface Page<Item> {
  items: Item[];
  next_page_token: string | null;
}

/** As many as the film strip shows; older ones are fetched when somebody asks. */
const framesKept = 120;

/**
 * Brings what is cached up to date with one event. State that an event carries whole is written at
 * once; what it only names is asked for again, if somebody looks at it.
 */
export function applyEvent(cache: QueryClient, event: StreamEvent): void {
  switch (event.type) {
    case 'capture.completed':
      putFrame(cache, event);
      return;
    case streamEventTypes.mediaStored:
      refreshMedia(cache, event);
      return;
    case streamEventTypes.timelapseCompleted:
      void cache.invalidateQueries({ queryKey: ['timelapses'] });
      return;
    case streamEventTypes.deviceEnrolled:
    case streamEventTypes.deviceRevoked:
    case streamEventTypes.deviceQuarantined:
    case streamEventTypes.deviceSuspected:
    case streamEventTypes.devicePresence:
    case streamEventTypes.siteReport:
    case streamEventTypes.siteRecovered:
      void cache.invalidateQueries({ queryKey: ['sites'] });
      void cache.invalidateQueries({ queryKey: ['site', event.site_id] });
      void cache.invalidateQueries({ queryKey: ['devices'] });
      void cache.invalidateQueries({ queryKey: ['device', event.device_id] });
      return;
    case streamEventTypes.siteArchived:
    case streamEventTypes.siteRestored:
    case streamEventTypes.cameraArchived:
    case streamEventTypes.cameraRestored:
      for (const key of ['sites', 'site', 'cameras', 'camera', 'devices', 'device']) {
        void cache.invalidateQueries({ queryKey: [key] });
      }
      return;
    case streamEventTypes.enrolmentRequested:
    case streamEventTypes.enrolmentDecided:
      void cache.invalidateQueries({ queryKey: ['enrolment-requests'] });
      return;
    case streamEventTypes.siteCaRotation:
      void cache.invalidateQueries({ queryKey: ['site-trust', event.site_id] });
      return;
    case streamEventTypes.configurationChanged:
      void cache.invalidateQueries({ queryKey: ['configurations'] });
      void cache.invalidateQueries({ queryKey: ['device'] });
      return;
    case streamEventTypes.commandChanged:
      void cache.invalidateQueries({ queryKey: ['commands', event.device_id] });
      void cache.invalidateQueries({ queryKey: ['command', event.data['command_id']] });
      return;
    case liveViewType:
      putLivePicture(cache, event, Date.now());
      return;
    case focusLookType:
      putFocusLook(cache, event);
      return;
    case streamEventTypes.operationChanged:
      putOperation(cache, event);
      return;
    default: // Unknown types pass through; nothing on screen depends on them.
  }
}

function putFrame(cache: QueryClient, event: StreamEvent): void {
  // The event carries the frame as the API shows it, with its id under a name of its own.
  const parsed = frameSchema.safeParse({ ...event.data, id: event.data['frame_id'] });
  if (!parsed.success) {
    void cache.invalidateQueries({ queryKey: ['cameras'] });
    void cache.invalidateQueries({ queryKey: ['camera', event.camera_id] });
    void cache.invalidateQueries({ queryKey: ['frames', event.camera_id] });
    return;
  }
  const frame = parsed.data;
  cache.setQueriesData<Page<Camera>>({ queryKey: ['cameras'] }, (page) =>
    page ? { ...page, items: page.items.map((camera) => withFrame(camera, frame)) } : page,
  );
  cache.setQueryData<Camera>(['camera', frame.camera_id], (camera) =>
    camera ? withFrame(camera, frame) : camera,
  );
  cache.setQueryData<Page<Frame>>(['frames', frame.camera_id], (page) =>
    page ? { ...page, items: insertFrame(page.items, frame) } : page,
  );
}

/** How far it is stands in the event; what came of it is asked for at its end. */
function putOperation(cache: QueryClient, event: StreamEvent): void {
  const key = ['operation', event.data['operation_id']];
  const state = operationStateSchema.safeParse(event.data['state']);
  const progress = operationProgressSchema.safeParse(event.data['progress']);
  const isOpen = state.data === 'waiting' || state.data === 'running';
  if (isOpen && progress.success) {
    cache.setQueryData<LongOperation>(key, (operation) =>
      operation && !operation.done
        ? { ...operation, state: state.data, progress: progress.data }
        : operation,
    );
  } else {
    void cache.invalidateQueries({ queryKey: ['devices'] });
  }
  // Failures of parts and a wish to cancel are not in the event.
  void cache.invalidateQueries({ queryKey: key });
  void cache.invalidateQueries({ queryKey: ['operations'] });
}

function withFrame(camera: Camera, frame: Frame): Camera {
  if (camera.id !== frame.camera_id) return camera;
  const newer = !camera.last_frame || camera.last_frame.captured_at < frame.captured_at;
  return {
    ...camera,
    frames_total: camera.frames_total + 1,
    last_frame: newer ? frame : camera.last_frame,
  };
}

/** Newest first. A backlog after an outage may bring an older frame later than a newer one. */
export function insertFrame(frames: Frame[], frame: Frame): Frame[] {
  if (frames.some((known) => known.id === frame.id)) return frames;
  const at = frames.findIndex((known) => known.captured_at < frame.captured_at);
  const place = at === -1 ? frames.length : at;
  return [...frames.slice(0, place), frame, ...frames.slice(place)].slice(0, framesKept);
}

/** Bytes have arrived: those frames can now be shown. */
function refreshMedia(cache: QueryClient, event: StreamEvent): void {
  const frameIds = new Set(stringsOf(event.data['frame_ids']));
  const sha256 = typeof event.data['sha256'] === 'string' ? event.data['sha256'] : '';
  if (frameIds.size > 0) {
    const shown = (frame: Frame): Frame =>
      frameIds.has(frame.id) ? withBytes(frame, sha256) : frame;
    const shownBy = (camera: Camera): Camera =>
      camera.last_frame ? { ...camera, last_frame: shown(camera.last_frame) } : camera;
    cache.setQueriesData<Page<Camera>>({ queryKey: ['cameras'] }, (page) =>
      page ? { ...page, items: page.items.map(shownBy) } : page,
    );
    cache.setQueriesData<Camera>({ queryKey: ['camera'] }, (camera) =>
      camera ? shownBy(camera) : camera,
    );
    cache.setQueryData<Page<Frame>>(['frames', event.camera_id], (page) =>
      page ? { ...page, items: page.items.map(shown) } : page,
    );
  }
  for (const id of frameIds) void cache.invalidateQueries({ queryKey: ['frame', id] });
  for (const id of stringsOf(event.data['timelapse_ids'])) {
    void cache.invalidateQueries({ queryKey: ['timelapse', id] });
    void cache.invalidateQueries({ queryKey: ['timelapses'] });
  }
}

/** The original has the frame's own hash; any other bytes of the frame are its thumbnail. */
function withBytes(frame: Frame, sha256: string): Frame {
  return frame.sha256 === sha256
    ? { ...frame, image_url: `/v1/frames/${frame.id}/image` }
    : { ...frame, thumbnail_url: `/v1/frames/${frame.id}/thumbnail` };
}

function stringsOf(value: unknown): string[] {
  return Array.isArray(value) ? value.filter((item) => typeof item === 'string') : [];
}
