import { FfmpegMissing } from './errors.ts';

/** A binary that was run and can encode H.264. */
export interface Ffmpeg {
  path: string;
  /** As the binary states it, for example `5.1.9-0+deb12u1`. */
  version: string;
  source: 'system' | 'bundled';
}

export interface FindFfmpegOptions {
  /** Folders to search, as in the PATH variable. Default: the process's PATH; '' for none. */
  path?: string;
  /** Where the bundled binary is copied when it cannot be made executable in place. */
  cacheFolder?: string;
}

/**
 * The system's ffmpeg if one is on the PATH and can encode H.264, else the one bundled with
 * `@ffmpeg-installer/ffmpeg`. Throws `FfmpegMissing`, which says what to install.
 */
export function findFfmpeg(_options: FindFfmpegOptions = {}): Promise<Ffmpeg> {
  return Promise.reject(new FfmpegMissing([]));
}
