import { describe, expect, it } from '@jest/globals';
import { parseSimilarity } from './settings.ts';

describe('the similarity of a video to its frames', () => {
  it('is read from what ffmpeg prints', () => {
    const line =
      '[Parsed_ssim_1 @ 0x55] SSIM Y:0.981 (17.2) U:0.99 (20) V:0.99 (20) All:0.984123 (17.99)';
    expect(parseSimilarity(`frame=1\n${line}\n`)).toBe(0.984123);
  });

  it('is an error where ffmpeg printed none', () => {
    expect(() => parseSimilarity('Conversion failed!')).toThrow('Conversion failed!');
  });
});
