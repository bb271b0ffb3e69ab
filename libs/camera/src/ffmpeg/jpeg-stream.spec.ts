import { beforeAll, describe, expect, it } from '@jest/globals';
import sharp from 'sharp';
import { JpegStream } from './jpeg-stream.ts';

const paint = (colour: string, comment: string) =>
  sharp({ create: { width: 64, height: 48, channels: 3, background: colour } })
    .withExif({ IFD0: { ImageDescription: comment } })
    .jpeg()
    .toBuffer();

describe('a stream of JPEGs', () => {
  let pictures: Buffer[];
  beforeAll(async () => {
    pictures = await Promise.all([paint('red', 'a'), paint('green', 'c'), paint('blue', 'b')]);
  });

  it.each([1, 2, 3, 7, 64, 1_000, 1_000_000])(
    'is cut into its pictures, in pieces of %d',
    (size) => {
      const all = Buffer.concat(pictures);
      const stream = new JpegStream();
      const found: Buffer[] = [];
      for (let at = 0; at < all.length; at += size)
        found.push(...stream.add(all.subarray(at, at + size)));
      expect(found).toEqual(pictures);
    },
  );

  it('keeps an end marker within a segment for no end', () => {
    const [first] = pictures as [Buffer];
    const comment = Buffer.from([0xff, 0xfe, 0x00, 0x06, 0xff, 0xd9, 0xff, 0xd8]);
    const sly = Buffer.concat([first.subarray(0, 2), comment, first.subarray(2)]);
    expect(new JpegStream().add(Buffer.concat([sly, first]))).toEqual([sly, first]);
  });

  it('passes over what lies between them', () => {
    const [first, second] = pictures as [Buffer, Buffer];
    const noise = Buffer.from('--boundary\r\n\r\n');
    const stream = new JpegStream();
    expect(stream.add(Buffer.concat([noise, first, noise, second]))).toEqual([first, second]);
  });

  it('ends when it is out of step, and keeps no picture without an end', () => {
    const [first] = pictures as [Buffer];
    const broken = Buffer.concat([first.subarray(0, 2), Buffer.from('no segment')]);
    expect(() => new JpegStream().add(broken)).toThrow('not of JPEGs');
    const endless = new JpegStream();
    endless.add(first.subarray(0, first.length - 2));
    expect(() => {
      for (let at = 0; at < 9; at += 1) endless.add(Buffer.alloc(8 * 1024 * 1024));
    }).toThrow('without an end');
  });
});
