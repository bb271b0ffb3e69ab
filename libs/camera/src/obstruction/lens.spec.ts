import { expect, it } from '@jest/globals';
import { judgeLens } from './lens.ts';
import { framesToLearn, learnScene, viewOf, type SceneReference } from './scene-reference.ts';
import type { SmallPicture } from '../small-picture.ts';

// A quarter of the pixels that a frame is judged by: Jest works them through slowly.
const [width, height] = [240, 150];

/** Park and Miller's numbers, 0 to 1. */
function noiseFrom(seed: number): () => number {
  let state = seed;
  return () => (state = (state * 48_271) % 2_147_483_647) / 2_147_483_647;
}

/** A line of trees on a shore: how much of each pixel is wood, all or nothing, or less the more blurred. */
function treeLine(sigma: number): Float64Array {
  const tops = Float64Array.from({ length: width }, (_, x) => {
    const isWooded = (x > 60 && x < 100) || (x > 150 && x < 175);
    return isWooded ? 8 + 3 * Math.sin(x * 0.9) + 2 * Math.sin(x * 2.3) : 2;
  });
  const blurred = tops.map((_, x) => {
    let [sum, count] = [0, 0];
    for (let at = x - sigma; at <= x + sigma; at += 1, count += 1) sum += tops[at] ?? 2;
    return sum / count;
  });
  return Float64Array.from({ length: width * height }, (_, i) => {
    const [top, y] = [blurred[i % width] ?? 0, Math.floor(i / width) - 95];
    if (sigma === 0) return Math.abs(y) < top ? 1 : 0;
    return normal((y + top) / sigma) - normal((y - top) / sigma);
  });
}

/** The share of a normal distribution below z, near enough. */
function normal(z: number): number {
  return 1 / (1 + Math.exp(-1.702 * z));
}

/** A lake at dusk, wide and empty but for the trees, in another light each time. */
function dusk(seed: number, trees: Float64Array): SmallPicture {
  const noise = noiseFrom(seed);
  const light = 0.85 + 0.3 * noise();
  const grey = Uint8Array.from({ length: width * height }, (_, i) => {
    const level = (60 - (i / width) * 0.24) * (1 - 0.7 * (trees[i] ?? 0)) * light;
    return Math.max(0, level + (noise() + noise() + noise() - 1.5) * 5);
  });
  const rgb = Uint8Array.from({ length: grey.length * 3 }, (_, i) =>
    Math.min(255, (grey[Math.floor(i / 3)] ?? 0) * (0.5 + 0.6 * (i % 3))),
  );
  return { frameWidth: width, frameHeight: height, width, height, rgb, grey };
}

it('tells a blur where nearly all the detail is the noise of the sensor', () => {
  const [sharp, soft] = [treeLine(0), treeLine(3)];
  let reference: SceneReference | null = null;
  for (let seed = 1; seed <= framesToLearn; seed += 1) {
    reference = learnScene(reference, viewOf(dusk(seed, sharp)));
  }
  if (!reference) throw new Error('nothing was learned');
  for (const seed of [101, 102]) {
    expect(judgeLens(reference, dusk(seed, sharp))?.condition).toBe('clear');
    expect(judgeLens(reference, dusk(seed, soft))?.condition).not.toBe('clear');
  }
});
