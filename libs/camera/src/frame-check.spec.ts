import { describe, expect, it } from '@jest/globals';
import sharp from 'sharp';
import { validateFrame } from './frame-check.ts';
import { hashDistance, measureFrame } from './frame-measure.ts';
import { makeThumbnail } from './thumbnail.ts';

const width = 640;
const height = 360;
const size = { width, height };

/** A picture with edges, of a mean brightness, with noise that the seed decides. */
async function picture(mean: number, seed: number, blur = 0): Promise<Buffer> {
  const pixels = Buffer.alloc(width * height * 3);
  let state = seed;
  for (let i = 0; i < pixels.length; i += 1) {
    state = (Math.imul(state, 1664525) + 1013904223) | 0;
    const x = Math.floor(i / 3) % width;
    const y = Math.floor(i / 3 / width);
    const blocks = (Math.floor(x / 80) * 7 + Math.floor(y / 60) * 5) % 3;
    const value = mean * (0.6 + 0.4 * blocks) + ((state >>> 24) - 128) * 0.06;
    pixels[i] = Math.min(255, Math.max(0, value));
  }
  const image = sharp(pixels, { raw: { ...size, channels: 3 } });
  return (blur > 0 ? image.blur(blur) : image).jpeg({ quality: 85 }).toBuffer();
}

describe('the judgement of a frame', () => {
  it('passes a good picture and says what it measured', async () => {
    const check = await validateFrame(await picture(120, 1), size);
    expect(check).toMatchObject({ ok: true, measure: { width, height } });
    if (!check.ok) throw new Error(check.detail);
    expect(check.measure.luminance).toBeCloseTo(120 / 255, 1);
    expect(check.measure.hash).toMatch(/^[0-9a-f]{16}$/);
  });

  it('finds a file that breaks off, at each of a hundred places', async () => {
    const whole = await picture(120, 1);
    for (const cut of placesIn(whole)) {
      const part = whole.subarray(0, cut);
      expect(await validateFrame(part, size)).toMatchObject({ ok: false, reason: 'truncated' });
    }
  });

  it('finds one that breaks off and still ends well, at each of a hundred places', async () => {
    const whole = await picture(120, 1);
    for (const cut of placesIn(whole)) {
      const holed = Buffer.concat([whole.subarray(0, cut), Buffer.from([0xff, 0xd9])]);
      expect(await validateFrame(holed, size)).toMatchObject({ ok: false, reason: 'undecodable' });
    }
  });

  it('has a verdict on a file with a bit turned, at each of a hundred places', async () => {
    const whole = await picture(120, 1);
    const verdicts = [];
    for (const place of placesIn(whole)) {
      const turned = Buffer.from(whole);
      turned[place] = (turned[place] ?? 0) ^ 0x10;
      verdicts.push((await validateFrame(turned, size)).ok);
    }
    // A bit of the picture itself may look like any other picture; the hash that follows the frame tells.
    expect(verdicts).toHaveLength(100);
    expect(verdicts).toContain(false);
  });

  it('tells apart nothing, something else and a header alone', async () => {
    expect(await validateFrame(new Uint8Array(), size)).toMatchObject({ reason: 'empty' });
    const png = await sharp(await picture(120, 1))
      .png()
      .toBuffer();
    expect(await validateFrame(png, size)).toMatchObject({ reason: 'not-a-jpeg' });
    const shell = Buffer.from([0xff, 0xd8, 0xff, 0xd9]);
    expect(await validateFrame(shell, size)).toMatchObject({ reason: 'undecodable' });
  });

  it('finds a wrong size, black and blown pictures', async () => {
    const good = await picture(120, 1);
    const wrong = await validateFrame(good, { width: 1920, height: 1080 });
    expect(wrong).toMatchObject({ ok: false, reason: 'wrong-size', measure: { width, height } });
    const flat = (level: number) =>
      sharp({ create: { ...size, channels: 3, background: { r: level, g: level, b: level } } })
        .jpeg()
        .toBuffer();
    expect(await validateFrame(await flat(0), size)).toMatchObject({ reason: 'black' });
    expect(await validateFrame(await flat(255), size)).toMatchObject({ reason: 'blown' });
    expect(await validateFrame(await picture(6, 1), size)).toMatchObject({ ok: true });
  });

  it('calls a picture frozen that comes twice, but not a still scene with live noise', async () => {
    const first = await picture(120, 1);
    const previous = await measureFrame(first);
    const again = await validateFrame(first, { ...size, previous });
    expect(again).toMatchObject({ ok: false, reason: 'frozen' });
    const alive = await validateFrame(await picture(120, 2), { ...size, previous });
    expect(alive).toMatchObject({ ok: true });
    if (alive.ok) expect(hashDistance(alive.measure.hash, previous.hash)).toBeLessThan(12);
  });
});

it('measures less sharpness in a blurred picture', async () => {
  const sharpOne = await measureFrame(await picture(120, 1));
  const blurred = await measureFrame(await picture(120, 1, 6));
  expect(blurred.sharpness).toBeLessThan(sharpOne.sharpness / 4);
});

it('counts the bits in which hashes differ', () => {
  expect(hashDistance('0000000000000000', 'ffffffffffffffff')).toBe(64);
  expect(hashDistance('00000000000000f0', '0000000000000010')).toBe(3);
});

it('makes a thumbnail in proportion, never larger than the frame', async () => {
  const frame = await picture(120, 1);
  const thumbnail = await makeThumbnail(frame, 320);
  expect(thumbnail).toMatchObject({ width: 320, height: 180 });
  expect(await sharp(thumbnail.jpeg).metadata()).toMatchObject({ format: 'jpeg', width: 320 });
  expect(await makeThumbnail(frame, 5000)).toMatchObject({ width, height });
});

/** A hundred places inside of a file, from its header to its end. */
function placesIn(file: Uint8Array): number[] {
  return Array.from({ length: 100 }, (_, index) => Math.floor(((index + 0.5) * file.length) / 100));
}
