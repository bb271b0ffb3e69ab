import { describe, expect, it } from '@jest/globals';
import sharp from 'sharp';
import { stampFrame, type FrameStamp } from './stamp-frame.ts';

const stamp: FrameStamp = {
  model: 'Simulated sky',
  software: 'Eyrie 0.1.0',
  takenAt: Date.parse('2026-06-21T19:27:05.250Z'),
  shutterUs: 500,
  gain: 1.07,
  ev: -0.3,
  isWhiteBalanceManual: true,
  number: 77,
  uniqueId: '0123456789abcdef0123456789abcdef',
  facts: { clockTrusted: true, sunAltitudeDeg: -3.25, name: 'North & "South" <1>' },
};

const picture = () =>
  sharp({ create: { width: 64, height: 48, channels: 3, background: '#246' } })
    .jpeg()
    .toBuffer();

/** Reads one tag of the Exif block, as the TIFF format has it; independent of what wrote it. */
function tagOf(exif: Buffer, wanted: number): string | number | undefined {
  const tiff = exif.subarray(6);
  const seek = (from: number): string | number | undefined => {
    for (let n = 0; n < tiff.readUInt16LE(from); n += 1) {
      const at = from + 2 + n * 12;
      const tag = tiff.readUInt16LE(at);
      const [type, count] = [tiff.readUInt16LE(at + 2), tiff.readUInt32LE(at + 4)];
      if (tag === 0x8769) {
        const within = seek(tiff.readUInt32LE(at + 8));
        if (within !== undefined) return within;
      }
      if (tag !== wanted) continue;
      const far = tiff.readUInt32LE(at + 8);
      if (type === 3) return tiff.readUInt16LE(at + 8);
      if (type === 4) return far;
      if (type === 2) {
        const start = count > 4 ? far : at + 8;
        return tiff.toString('latin1', start, start + count - 1);
      }
      if (type === 5 || type === 10) return tiff.readInt32LE(far) / tiff.readInt32LE(far + 4);
    }
    return undefined;
  };
  return seek(tiff.readUInt32LE(4));
}

describe('a stamped frame', () => {
  it('is the same picture to the bit, and tells how it was taken', async () => {
    const jpeg = await picture();
    const stamped = stampFrame(jpeg, stamp);
    const [before, after] = [sharp(jpeg).raw().toBuffer(), sharp(stamped).raw().toBuffer()];
    expect(Buffer.compare(await before, await after)).toBe(0);
    const { exif, xmp } = await sharp(stamped).metadata();
    expect(exif!.toString('latin1', 0, 6)).toBe('Exif\0\0');
    expect(tagOf(exif!, 0x829a)).toBeCloseTo(1 / 2000);
    expect(tagOf(exif!, 0x8827)).toBe(107);
    expect(tagOf(exif!, 0x9003)).toBe('2026:06:21 19:27:05');
    expect(tagOf(exif!, 0x9291)).toBe('250');
    expect(tagOf(exif!, 0x9204)).toBeCloseTo(-0.3);
    expect(tagOf(exif!, 0x9211)).toBe(77);
    expect(tagOf(exif!, 0xa403)).toBe(1);
    expect(tagOf(exif!, 0x0110)).toBe('Simulated sky');
    expect(xmp!.toString()).toContain('eyrie:sunAltitudeDeg="-3.25"');
    expect(xmp!.toString()).toContain('North &amp; &quot;South&quot; &lt;1&gt;');
  });

  it('keeps what the camera itself wrote, and adds the rest', async () => {
    const own = await sharp(await picture())
      .withExif({ IFD0: { Model: 'A camera of glass' } })
      .jpeg()
      .toBuffer();
    const { exif, xmp } = await sharp(stampFrame(own, stamp)).metadata();
    expect(tagOf(exif!, 0x0110)).toBe('A camera of glass');
    expect(xmp!.toString()).toContain('eyrie:clockTrusted="true"');
  });
});
