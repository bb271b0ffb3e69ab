import { describe, expect, it } from '@jest/globals';
import type { Command, Frame } from '@eyrie/contracts';
import { captureProgress, frameIdOf, verdictOf } from './capture-steps.ts';

const command = (state: Command['state'], more: Partial<Command> = {}) =>
  ({ state, accepted_at: null, message: null, refusal: null, result: null, ...more }) as Command;
const frame = (more: Partial<Frame>) =>
  ({
    width_px: 640,
    height_px: 360,
    luminance: 0.424,
    details: null,
    thumbnail_url: null,
    image_url: null,
    ...more,
  }) as Frame;
const accepted = { accepted_at: '2026-11-21T12:00:00.000Z' };

describe('the way of a frame that somebody asked for', () => {
  it('goes step by step, and never ahead of what is known', () => {
    const done = command('succeeded', accepted);
    const stored = frame({ thumbnail_url: '/v1/frames/x/thumbnail' });
    const far = (known: Partial<Parameters<typeof captureProgress>[0]>) =>
      captureProgress({ command: undefined, frame: undefined, isShown: false, ...known }).done;
    expect([
      far({}),
      far({ command: command('sent') }),
      far({ command: command('running', accepted) }),
      far({ command: done, frame: null }),
      far({ command: done, frame: frame({}) }),
      far({ command: done, frame: stored }),
      far({ command: done, frame: stored, isShown: true }),
    ]).toEqual([0, 0, 1, 2, 2, 3, 4]);
  });

  it('ends with the device’s own word where there is no frame', () => {
    const message = 'Mean luminance is only 0.0010.';
    const failed = command('failed', { ...accepted, message });
    expect(captureProgress({ command: failed, frame: undefined, isShown: false })).toEqual({
      done: 1,
      failure: message,
    });
  });

  it('knows its frame by what the device says', () => {
    expect(frameIdOf(command('succeeded', { result: { frame_ids: ['frm_1'] } }))).toBe('frm_1');
    expect(frameIdOf(command('succeeded', { result: { frame_ids: 7 } }))).toBeNull();
    expect(frameIdOf(undefined)).toBeNull();
  });
});

describe('the word on a frame', () => {
  const lens = (condition: 'clear' | 'drops', certainty = 0.83) =>
    verdictOf(frame({ details: { lens: { condition, certainty } } }));

  it('says that it is whole, and what lies on the lens', () => {
    expect(lens('clear')).toEqual({
      isGood: true,
      sentences: [
        'The picture is whole: 640 × 360, 42 % bright on the mean.',
        'The lens is clear.',
      ],
    });
    expect(lens('drops').isGood).toBe(false);
    expect(lens('drops').sentences[0]).toBe('The lens looks wet (83 % sure).');
  });

  it('claims nothing of a lens that nobody could judge', () => {
    const { isGood, sentences } = verdictOf(frame({ details: { lens: null } }));
    expect(isGood).toBe(true);
    expect(sentences.join(' ')).not.toContain('is clear');
  });
});
