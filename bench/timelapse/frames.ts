import { writeFile } from 'node:fs/promises';
import path from 'node:path';
import { openCamera } from '@eyrie/camera';

export interface FrameSet {
  readonly name: 'noisy' | 'low noise';
  readonly folder: string;
  /** Named 00000000.jpg and on, in the order of their capture. */
  readonly frames: readonly { path: string; capturedAt: number }[];
}

const place = { latitude: 47.25, longitude: 9.34, timeZone: 'Europe/Zurich' };
const stepMs = 60_000;

/**
 * At night the simulated sensor's gain is high and its grain strong; by day under a clear sky there
 * is next to none.
 */
const scenes = {
  noisy: { weather: 'broken', from: Date.UTC(2026, 5, 21, 21, 0) },
  'low noise': { weather: 'clear', from: Date.UTC(2026, 5, 21, 9, 0) },
} as const;

/** Paints `different` frames and fills up to `count` by walking them to and fro. */
export async function paintFrames(options: {
  name: FrameSet['name'];
  folder: string;
  count: number;
  different: number;
  width: number;
  height: number;
  onFrame: (painted: number) => void;
}): Promise<FrameSet> {
  const { name, folder, count, different, width, height } = options;
  const { weather, from } = scenes[name];
  const camera = await openCamera('bench', {
    driver: 'simulated-sky',
    seed: 'bench',
    place,
    width,
    height,
    weather,
  });
  const painted: Uint8Array[] = [];
  try {
    for (let index = 0; index < different; index += 1) {
      const slotAt = from + index * stepMs;
      const frame = await camera.capture({ slotAt, signal: AbortSignal.timeout(60_000) });
      painted.push(frame.jpeg);
      options.onFrame(painted.length);
    }
  } finally {
    await camera.close();
  }
  const frames: { path: string; capturedAt: number }[] = [];
  for (let index = 0; index < count; index += 1) {
    const jpeg = painted[toAndFro(index, painted.length)];
    if (!jpeg) throw new RangeError('There are no frames to choose from.');
    const file = path.join(folder, `${String(index).padStart(8, '0')}.jpg`);
    await writeFile(file, jpeg);
    frames.push({ path: file, capturedAt: from + index * stepMs });
  }
  return { name, folder, frames };
}

/** 0 1 2 3 2 1 0 1 …: neighbours stay neighbours, so that the encoder's work is that of a scene. */
export function toAndFro(index: number, length: number): number {
  if (length < 2) return 0;
  const round = 2 * (length - 1);
  const at = index % round;
  return at < length ? at : round - at;
}
