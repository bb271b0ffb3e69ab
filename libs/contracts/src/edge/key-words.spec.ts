import { describe, expect, it } from '@jest/globals';
import { keyWords } from './key-words.ts';

describe('the words of a key', () => {
  it('are those of the published examples', () => {
    // 127.0.0.1 and 63.84.220.193 of arXiv:0901.4016.
    expect(keyWords(Uint8Array.of(127, 0, 0, 1, 63, 84, 220, 193))).toBe('lusab-babad-gutih-tugad');
  });

  it('change with every bit of the first eight bytes', () => {
    const words = new Set([keyWords(new Uint8Array(32))]);
    for (let bit = 0; bit < 64; bit += 1) {
      const digest = new Uint8Array(32);
      digest[bit >> 3] = 1 << (bit & 7);
      words.add(keyWords(digest));
    }
    expect(words.size).toBe(65);
  });
});
