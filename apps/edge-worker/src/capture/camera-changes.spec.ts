import { describe, expect, it } from '@jest/globals';
import type { WorkerConfiguration } from '@eyrie/contracts';
import { testCamera, testPlace } from '../testing/test-camera.ts';
import { cameraChanges, whyNotRunnable } from './camera-changes.ts';

const [a, b] = [testCamera(), testCamera()];

function configuration(changes: Partial<WorkerConfiguration>): WorkerConfiguration {
  return { place: testPlace, heartbeatSeconds: 30, keepFramesSeconds: 0, cameras: [], ...changes };
}

describe('a change of the configuration', () => {
  it('touches only the cameras that it is about', () => {
    const before = configuration({ cameras: [a, b] });
    const renamed = { ...b, name: 'Other' };
    const after = configuration({
      cameras: [JSON.parse(JSON.stringify(a)) as typeof a, renamed],
      heartbeatSeconds: 5,
    });
    expect(cameraChanges(before, after)).toEqual({
      removed: [],
      started: [renamed],
      kept: [a.cameraId],
    });
  });

  it('stops cameras that are gone and starts new ones', () => {
    const before = configuration({ cameras: [a] });
    expect(cameraChanges(before, configuration({ cameras: [b] }))).toEqual({
      removed: [a.cameraId],
      started: [b],
      kept: [],
    });
  });

  it('starts all cameras anew when the place has moved, since their sun has', () => {
    const before = configuration({ cameras: [a] });
    const after = configuration({ cameras: [a], place: { ...testPlace, latitude: -47 } });
    expect(cameraChanges(before, after).started).toEqual([a]);
  });

  it('cannot run with two schedules of one name', () => {
    const [schedule] = a.schedules;
    const camera = { ...a, schedules: [schedule!, { ...schedule!, intervalSeconds: 9 }] };
    expect(whyNotRunnable(configuration({ cameras: [camera] }))).toContain('same name');
    expect(whyNotRunnable(configuration({ cameras: [a, b] }))).toBeNull();
  });
});
