import { describe, expect, it } from '@jest/globals';
import { isAwaited, isOpen, outcomeOf } from './command-words.ts';

describe('what is said of a command', () => {
  it('is the device’s own sentence, else the reason of the refusal, else the state', () => {
    const said = { state: 'failed', message: 'The lens is covered.', refusal: null } as const;
    expect(outcomeOf(said)).toBe('The lens is covered.');
    expect(outcomeOf({ state: 'refused', message: null, refusal: 'replayed' })).toContain('before');
    expect(outcomeOf({ state: 'queued', message: null, refusal: null })).toBe(
      'Waiting for the site',
    );
    expect(outcomeOf({ state: 'succeeded', message: null, refusal: null })).toBe('Done.');
  });

  it('is asked for again until the last word is there, and the file', () => {
    expect(isOpen({ state: 'accepted' })).toBe(true);
    expect(isOpen({ state: 'expired' })).toBe(false);
    const done = { state: 'succeeded', file_bytes: 12 } as const;
    expect(isAwaited({ ...done, file_url: null })).toBe(true);
    expect(isAwaited({ ...done, file_url: '/v1/commands/x/file' })).toBe(false);
  });
});
