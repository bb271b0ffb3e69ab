import sharp from 'sharp';
import { randomFrom } from './lens-dirt.ts';

type Random = () => number;

/**
 * How another camera would show a simulated one's frames: closer in or turned about, in other shapes and
 * sizes, with a softer lens or a narrow depth of field, over ground that is rougher or plainer, in other
 * colours, noisier, in light of its own. Trees that were grown on one lens and one kind of
 * land alone take the next one's for a blurred one.
 */
export function cameraLook(seed: number): (jpeg: Uint8Array) => Promise<Buffer> {
  const camera = randomFrom(seed * 17 + 3);
  const width = 480 + 2 * Math.round(200 * camera());
  const height = Math.round(
    width * (camera() < 0.8 ? 0.55 + 0.25 * camera() : 1.2 + 0.3 * camera()),
  );
  const softness = camera() < 0.4 ? 0 : (0.4 + 1.4 * camera() ** 2) * (width / 480);
  const saturation = 0.2 + 1.3 * camera();
  const contrast = 0.4 + 0.8 * camera();
  const closer = 0.45 + 0.55 * camera();
  const [across, down] = [camera(), camera()];
  const isFlipped = camera() < 0.5;
  const isUpsideDown = camera() < 0.4;
  const ground = groundOf(camera, width, height);
  const depth = depthOf(camera, width, height);
  const dimness = camera() < 0.35 ? 0.2 + 0.6 * camera() : 1;
  const frame = randomFrom(seed * 19 + 7);
  return async (jpeg) => {
    const whole = await sharp(jpeg).metadata();
    const [wide, high] = [Math.round(whole.width * closer), Math.round(whole.height * closer)];
    const sway = (space: number, share: number): number =>
      Math.round(Math.min(space, Math.max(0, space * share + 2 * frame() - 1)));
    const at = { left: sway(whole.width - wide, across), top: sway(whole.height - high, down) };
    let image = sharp(jpeg)
      .extract({ ...at, width: wide, height: high })
      .resize({ width, height, fit: 'fill', kernel: 'lanczos3' });
    if (isFlipped) image = image.flop();
    if (isUpsideDown) image = image.flip();
    const light = (0.75 + 0.5 * frame()) * dimness;
    const rgb = await image
      .removeAlpha()
      .toColourspace('srgb')
      .modulate({ saturation })
      .linear(contrast * light, 118 * (1 - contrast) * light)
      .raw()
      .toBuffer();
    for (let i = 0; i < rgb.length; i += 1) {
      rgb[i] = Math.min(255, (rgb[i] ?? 0) * (ground[Math.floor(i / 3)] ?? 1));
    }
    const raw = { width, height, channels: 3 } as const;
    const focused = softness > 0 ? await sharp(rgb, { raw }).blur(softness).raw().toBuffer() : rgb;
    if (depth) {
      const far = await sharp(focused, { raw }).blur(depth.sigma).raw().toBuffer();
      for (let i = 0; i < focused.length; i += 1) {
        const share = depth.mask[Math.floor(i / 3)] ?? 0;
        focused[i] = (focused[i] ?? 0) * (1 - share) + (far[i] ?? 0) * share;
      }
    }
    const noise = 0.5 + 4 * frame();
    for (let i = 0; i < focused.length; i += 1) {
      const value = (focused[i] ?? 0) + (frame() + frame() + frame() - 1.5) * noise;
      focused[i] = Math.min(255, Math.max(0, value));
    }
    return sharp(focused, { raw }).jpeg({ quality: 88 }).toBuffer();
  };
}

/** Grass, leaves, rock: the same in every frame, by which the light is multiplied. */
function groundOf(random: Random, width: number, height: number): Float32Array {
  const out = new Float32Array(width * height).fill(1);
  if (random() < 0.35) return out;
  const strength = 0.15 + 0.85 * random();
  const grain = 1 + 4 * random() ** 2;
  const reach = 0.3 + 0.7 * random();
  const [tilt, from] = [random() * 2 - 1, random()];
  const cells = Math.ceil(width / grain) + 2;
  const values = Float32Array.from(
    { length: cells * (Math.ceil(height / grain) + 2) },
    () => random() - 0.5,
  );
  for (let y = 0; y < height; y += 1) {
    for (let x = 0; x < width; x += 1) {
      const side = from + (y / height) * (1 - Math.abs(tilt)) + (x / width) * tilt;
      const share = Math.min(1, Math.max(0, (reach - Math.abs((side % 1) - 0.5)) * 4));
      const cell = Math.floor(y / grain) * cells + Math.floor(x / grain);
      out[y * width + x] = 1 + strength * share * 2 * (values[cell] ?? 0);
    }
  }
  return out;
}

/** What lies before or behind the focus, where not all of it is sharp. */
function depthOf(
  random: Random,
  width: number,
  height: number,
): { sigma: number; mask: Float32Array } | null {
  if (random() < 0.6) return null;
  const sigma = (width / 480) * (2 + 6 * random());
  const [cx, cy, radius] = [random(), random(), 0.15 + 0.3 * random()];
  const mask = Float32Array.from({ length: width * height }, (_, i) => {
    const far = Math.hypot((i % width) / width - cx, Math.floor(i / width) / height - cy);
    return Math.min(1, Math.max(0, (far - radius) * 5));
  });
  return { sigma, mask };
}
