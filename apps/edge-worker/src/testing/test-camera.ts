import { randomUUID } from 'node:crypto';
import { idFromUuid, type CameraConfiguration } from '@eyrie/contracts';

export const testPlace = { latitude: 47.3, longitude: 11.4, timeZone: 'Europe/Vienna' };

/** Noon of a summer's day at the test's place. */
export const noonMs = Date.parse('2026-06-21T11:00:00.000Z');

/** A small and fast camera in daylight, with videos of 30 seconds. */
export function testCamera(): CameraConfiguration {
  return {
    cameraId: idFromUuid('camera', randomUUID()),
    name: 'Test',
    driver: {
      type: 'simulated-sky',
      seed: 'edge-worker',
      widthPx: 320,
      heightPx: 180,
      facingDeg: 180,
      timeScale: 1,
      anchorAt: '2026-06-21T10:00:00.000Z',
    },
    schedules: [{ type: 'interval', name: 'all', enabled: true, priority: 0, intervalSeconds: 5 }],
    thumbnailWidthPx: 64,
    timelapse: { windowSeconds: 30, fps: 5, crf: 30 },
  };
}
