import { idFromUuid } from '@eyrie/contracts';
import type { Operation } from '../../authorisation/operations.ts';
import { newLockedRange } from '../filled-organisation.ts';
import type { OperationSample } from './operation-sample.ts';

/** What a camera brings, how long it is kept, and what happens as it happens. */
export const mediaSamples = {
  'frames.list': ({ cameraId }) => ({ path: { id: cameraId }, query: { page_size: '1' } }),
  'frames.read': ({ frameId }) => ({ path: { id: frameId } }),
  'frames.image': ({ frameId }) => ({ path: { id: frameId } }),
  'frames.thumbnail': ({ frameId }) => ({ path: { id: frameId } }),
  'locked-ranges.create': ({ cameraId }) => ({
    body: {
      camera_id: cameraId,
      from: '2026-05-01T00:00:00.000Z',
      to: '2026-05-02T00:00:00.000Z',
      reason: 'the night of the storm',
    },
  }),
  'locked-ranges.list': ({ cameraId, site }) => ({
    query: { page_size: '1', site_id: site.id, camera_id: cameraId },
  }),
  'locked-ranges.delete': async ({ owner, cameraId }) => ({
    path: { id: (await newLockedRange(owner, cameraId, 'for a while')).id },
  }),
  'frames.pin': ({ frameId }) => ({ path: { id: frameId } }),
  'frames.unpin': ({ frameId }) => ({ path: { id: frameId } }),
  'timelapses.list': ({ cameraId, site }) => ({
    query: { page_size: '1', camera_id: cameraId, site_id: site.id },
  }),
  'timelapses.read': ({ timelapseId }) => ({ path: { id: timelapseId } }),
  'timelapses.video': ({ timelapseId }) => ({ path: { id: timelapseId } }),
  'timelapses.poster': ({ timelapseId }) => ({ path: { id: timelapseId } }),
  'retention.read': () => ({}),
  'retention.change': () => ({
    headers: { 'if-match': '*' },
    body: { frame_days: 30, telemetry_days: null, event_days: 7, media_bytes_max: null },
  }),

  // As a long poll: the other form has no end.
  'events.stream': ({ site, worker, cameraId }) => ({
    query: {
      wait: '0',
      after: '0000cafe:0',
      site_id: site.id,
      device_id: worker.enrolment.deviceId,
      camera_id: cameraId,
    },
  }),
  'events.token': ({ owner }) => ({ body: { user_id: idFromUuid('user', owner.userId) } }),
  'events.broadcast': () => ({
    body: { channel: 'weather', event: 'storm', data: { wind: 'north' } },
  }),
  'events.stats': () => ({}),

  'problems.list': () => ({}),
  'health.live': () => ({}),
  'health.ready': () => ({}),
  'health.read': () => ({}),
} satisfies Partial<Record<Operation, OperationSample>>;
