import type { Camera, Frame, StreamEvent } from '@eyrie/contracts';
import { describe, expect, it } from '@jest/globals';
import { QueryClient } from '@tanstack/react-query';
import { applyEvent, insertFrame } from './apply-event.ts';

const cameraId = 'cam_01h455vb4pex5vsknk084sn02q';
const siteId = 'site_01h455vb4pex5vsknk084sn02q';
const deviceId = 'dev_01h455vb4pex5vsknk084sn02q';

function frame(second: number, over: Partial<Frame> = {}): Frame {
  const at = new Date(Date.UTC(2026, 5, 21, 4, 0, second)).toISOString();
  return {
    id: `frm_01h455vb4pex5vsknk084sn0${String(second).padStart(2, '0')}`,
    site_id: siteId,
    device_id: deviceId,
    camera_id: cameraId,
    sequence_number: second,
    slot_at: at,
    captured_at: at,
    scene_at: null,
    received_at: at,
    sha256: String(second % 10).repeat(64),
    bytes: 1000,
    width_px: 1920,
    height_px: 1080,
    shutter_us: 1000,
    gain: 1,
    luminance: 0.4,
    sun_altitude_deg: 12,
    details: null,
    image_url: null,
    thumbnail_url: null,
    ...over,
  };
}

const camera: Camera = {
  id: cameraId,
  site_id: siteId,
  device_id: deviceId,
  name: 'East ridge',
  revision: 1,
  driver: 'http-snapshot',
  driver_configuration: {
    type: 'http-snapshot',
    url: 'http://10.0.0.7/',
    certificateChecked: true,
  },
  password_set: false,
  schedules: [],
  profile: null,
  frames_total: 1,
  last_frame: frame(1),
  archived_at: null,
  created_at: '2026-06-21T00:00:00.000Z',
};

function event(type: string, data: Record<string, unknown>): StreamEvent {
  return {
    id: '01890a5d-ac96-774b-bcce-b302099a8057',
    type,
    timestamp: '2026-06-21T04:00:05.000Z',
    site_id: siteId,
    device_id: deviceId,
    camera_id: cameraId,
    sequence_number: 5,
    data,
    priority: 'normal',
  };
}

function captured(second: number): StreamEvent {
  const { id, ...facts } = frame(second);
  return event('capture.completed', { frame_id: id, ...facts });
}

function cacheWith(frames: Frame[]): QueryClient {
  const cache = new QueryClient();
  cache.setQueryData(['cameras', 'all'], { items: [camera], next_page_token: null });
  cache.setQueryData(['camera', cameraId], camera);
  cache.setQueryData(['frames', cameraId], { items: frames, next_page_token: null });
  return cache;
}

describe('events on the stream', () => {
  it('bring a captured frame to the tile, the page and the strip without asking again', () => {
    const cache = cacheWith([frame(1)]);
    applyEvent(cache, captured(5));
    const page = cache.getQueryData<{ items: Camera[] }>(['cameras', 'all']);
    expect(page?.items[0]).toMatchObject({ frames_total: 2, last_frame: { id: frame(5).id } });
    const strip = cache.getQueryData<{ items: Frame[] }>(['frames', cameraId]);
    expect(strip?.items.map((item) => item.sequence_number)).toEqual([5, 1]);
  });

  it('never let an older frame from a backlog replace the newest one', () => {
    const cache = cacheWith([frame(1)]);
    applyEvent(cache, captured(5));
    applyEvent(cache, captured(3));
    expect(cache.getQueryData<Camera>(['camera', cameraId])?.last_frame?.sequence_number).toBe(5);
    const strip = cache.getQueryData<{ items: Frame[] }>(['frames', cameraId]);
    expect(strip?.items.map((item) => item.sequence_number)).toEqual([5, 3, 1]);
  });

  it('show a picture when its bytes have arrived, the original by its own hash', () => {
    const cache = cacheWith([frame(1)]);
    const ids = { frame_ids: [frame(1).id] };
    applyEvent(cache, event('media.stored', { ...ids, sha256: 'f'.repeat(64) }));
    const shown = () => cache.getQueryData<Camera>(['camera', cameraId])?.last_frame;
    expect(shown()).toMatchObject({
      thumbnail_url: `/v1/frames/${frame(1).id}/thumbnail`,
      image_url: null,
    });
    applyEvent(cache, event('media.stored', { ...ids, sha256: frame(1).sha256 }));
    expect(shown()?.image_url).toBe(`/v1/frames/${frame(1).id}/image`);
  });

  it('move the bar of an operation at once, and never one that has ended', () => {
    const cache = new QueryClient();
    const id = 'op_01h455vb4pex5vsknk084sn02q';
    const progress = (done: number) => ({ step: null, done, total: 9, unit: 'devices', eta: null });
    const told = (state: string, done: number) =>
      event('operation.changed', { operation_id: id, state, progress: progress(done) });
    const key = ['operation', id];
    cache.setQueryData(key, { id, state: 'waiting', done: false, progress: progress(0) });
    applyEvent(cache, told('running', 4));
    expect(cache.getQueryData(key)).toMatchObject({ state: 'running', progress: { done: 4 } });
    cache.setQueryData(key, { id, state: 'succeeded', done: true, progress: progress(9) });
    applyEvent(cache, told('running', 5));
    expect(cache.getQueryData(key)).toMatchObject({ state: 'succeeded', progress: { done: 9 } });
    expect(cache.getQueryState(key)?.isInvalidated).toBe(true);
  });

  it('are counted once when the same frame is told twice', () => {
    expect(insertFrame([frame(5), frame(1)], frame(5))).toHaveLength(2);
  });
});
