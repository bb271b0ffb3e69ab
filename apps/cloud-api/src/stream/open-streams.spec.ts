import { describe, expect, it } from '@jest/globals';
import { OpenStreams } from './open-streams.ts';

describe('OpenStreams', () => {
  it('gives each person so many places, and each place back once', () => {
    const streams = new OpenStreams(2);
    const leave = streams.enter('a');
    streams.enter('a');
    expect(streams.enter('a')).toBeNull();
    expect(streams.enter('b')).not.toBeNull();
    expect(streams.total).toBe(3);
    leave?.();
    leave?.();
    expect(streams.total).toBe(2);
    expect(streams.enter('a')).not.toBeNull();
    expect(streams.enter('a')).toBeNull();
  });
});
