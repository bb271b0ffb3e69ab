import { rm, stat } from 'node:fs/promises';
import { resolve } from 'node:path';
import { NothingToRender } from './errors.ts';
import { findFfmpeg, type Ffmpeg } from './find-ffmpeg.ts';
import { publishFile } from './publish-file.ts';
import { runFfmpeg } from './run-ffmpeg.ts';

export interface PosterOptions {
  /**
   * Which frame: `middle` or `brightest` (by mean luma; of equals the first). Both decode the video
   * once to count or weigh its frames. Default `middle`.
   */
  pick?: 'middle' | 'brightest';
  /** Niceness of ffmpeg, 0 to 19. Default 19. */
  nice?: number;
  signal?: AbortSignal;
  ffmpeg?: Ffmpeg;
}

export interface Poster {
  path: string;
  bytes: number;
  width: number;
  height: number;
}

/**
 * Writes one frame of `video` as a JPEG to `output`, by the temporary name `<output>.part`.
 *
 * Throws `NothingToRender` where the video has no frame, `RenderFailed` where it cannot be read,
 * `RenderAborted`, `FfmpegMissing`.
 */
export async function makePoster(
  video: string,
  output: string,
  options: PosterOptions = {},
): Promise<Poster> {
  const ffmpeg = options.ffmpeg ?? (await findFfmpeg());
  const child = { binary: ffmpeg.path, nice: options.nice ?? 19, signal: options.signal };
  const input = ['-i', `file:${resolve(video)}`, '-map', '0:v:0'];
  const path = resolve(output);
  const temporary = `${path}.part`;
  const frames = new FrameLuma();
  try {
    await runFfmpeg({
      ...child,
      what: 'Reading the video',
      args: ['-nostats', ...input, '-vf', 'scale=16:16:flags=area,format=gray'].concat([
        '-f',
        'rawvideo',
        'pipe:1',
      ]),
      onStdout: (chunk) => frames.add(chunk),
    });
    if (frames.count === 0) throw new NothingToRender([]);
    const index = options.pick === 'brightest' ? frames.brightest : Math.floor(frames.count / 2);
    await runFfmpeg({
      ...child,
      what: 'Taking the poster',
      args: ['-nostats', ...input, '-vf', `select=eq(n\\,${index}),scale=out_range=full`].concat(
        ['-pix_fmt', 'yuvj420p', '-frames:v', '1', '-q:v', '3'],
        ['-f', 'image2', '-update', '1', '-y', `file:${temporary}`],
      ),
    });
    const { default: sharp } = await import('sharp');
    const { width, height } = await sharp(temporary).metadata();
    const { size } = await stat(temporary);
    await publishFile(temporary, path);
    return { path, bytes: size, width, height };
  } finally {
    await rm(temporary, { force: true });
  }
}

/** Counts frames of 16 × 16 grey pixels in a stream, and finds the one of the highest mean. */
class FrameLuma {
  count = 0;
  brightest = 0;
  private highest = -1;
  private sum = 0;
  private pixels = 0;

  add(chunk: Buffer): void {
    for (const luma of chunk) {
      this.sum += luma;
      this.pixels += 1;
      if (this.pixels < 256) continue;
      if (this.sum > this.highest) {
        this.highest = this.sum;
        this.brightest = this.count;
      }
      this.count += 1;
      this.sum = 0;
      this.pixels = 0;
    }
  }
}
