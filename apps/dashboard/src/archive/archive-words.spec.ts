import type { Archival } from '@eyrie/contracts';
import { describe, expect, it } from '@jest/globals';
import { archivalText } from './archive-words.ts';

const archival: Archival = {
  id: 'cam_01h455vb4pex5vsknk084sn02q',
  name: 'East ridge',
  archived_at: '2026-06-21T00:00:00.000Z',
  restorable_until: '2026-07-21T00:00:00.000Z',
  devices_total: 0,
  cameras_total: 1,
  frames_total: 1_200,
  timelapses_total: 1,
  media_bytes: 2_000_000,
};

describe('what a person agrees to', () => {
  it('says what stops and what stays', () => {
    expect(archivalText(archival)).toEqual([
      '1 camera would stop.',
      expect.stringMatching(/^1,200 frames and 1 timelapse \(.+\) stay readable/),
    ]);
  });

  it('says first what cannot be taken back', () => {
    const [first] = archivalText({ ...archival, devices_total: 3 });
    expect(first).toMatch(/^3 devices would be decommissioned/);
  });

  it('does not speak of pictures that there are not', () => {
    const none = { ...archival, cameras_total: 0, frames_total: 0, timelapses_total: 0 };
    expect(archivalText(none)).toEqual(['No camera stops.', 'There are no pictures of it.']);
  });
});
