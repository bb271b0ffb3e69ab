import { describe, expect, it } from '@jest/globals';
import { BootWatch } from './boot-watch.ts';

describe('the watch over boot epochs', () => {
  const helloes = (watch: BootWatch, ...epochs: string[]): boolean[] =>
    epochs.map((epoch) => watch.online('one', epoch));

  it('finds two machines that take turns, once', () => {
    const watch = new BootWatch();
    expect(helloes(watch, 'a', 'b', 'a', 'b', 'a')).toEqual([false, false, true, false, false]);
    expect(watch.clones()).toEqual(['one']);
  });

  it('takes restarts and half-open connections for what they are', () => {
    const watch = new BootWatch();
    expect(helloes(watch, 'a', 'a', 'a', 'b', 'b', 'c', 'c')).not.toContain(true);
    expect(watch.online('another', 'a')).toBe(false);
    expect(watch.clones()).toEqual([]);
  });

  it('forgets who left the site', () => {
    const watch = new BootWatch();
    helloes(watch, 'a', 'b', 'a');
    watch.forget('one');
    expect(watch.clones()).toEqual([]);
    expect(helloes(watch, 'b', 'c')).not.toContain(true);
  });
});
