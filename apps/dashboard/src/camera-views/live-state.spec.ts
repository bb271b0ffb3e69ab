import { describe, expect, it } from '@jest/globals';
import { liveStateOf, liveText, pictureAgeMs } from './live-state.ts';

const start = Date.parse('2026-11-21T12:00:00.000Z');
const at = (seconds: number) => start + seconds * 1_000;
const picture = (takenAt: number, receivedAt: number) => ({
  url: '',
  takenAt: new Date(takenAt).toISOString(),
  receivedAt,
});
const running = {
  isBegun: true,
  isEnded: false,
  isRefused: false,
  endsAt: at(120),
  picture: null,
  intervalMs: 2_000,
  nowMs: start,
};

describe('what a live view claims', () => {
  it('is live only while pictures come', () => {
    const state = (seconds: number, change = {}) =>
      liveStateOf({ ...running, picture: picture(at(9), at(10)), nowMs: at(seconds), ...change });
    expect(state(12)).toBe('live');
    // Two that were lost are no reason to worry; four are.
    expect(state(16)).toBe('live');
    expect(state(18)).toBe('stalled');
    expect(state(121)).toBe('over');
    expect(state(12, { isEnded: true })).toBe('ended');
    expect(state(12, { isRefused: true })).toBe('refused');
    expect(state(12, { picture: null })).toBe('waiting');
    expect(state(12, { isBegun: false })).toBe('off');
  });

  it('stalls by the viewer’s clock, whatever the device believes that the time is', () => {
    const inFuture = picture(at(7_200), at(10));
    expect(liveStateOf({ ...running, picture: inFuture, nowMs: at(30) })).toBe('stalled');
    expect(pictureAgeMs(inFuture, at(30))).toBe(20_000);
    // Where the clocks agree the time on the way counts as well.
    expect(pictureAgeMs(picture(at(7), at(10)), at(30))).toBe(23_000);
  });

  it('tells how old the picture is that stands still', () => {
    const known = { picture: picture(at(9), at(10)), nowMs: at(40), endsAt: at(120) };
    expect(liveText('stalled', known)).toContain('31 s old');
    expect(liveText('live', { ...known, nowMs: at(12) })).toContain('Taken 3 s ago');
    expect(liveText('live', { ...known, nowMs: at(12) })).toContain('in 1 min');
  });
});
