import sharp from 'sharp';

export interface TestPictureOptions {
  readonly width: number;
  readonly height: number;
  /** Of a lens out of focus, in pixels; sharp where absent. */
  readonly blur?: number;
}

/** A JPEG of noise: no two are alike, and none is dark. */
export function testPicture({ width, height, blur }: TestPictureOptions): Promise<Buffer> {
  const noise = { type: 'gaussian', mean: 120, sigma: 30 } as const;
  const background = { r: 0, g: 0, b: 0 };
  const picture = sharp({ create: { width, height, channels: 3, background, noise } });
  return (blur === undefined ? picture : picture.blur(blur)).jpeg().toBuffer();
}
