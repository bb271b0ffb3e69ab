import { execFile } from 'node:child_process';
import { symlink, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { promisify } from 'node:util';
import { openCamera } from '@eyrie/camera';

export interface FrameSet {
  readonly name: 'noisy' | 'low noise';
  readonly folder: string;
  /** Named 00000000.jpg and on, in the order of their capture. */
  readonly frames: readonly { path: string; capturedAt: number }[];
}

const place = { latitude: 47.25, longitude: 9.34, timeZone: 'Europe/Zurich' };
const stepMs = 60_000;

const from = Date.UTC(2026, 5, 21, 9, 0);
/** Strength of the grain as of a small sensor at high gain, drawn anew for each frame. */
const grain = 'noise=alls=20:allf=t+u';

/** A clear morning of the simulated sky, one frame a minute: next to no noise. */
export async function paintFrames(options: {
  folder: string;
  count: number;
  width: number;
  height: number;
}): Promise<void> {
  const { folder, count, width, height } = options;
  const scene = { seed: 'bench', place, width, height, weather: 'clear' } as const;
  const camera = await openCamera('bench', { driver: 'simulated-sky', ...scene });
  try {
    for (let index = 0; index < count; index += 1) {
      const slotAt = from + index * stepMs;
      const { jpeg } = await camera.capture({ slotAt, signal: AbortSignal.timeout(60_000) });
      await writeFile(frameFile(folder, index), jpeg);
    }
  } finally {
    await camera.close();
  }
}

/** The same frames with grain over them. */
export async function addGrain(ffmpeg: string, source: string, target: string): Promise<void> {
  const args = ['-loglevel', 'error', '-nostdin', '-start_number', '0', '-i', numbered(source)];
  const output = ['-vf', grain, '-q:v', '3', '-start_number', '0', numbered(target)];
  await promisify(execFile)(ffmpeg, [...args, ...output]);
}

/** A day of `count` frames: links to the painted ones, which are walked to and fro. */
export async function fillDay(
  name: FrameSet['name'],
  source: string,
  { folder, count, painted }: { folder: string; count: number; painted: number },
): Promise<FrameSet> {
  const frames: { path: string; capturedAt: number }[] = [];
  for (let index = 0; index < count; index += 1) {
    const file = frameFile(folder, index);
    await symlink(frameFile(source, toAndFro(index, painted)), file);
    frames.push({ path: file, capturedAt: from + index * stepMs });
  }
  return { name, folder, frames };
}

function frameFile(folder: string, index: number): string {
  return path.join(folder, `${String(index).padStart(8, '0')}.jpg`);
}

function numbered(folder: string): string {
  return path.join(folder, '%08d.jpg');
}

/** 0 1 2 3 2 1 0 1 …: neighbours stay neighbours, so that the encoder's work is that of a scene. */
export function toAndFro(index: number, length: number): number {
  if (length < 2) return 0;
  const round = 2 * (length - 1);
  const at = index % round;
  return at < length ? at : round - at;
}
