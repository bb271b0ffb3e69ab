import { describe, expect, it } from '@jest/globals';
import { QueryClient } from '@tanstack/react-query';
import { focusLookType, idFromUuid, liveViewType, type StreamEvent } from '@eyrie/contracts';
import { applyEvent } from './apply-event.ts';
import { focusLooksQuery, livePictureQuery } from './looks.ts';

const id = (kind: 'camera' | 'command' | 'site' | 'device', digit: number) =>
  idFromUuid(kind, `0193f0c4-6d1e-7a4b-8a52-11111111111${digit}`);
const cameraId = id('camera', 1);

const event = (type: string, data: Record<string, unknown>): StreamEvent => ({
  id: '0193f0c4-6d1e-7a4b-8a52-000000000000',
  type,
  timestamp: '2026-06-21T10:00:00.000Z',
  site_id: id('site', 2),
  device_id: id('device', 3),
  camera_id: cameraId,
  sequence_number: 1,
  data,
  priority: 'low',
});
const at = (second: number) => `2026-06-21T10:00:0${second}.000Z`;

describe('looks through a camera', () => {
  const look = (command: number, second: number, sharpness: number, jpeg: string | null) =>
    event(focusLookType, {
      command_id: id('command', command),
      taken_at: at(second),
      sharpness,
      lens_position: null,
      jpeg,
    });
  const looksOf = (cache: QueryClient) => cache.getQueryData(focusLooksQuery(cameraId).queryKey);

  it('make a curve in their order, with the newest picture beside it', () => {
    const cache = new QueryClient();
    for (const one of [look(1, 1, 10, 'AA'), look(1, 3, 30, 'CC'), look(1, 2, 20, 'BB')]) {
      applyEvent(cache, one);
    }
    // The same once more: a stream that resumed may bring it.
    applyEvent(cache, look(1, 2, 20, 'BB'));
    expect(looksOf(cache)?.points.map(({ sharpness }) => sharpness)).toEqual([10, 20, 30]);
    expect(looksOf(cache)?.picture?.url).toContain('CC');
    applyEvent(cache, look(1, 4, 25, null));
    expect(looksOf(cache)?.picture?.takenAt).toBe(at(3));
  });

  it('begin anew with another command', () => {
    const cache = new QueryClient();
    applyEvent(cache, look(1, 1, 10, 'AA'));
    applyEvent(cache, look(2, 2, 5, null));
    expect(looksOf(cache)).toMatchObject({
      commandId: id('command', 2),
      points: [{ sharpness: 5 }],
      picture: null,
    });
  });

  it('show the newest picture of a live view, and no older one after it', () => {
    const cache = new QueryClient();
    applyEvent(cache, event(liveViewType, { jpeg: 'BB', taken_at: at(2) }));
    applyEvent(cache, event(liveViewType, { jpeg: 'AA', taken_at: at(1) }));
    const picture = cache.getQueryData(livePictureQuery(cameraId).queryKey);
    expect(picture).toMatchObject({ url: 'data:image/jpeg;base64,BB', takenAt: at(2) });
  });

  it('are left alone where they are not what they should be', () => {
    const cache = new QueryClient();
    applyEvent(cache, event(liveViewType, { jpeg: 7 }));
    applyEvent(cache, event(focusLookType, {}));
    expect(cache.getQueryCache().getAll()).toEqual([]);
  });
});
