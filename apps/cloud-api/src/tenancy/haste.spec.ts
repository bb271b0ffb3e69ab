import { describe, expect, it } from '@jest/globals';
import { Haste } from './haste.ts';

/** Asks so often in the second that begins at `from`, evenly. */
function ask(haste: Haste, owner: string, from: number, times: number): void {
  for (let index = 0; index < times; index += 1) haste.asked(owner, from + (index * 1000) / times);
}

describe('haste', () => {
  it('is of who asks more often than it should while somebody else is about', () => {
    const haste = new Haste(10);
    ask(haste, 'loud', 0, 50);
    // Alone, it may.
    expect(haste.isHasty('loud', 990)).toBe(false);
    haste.asked('quiet', 991);
    expect(haste.isHasty('loud', 992)).toBe(true);
    expect(haste.isHasty('quiet', 992)).toBe(false);
    expect(haste.isHasty('nobody', 992)).toBe(false);
  });

  it('is not of who asks as often as it should', () => {
    const haste = new Haste(10);
    ask(haste, 'calm', 0, 10);
    haste.asked('quiet', 999);
    expect(haste.isHasty('calm', 999)).toBe(false);
  });

  it('does not end with a second, and ends when it slows down or is alone', () => {
    const haste = new Haste(10);
    ask(haste, 'loud', 0, 50);
    haste.asked('quiet', 999);
    haste.asked('loud', 1001);
    expect(haste.isHasty('loud', 1002)).toBe(true);
    haste.asked('quiet', 2100);
    haste.asked('loud', 2101);
    expect(haste.isHasty('loud', 2102)).toBe(true);
    haste.asked('loud', 5000);
    haste.asked('quiet', 5001);
    expect(haste.isHasty('loud', 5002)).toBe(false);
    ask(haste, 'loud', 6000, 50);
    haste.asked('quiet', 6999);
    expect(haste.isHasty('loud', 7000)).toBe(true);
    haste.asked('loud', 7990);
    expect(haste.isHasty('loud', 8000)).toBe(false);
  });
});
