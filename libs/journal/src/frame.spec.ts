import { describe, expect, it } from '@jest/globals';
import { frameBytes, FrameType, payloadOf, readFrame, writeFrame } from './frame.ts';
import { decodeSegmentHeader, encodeSegmentHeader, segmentFileNames } from './segment.ts';

const place = { seed: 12345, base: 4096 };

function frameWith(payload: Uint8Array): Buffer {
  const bytes = Buffer.alloc(frameBytes(payload.length), 0xff);
  writeFrame(bytes, 0, place, {
    type: FrameType.entry,
    position: 2 ** 47 + 1,
    batch: 300,
    payload,
  });
  return bytes;
}

describe('a frame', () => {
  it('reads back as it was written, aligned to 8 bytes', () => {
    for (let size = 0; size < 40; size += 1) {
      const payload = Buffer.alloc(size, size + 1);
      const bytes = frameWith(payload);
      const frame = readFrame(bytes, 0, place);
      expect(bytes.length % 8).toBe(0);
      expect(frame).toMatchObject({
        type: FrameType.entry,
        position: 2 ** 47 + 1,
        batch: 300 % 256,
      });
      expect(Buffer.compare(payloadOf(bytes, frame!), payload)).toBe(0);
    }
  });

  it('is refused after any flipped bit of header or payload', () => {
    const bytes = frameWith(Buffer.from('a payload, of whole eights.'.slice(0, 24)));
    for (let bit = 0; bit < bytes.length * 8; bit += 1) {
      bytes[bit >> 3]! ^= 1 << (bit & 7);
      expect(readFrame(bytes, 0, place)).toBeNull();
      bytes[bit >> 3]! ^= 1 << (bit & 7);
    }
    expect(readFrame(bytes, 0, place)).not.toBeNull();
  });

  it('is refused in another segment, at another offset, and cut short', () => {
    const bytes = frameWith(Buffer.from('payload'));
    expect(readFrame(bytes, 0, { ...place, seed: 12346 })).toBeNull();
    expect(readFrame(bytes, 0, { ...place, base: 4104 })).toBeNull();
    expect(readFrame(bytes.subarray(0, bytes.length - 8), 0, place)).toBeNull();
    expect(readFrame(Buffer.alloc(64), 0, place)).toBeNull();
  });
});

describe('a segment', () => {
  const header = {
    id: new Uint8Array(16).fill(7),
    sequence: 9,
    next: 77,
    low: 5,
    oldestSequence: 3,
  };

  it('has a header that reads back, and not after a flipped bit', () => {
    const bytes = encodeSegmentHeader(header);
    expect(decodeSegmentHeader(bytes, 'name')).toEqual(header);
    for (let byte = 0; byte < 68; byte += 1) {
      bytes[byte]! ^= 0x10;
      expect(decodeSegmentHeader(bytes, 'name')).toBeNull();
      bytes[byte]! ^= 0x10;
    }
    expect(decodeSegmentHeader(bytes.subarray(0, 71), 'name')).toBeNull();
  });

  it('is named so that the names sort, and other files are left alone', () => {
    const names = [
      'reserve',
      '0000000000000010.segment',
      '0000000000000009.segment.damaged',
      'x.segment',
    ];
    expect(segmentFileNames(names).map((file) => file.sequence)).toEqual([9, 10]);
  });
});
